import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { harmless, writeTable } from '../../src/documents/table-files.ts'
import { MAX_XLSX_ROWS, SheetFull } from '../../src/documents/xlsx.ts'
import { auditExport, exportTable, type RECORD_EXPORTS } from '../../src/store/exports.ts'
import { findScope } from '../../src/store/organisations.ts'
import { type ApiWorld, apiWorld, TIMEZONE } from '../http/api/world.ts'
import { FORMULA_PAYLOADS as PAYLOADS } from '../support/formula-payloads.ts'

/** Columns that hold what somebody wrote. */
const FREE_WORDS = {
  cases: ['内容', '位置', '楼栋', '单元', '发生时间', '承办人', '转办单位', '转办单号', '办理情况'],
  'check-ins': ['内容', '位置', '姓名'],
} as const

let world: ApiWorld
let folder: string
beforeAll(async () => {
  world = await apiWorld()
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-export-'))
  for (const [i, payload] of PAYLOADS.entries()) {
    const code = `X2-${String(i + 1).padStart(4, '0')}`
    await world.open({
      code,
      text: payload,
      placeText: payload,
      building: payload,
      unit: payload,
      occurredTime: payload,
    })
    await world.checkIn({ zone: 'X2', text: payload, placeText: payload })
  }
  await putPayloadsEverywhere()
  await world.open({
    code: 'D1-0001',
    category: 'dispute',
    text: '两家为漏水吵架',
    handlerId: await handlerNamed('赵不甲'),
  })
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

/** Words that people write beside the report: what was done, whom outside it went to, and names, which come from rosters. */
async function putPayloadsEverywhere(): Promise<void> {
  const { pool } = world.database
  await pool.query(`update case_history h set reason = c.text, event = 'close', from_state = 'accepted', to_state = 'resolved'
    from cases c where c.id = h.case_id`)
  await pool.query(`with made as (
      insert into people (organisation_id, name)
      select distinct organisation_id, text from cases returning id, name)
    update cases c set state = 'resolved', external_body = text, external_number = text, handler_id = made.id
      from made where made.name = c.text`)
  await pool.query('update check_ins k set person_id = p.id from people p where p.name = k.text')
  await pool.query("update branches set name = '=' || name where id in (select branch_id from cases)")
}

async function handlerNamed(name: string): Promise<string> {
  const { rows } = await world.database.pool.query<{ id: string }>(
    "insert into people (organisation_id, name) select id, $1 from organisations where path = '/' returning id",
    [name],
  )
  return rows[0]?.id ?? ''
}

async function write(what: (typeof RECORD_EXPORTS)[number], format: 'csv' | 'xlsx', scopePath = '/'): Promise<string> {
  const scope = await findScope(world.deps.db, scopePath)
  if (!scope) throw new Error(scopePath)
  const file = path.join(folder, `${what}.${format}`)
  await writeTable(file, {
    format,
    ...exportTable(world.deps.db, what, {
      scope,
      from: undefined,
      to: undefined,
      timezone: TIMEZONE,
      now: world.clock.now,
    }),
  })
  return file
}

/** A cell that a spreadsheet program would work out, in any line of it. */
const dangerous = (cell: string) => cell.split(/\r\n|\n|\r/).some((line) => /^[=+\-@\t\r＝＋－＠|%]/.test(line))
const readCsv = async (file: string): Promise<string[][]> => parse(await readFile(file), { bom: true })

describe('an export', () => {
  test.each(['cases', 'check-ins'] as const)(
    'of %s as CSV has no cell that acts, and every text comes back',
    async (what) => {
      const file = await write(what, 'csv')
      const [header = [], ...rows] = await readCsv(file)
      expect(rows).toHaveLength(PAYLOADS.length + (what === 'cases' ? 1 : 0))
      expect(rows.flat().filter(dangerous)).toEqual([])
      for (const column of FREE_WORDS[what]) {
        const texts = rows.map((row) => row[header.indexOf(column)])
        for (const payload of PAYLOADS) expect(texts, column).toContain(harmless(payload))
      }
      expect((await readFile(file)).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    },
  )

  test.each(['cases', 'check-ins'] as const)(
    'of %s as XLSX has strings only, and every text comes back as it was',
    async (what) => {
      const rows = await readSheet(await readFile(await write(what, 'xlsx')), { trim: false })
      const [header = [], ...cells] = rows
      expect(cells).toHaveLength(PAYLOADS.length + (what === 'cases' ? 1 : 0))
      expect(new Set(cells.flat().map((cell) => (typeof cell === 'object' ? 'empty' : typeof cell)))).toEqual(
        new Set(['string', 'empty']),
      )
      for (const column of FREE_WORDS[what]) {
        const texts = cells.map((row) => row[header.indexOf(column)])
        // XML knows one kind of line end.
        for (const payload of PAYLOADS) expect(texts.map(tidy), column).toContain(tidy(payload))
      }
    },
  )

  test('withholds the text of what is sensitive', async () => {
    const all = (await readCsv(await write('cases', 'csv'))).flat().join('\n')
    expect(all).toContain('D1-0001')
    expect(all).not.toContain('漏水')
    expect(all).not.toContain('赵不甲')
    expect(all).not.toContain('刘大爷')
  })

  test('keeps to its part of the tree', async () => {
    const rows = await readCsv(await write('cases', 'csv', '/东山街道'))
    expect(rows.slice(1).map((r) => r[0])).toEqual(['D1-0001'])
  })

  test('is for its owner’s eyes only, and is noted', async () => {
    const file = await write('cases', 'csv')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const scope = await findScope(world.deps.db, '/')
    if (!scope) throw new Error('/')
    const query = { scope, from: undefined, to: undefined, timezone: TIMEZONE, now: world.clock.now }
    await auditExport(world.deps.db, query, { what: 'cases', count: 1, actor: 'cli', now: world.clock.now })
    const { rows } = await world.database.pool.query("select actor, action from audit where action = 'export'")
    expect(rows).toEqual([{ actor: 'cli', action: 'export' }])
  })

  test('of more rows than a sheet holds is refused as XLSX, and written as CSV', async () => {
    async function* rows() {
      for (let i = 0; i < MAX_XLSX_ROWS; i++) yield ['一']
    }
    const file = path.join(folder, 'large.xlsx')
    await expect(writeTable(file, { format: 'xlsx', header: ['甲'], rows: rows() })).rejects.toThrow(SheetFull)
    expect(await writeTable(path.join(folder, 'large.csv'), { format: 'csv', header: ['甲'], rows: rows() })).toBe(
      MAX_XLSX_ROWS,
    )
  }, 60_000)

  test('takes no more memory for a hundred thousand cases than for a thousand', async () => {
    const row = Array.from({ length: 36 }, (_, i) => `第${i}列 3号楼2单元楼道灯坏了两天了`)
    async function* rows(count: number) {
      for (let i = 0; i < count; i++) yield [`A3-${i}`, ...row]
    }
    const heldWhile = async (count: number) => {
      let most = 0
      async function* watched() {
        for await (const one of rows(count)) {
          if (Math.random() < 0.001) most = Math.max(most, process.memoryUsage().rss)
          yield one
        }
      }
      await writeTable(path.join(folder, 'long.xlsx'), { format: 'xlsx', header: ['编号', ...row], rows: watched() })
      return most / 2 ** 20
    }
    await heldWhile(5_000)
    const few = await heldWhile(5_000)
    const many = await heldWhile(100_000)
    expect(many - few).toBeLessThan(150)
  }, 120_000)

  test('that fails half-way leaves nothing behind', async () => {
    async function* rows() {
      yield ['一']
      throw new Error('the database went away')
    }
    const file = path.join(folder, 'broken.csv')
    for (const format of ['csv', 'xlsx'] as const) {
      await expect(writeTable(file, { format, header: ['甲'], rows: rows() })).rejects.toThrow('went away')
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('broken'))).toEqual([])
  })
})

/** Line ends as XML reads them back. */
function tidy(value: unknown): string {
  return String(value).replace(/\r\n?/g, '\n')
}
