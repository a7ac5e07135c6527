import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRoster } from '../../src/documents/roster.ts'
import { type ImportOptions, importRoster } from '../../src/store/roster.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const seal = createSeal(randomBytes(32))
const HEADER = ['支部', '责任区编号', '责任区', '范围', '姓名', '角色', '企业微信账号', '手机', '备用']
const MONDAY = new Date('2026-03-02T02:00:00Z')

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

function load(rows: readonly string[][], options: Partial<ImportOptions> = {}) {
  const reading = readRoster([HEADER, ...rows])
  if (!reading || reading.faults.length > 0) throw new Error(JSON.stringify(reading?.faults))
  return importRoster(database.db, reading.roster, {
    ...{ seal, actor: 'cli', now: MONDAY, timezone: 'Asia/Shanghai' },
    ...options,
  })
}
const preview = async (rows: readonly string[][]) => {
  const { changes } = await load(rows, { dryRun: true })
  return { rows: Object.fromEntries(changes?.rows ?? []), ended: changes?.ended }
}
const count = async (table: string) =>
  Number((await database.pool.query(`select count(*) from ${table}`)).rows[0].count)

const BEFORE = [
  ['第一支部', 'A1', '东片', '1-2号楼', '王芳', '书记', 'wangfang', '13800138001', ''],
  ['第一支部', 'A2', '西片', '4号楼', '张三', '党员', '', '13800138002', ''],
  ['第一支部', 'A2', '', '', '李四', '党员', '', '', '是'],
  ['第一支部', '', '', '', '赵六', '党员', '', '', ''],
]

describe('whoever looks before sees what each row would change', () => {
  test('at first everything is new', async () => {
    expect(await preview(BEFORE)).toEqual({
      rows: {
        2: {
          isNew: true,
          told: ['新增人员', '绑定企业微信账号 wangfang', '新增责任区A1', '书记', '责任区A1的党员'],
        },
        3: { isNew: true, told: ['新增人员', '新增责任区A2', '责任区A2的党员'] },
        4: { isNew: true, told: ['新增人员', '责任区A2的党员'] },
        5: { isNew: true, told: ['新增人员', '党员'] },
      },
      ended: [],
    })
    expect(await count('people')).toBe(0)
  })

  test('then only what differs, also where rows changed places, and who is no longer there', async () => {
    await load(BEFORE)
    expect(await preview(BEFORE)).toEqual({ rows: {}, ended: [] })
    const after = [
      ['第一支部', 'A2', '西一片', '5号楼', '张三', '党员', 'zhangsan', '13900139000', '是'],
      ['第一支部', 'A1', '东片', '2号楼、3号楼', '王芳', '书记', 'wangfang', '13800138001', ''],
      ['第一支部', '', '', '', '李四', '党员', '', '', ''],
    ]
    expect(await preview(after)).toEqual({
      rows: {
        2: {
          isNew: false,
          told: [
            '手机尾号 8002 → 9000',
            '绑定企业微信账号 zhangsan',
            '责任区名称 西片 → 西一片',
            '范围加 5号楼，减 4号楼',
            '改为备用',
          ],
        },
        3: { isNew: false, told: ['范围加 3号楼，减 1号楼'] },
        4: { isNew: true, told: ['党员'] },
      },
      ended: ['赵六：离开名册', '李四：不再是责任区A2的党员'],
    })
  })
})

describe('a list that was cut', () => {
  const many = Array.from({ length: 20 }, (_, i) => ['第一支部', '', '', '', `党员${i}`, '党员', '', '', ''])

  test('lets nobody leave until somebody says so', async () => {
    await load(many)
    const cut = await load(many.slice(0, 10))
    expect(cut.tooManyLeave).toEqual({ count: 10, of: 20 })
    expect(await count('people where left_on is not null')).toBe(0)
    expect((await load(many.slice(0, 10), { manyMayLeave: true })).summary.people.left).toBe(10)
    expect(await count('people where left_on is not null')).toBe(10)
  })

  test('is not suspected where a few leave', async () => {
    await load(many)
    expect((await load(many.slice(0, 15))).summary.people.left).toBe(5)
  })
})

test('a zone that ended comes back with its roster', async () => {
  await load(BEFORE)
  await database.pool.query("update zones set ended_on = '2026-03-01' where code = 'A2'")
  expect((await preview(BEFORE)).rows).toEqual({ 3: { isNew: false, told: ['恢复责任区A2'] } })
  await load(BEFORE)
  expect(await count('zones where ended_on is not null')).toBe(0)
})

test.each(['branches', 'organisations'])('a roster of ended %s is refused', async (table) => {
  await load(BEFORE)
  await database.pool.query(`update ${table} set ended_on = '2026-03-01'`)
  const { faults } = await load(BEFORE)
  expect(faults.map((f) => [f.row, f.message])).toEqual([[2, expect.stringContaining('已经撤销')]])
})

test('progress is told while a long list is written', async () => {
  const rows = Array.from({ length: 10_001 }, (_, i) => ['第一支部', '', '', '', `党员${i}`, '党员', '', '', ''])
  const told: string[] = []
  await load(rows, { onProgress: (what, done, of) => told.push(`${what} ${done}/${of}`) })
  expect(told).toEqual(['人员 10000/10001', '人员 10001/10001', '分工 10000/10001', '分工 10001/10001'])
})
