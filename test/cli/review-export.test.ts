import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerExport } from '../../src/cli/export.ts'
import { registerImport } from '../../src/cli/import.ts'
import { writeWhole } from '../../src/documents/table-files.ts'
import { type Operator, operator } from '../support/commands.ts'
import { readDocx, readXlsx } from '../support/office-files.ts'

const ROSTER = `支部,责任区编号,姓名,角色,上级组织
第一支部,A1,王芳,书记,东山街道
第二支部,B1,张三,书记,东山街道`

let at: Operator
let folder: string
const file = (name: string) => path.join(folder, name)
beforeAll(async () => {
  at = await operator([registerExport, registerImport])
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-review-export-'))
  await writeWhole(file('roster.csv'), (out) => new Promise((done) => out.end(ROSTER, done)))
  await at.reads('import', file('roster.csv'))
})
afterAll(async () => {
  await at.close()
  await rm(folder, { recursive: true })
})

test('writes the zone lists of all branches of a scope as Word, each on its own page, and notes it in the log', async () => {
  const out = file('zones.docx')
  expect(await at.reads('export', 'review', '--kind', 'zone_list', '--scope', '/东山街道', '--out', out)).toBe(
    `已写入 ${out}，共2份表。\n`,
  )
  const { tables, paragraphs } = await readDocx(out)
  expect(tables.map((table) => table[1]?.[0])).toEqual(['A1', 'B1'])
  expect(paragraphs.filter((text) => text.startsWith('支部：'))).toEqual(['支部：第一支部', '支部：第二支部'])
  const { rows } = await at.database.pool.query("select actor from audit where action = 'export'")
  expect(rows).toEqual([{ actor: 'cli' }])
})

test('writes a whole pack of one branch as a workbook, without forms of rounds that there were not', async () => {
  const out = file('pack.xlsx')
  const printed = await at.reads('export', 'review', '--branch', '第一支部', '--format', 'xlsx', '--out', out)
  expect(printed).toBe(`已写入 ${out}，共3份表。\n`)
  expect(Object.keys(await readXlsx(out))).toEqual(['概况', '责任区一览', '整改事项', '全年落实情况', '依据'])
})

test.each([
  [['--kind', 'year_end_evaluation'], '这份表写到个人，只给本支部：请用 --branch 写明是哪个支部'],
  [['--branch', '第三支部'], '没有支部“第三支部”'],
  [['--kind', 'zone_list', '--period', '2026-13'], '时期“2026-13”不对，请写成 2026、2026-H1 或 2026-Q3'],
  [['--kind', 'spot_check', '--period', '2026-H1'], '2026-H1 没有这一轮，没有可写的'],
  [['--kind', 'zone_list', '--format', 'csv'], '考核评议的表只能写成 docx 或 xlsx'],
])('%j is refused in plain words', async (options, words) => {
  const { code, stderr } = await at.types('export', 'review', ...options, '--out', file('none.docx'))
  expect([code, stderr]).toEqual([1, expect.stringContaining(words)])
})

test('records cannot be written as Word', async () => {
  expect(await at.reads('export', 'cases', '--format', 'docx', '--out', file('cases.docx'))).toContain(
    '这种表格只能写成 csv 或 xlsx',
  )
})

test('the progress of rounds is a table, empty where there were none', async () => {
  const out = file('reviews.xlsx')
  expect(await at.reads('export', 'reviews', '--out', out)).toBe(`已写入 ${out}，共0行。\n`)
  expect((await readXlsx(out)).Sheet1?.[0]).toContain('未完成的整改')
})
