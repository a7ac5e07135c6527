import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRoster } from '../../src/documents/roster.ts'
import { DUTY_CATALOGUE } from '../../src/domain/duty-catalogue.ts'
import type { Roster } from '../../src/domain/roster.ts'
import { verifyAudit } from '../../src/store/audit.ts'
import { loadResponsibility } from '../../src/store/responsibility.ts'
import { listsOfBranches } from '../../src/store/review-rounds.ts'
import { importRoster } from '../../src/store/roster.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const seal = createSeal(randomBytes(32))
const HEADER = [
  '支部',
  '责任区编号',
  '责任区',
  '类型',
  '范围',
  '姓名',
  '角色',
  '企业微信账号',
  '手机',
  '备用',
  '上级组织',
]
const TIMEZONE = 'Asia/Shanghai'
const MONDAY = new Date('2026-03-02T02:00:00Z')
const TUESDAY = new Date('2026-03-03T02:00:00Z')

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

function rosterOf(rows: readonly string[][]): Roster {
  const reading = readRoster([HEADER, ...rows])
  if (!reading || reading.faults.length > 0) throw new Error(JSON.stringify(reading?.faults))
  return reading.roster
}

function load(rows: readonly string[][], now = MONDAY, dryRun = false) {
  return importRoster(database.db, rosterOf(rows), { seal, actor: 'cli', now, timezone: TIMEZONE, dryRun })
}

async function query<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.pool.query(text, values)).rows as T[]
}

const FIRST = [
  [
    '第一支部',
    'A1',
    '东片',
    '社区',
    '1-3号楼、东门(老门)',
    '王芳',
    '书记',
    'WangFang',
    '13800138001',
    '',
    '东山街道/幸福社区',
  ],
  ['第一支部', 'A2', '西片', '社区', '4号楼2单元', '张三', '党员', 'zhangsan', '13800138002', '', ''],
  ['第一支部', 'A2', '', '', '', '李四', '党员', '', '', '是', ''],
  ['第一支部', '', '', '', '', '赵六', '党员', '', '', '', ''],
]

test('accounts of DingTalk are kept as they are written, others in lower case; a second import changes nothing', async () => {
  const reading = readRoster([
    ['支部', '姓名', '角色', '企业微信账号', '钉钉账号'],
    ['第一支部', '王芳', '书记', 'WangFang', 'Manager7'],
    ['第一支部', '张三', '党员', 'ZhangSan', 'manager7'],
  ])
  expect(reading?.faults).toEqual([])
  const roster = reading?.roster ?? rosterOf([])
  const options = { seal, actor: 'cli', now: MONDAY, timezone: TIMEZONE, dryRun: false }
  expect((await importRoster(database.db, roster, options)).summary.bound).toBe(4)
  expect((await importRoster(database.db, roster, options)).summary.bound).toBe(0)
  const accounts = await query<{ external_id: string }>('select external_id from identities order by external_id')
  expect(accounts.map((a) => a.external_id).sort()).toEqual(['Manager7', 'manager7', 'wangfang', 'zhangsan'])
})

describe('a roster is imported', () => {
  test('with its tree, zones, areas, people, accounts and assignments', async () => {
    const { faults, summary } = await load(FIRST)
    expect(faults).toEqual([])
    expect(summary).toEqual({
      organisations: 2,
      branches: 1,
      zones: { added: 2, changed: 0 },
      people: { added: 4, changed: 0, left: 0 },
      bound: 2,
      assignments: { added: 5, changed: 0, ended: 0 },
    })
    const { zones, branches, people } = await loadResponsibility(
      database.pool,
      database.rootOrganisationId,
      '2026-03-02',
    )
    expect(zones.get('A1')).toMatchObject({
      name: '东片',
      kind: 'community',
      areas: [
        { text: '1号楼', building: '1', unit: null },
        { text: '2号楼', building: '2', unit: null },
        { text: '3号楼', building: '3', unit: null },
        { text: '东门', building: null, unit: null },
        { text: '老门', building: null, unit: null },
      ],
      primary: { name: '王芳' },
    })
    expect(zones.get('A2')).toMatchObject({ primary: { name: '张三' }, backups: [{ name: '李四' }] })
    expect([...branches.values()].map((b) => b.secretaries.map((s) => s.name))).toEqual([['王芳']])
    const wang = [...people.values()].find((p) => p.name === '王芳')
    expect(wang?.addresses).toMatchObject([{ channel: 'wecom', externalId: 'wangfang' }])
    expect(await query('select path from organisations order by path')).toEqual([
      { path: '/' },
      { path: '/东山街道' },
      { path: '/东山街道/幸福社区' },
    ])
  })

  test('and its zones have their duties at once, so that posters of the first hour tell of them', async () => {
    await load(FIRST)
    const [{ count }] = (await query<{ count: number }>(
      `select count(*)::int as count from duties d join branches b on b.id = d.branch_id where d.zone_kind = 'community'`,
    )) as [{ count: number }]
    expect(count).toBe(DUTY_CATALOGUE.community.length)
  })

  test('with phones that can be opened but not read', async () => {
    await load(FIRST)
    const rows = await query<{ phone_sealed: Buffer; phone_tail: string }>(
      "select phone_sealed, phone_tail from people where name = '张三'",
    )
    expect(rows[0]?.phone_tail).toBe('8002')
    expect(seal.open('phone', rows[0]?.phone_sealed ?? Buffer.alloc(0))).toBe('13800138002')
    expect(rows[0]?.phone_sealed.includes('13800138002')).toBe(false)
  })

  test('only to be looked at, with --dry-run', async () => {
    const { summary } = await load(FIRST, MONDAY, true)
    expect(summary.people.added).toBe(4)
    expect(await query('select from zones')).toHaveLength(0)
    expect(await query('select from organisations')).toHaveLength(1)
  })

  test('with a line in the audit log', async () => {
    await load(FIRST)
    expect(await query('select actor, action from audit')).toEqual([{ actor: 'cli', action: 'import_roster' }])
    expect(await verifyAudit(database.db)).toBeNull()
  })
})

describe('a roster is imported again', () => {
  test('and unchanged rows do nothing, however often', async () => {
    await load(FIRST)
    const snapshot = () =>
      query(`select 'p', id, name, phone_tail, xmin::text from people union all
             select 'a', id, role, position::text, xmin::text from assignments union all
             select 'i', id, external_id, person_id::text, xmin::text from identities union all
             select 'z', id, text, building, xmin::text from zone_areas order by 1, 2`)
    const before = await snapshot()
    const { summary } = await load(FIRST, TUESDAY)
    expect(JSON.stringify(summary).match(/[1-9]/)).toBeNull()
    expect(await snapshot()).toEqual(before)
    expect(await query('select from audit')).toHaveLength(1)
  })

  test('and a building that stands in two zones of a branch is named with both', async () => {
    const { notices } = await load([
      ['第一支部', 'A1', '东片', '社区', '1-2号楼', '王芳', '书记', '', '', '', ''],
      ['第一支部', 'A2', '西片', '社区', '2-3号楼', '李四', '党员', '', '', '', ''],
      ['第二支部', 'B1', '南片', '社区', '1号楼', '赵六', '党员', '', '', '', ''],
    ])
    expect(notices).toEqual(['“2号楼”同时写在责任区A1和A2里，请核对'])
  })

  test('and what changed is changed, what left is ended and never deleted', async () => {
    await load(FIRST)
    const { summary, notices } = await load(
      [
        // 王芳: a new name and area of the zone. 张三: a new phone and account, now the backup. 李四 left, 钱七 came.
        ['第一支部', 'A1', '东一片', '社区', '1-2号楼', '王芳', '书记', 'wangfang', '13800138001', '', ''],
        ['第一支部', 'A1', '', '', '', '钱七', '党员', 'qianqi', '', '', ''],
        ['第一支部', 'A1', '', '', '', '张三', '党员', 'zhangsan2', '13900139000', '是', ''],
        ['第一支部', '', '', '', '', '赵六', '党员', '', '', '', ''],
      ],
      TUESDAY,
    )
    expect(summary).toMatchObject({
      branches: 0,
      zones: { added: 0, changed: 1 },
      people: { added: 1, changed: 1, left: 1 },
      bound: 2,
      assignments: { added: 2, ended: 2 },
    })
    expect(notices).toEqual(['责任区A2（西片）不在这份名册里，现在没有人负责'])
    const { zones, people } = await loadResponsibility(database.pool, database.rootOrganisationId, '2026-03-03')
    expect(zones.get('A1')).toMatchObject({ name: '东一片', areas: [{ text: '1号楼' }, { text: '2号楼' }] })
    expect(zones.get('A1')?.backups.map((p) => p.name)).toEqual(['钱七', '张三'])
    expect(zones.get('A2')).toMatchObject({ primary: null, backups: [] })
    const zhang = [...people.values()].find((p) => p.name === '张三')
    expect(zhang?.addresses).toMatchObject([{ externalId: 'zhangsan2' }])
    expect(await query('select from assignments')).toHaveLength(7)
    expect(await query('select ends_on::text from assignments where ends_on is not null')).toEqual([
      { ends_on: '2026-03-02' },
      { ends_on: '2026-03-02' },
    ])
    expect(await query("select left_on::text from people where name = '李四'")).toEqual([{ left_on: '2026-03-03' }])
  })

  test('and whoever comes back is the same person', async () => {
    await load(FIRST)
    await load(FIRST.slice(0, 2), TUESDAY)
    const { summary } = await load(FIRST, new Date('2026-03-04T02:00:00Z'))
    expect(summary.people).toEqual({ added: 0, changed: 2, left: 0 })
    expect(await query("select from people where name = '李四'")).toHaveLength(1)
    expect(
      await query("select from assignments a join people p on p.id = a.person_id where p.name = '李四'"),
    ).toHaveLength(2)
  })

  test('and a correction on the same day holds at once', async () => {
    await load(FIRST)
    await load(FIRST.slice(0, 3))
    const { people } = await loadResponsibility(database.pool, database.rootOrganisationId, '2026-03-02')
    expect([...people.values()].map((p) => p.name)).not.toContain('赵六')
  })

  test('and the same account under another name is a corrected name', async () => {
    await load(FIRST)
    const rows = FIRST.map((r) => r.map((v) => (v === '张三' ? '张叁' : v)))
    const { summary } = await load(rows, TUESDAY)
    expect(summary.people).toEqual({ added: 0, changed: 1, left: 0 })
    expect(await query("select from people where name in ('张三', '张叁')")).toHaveLength(1)
  })

  test('and other branches are left alone', async () => {
    await load(FIRST)
    const { summary } = await load([['第二支部', 'B1', '北片', '村', '', '孙八', '书记', 'sunba', '', '', '']], TUESDAY)
    expect(summary.assignments).toEqual({ added: 2, changed: 0, ended: 0 })
    expect(await query('select from assignments where ends_on is not null')).toHaveLength(0)
  })

  test('and an account that had written before becomes the person’s', async () => {
    await query(
      "insert into identities (organisation_id, channel, external_id, display_id) values ($1, 'wecom', 'zhangsan', 'ZhangSan')",
      [database.rootOrganisationId],
    )
    await load(FIRST)
    expect(
      await query(
        "select p.name, i.bound_by from identities i join people p on p.id = i.person_id where i.external_id = 'zhangsan'",
      ),
    ).toEqual([{ name: '张三', bound_by: 'roster' }])
  })

  test('and a guest from another branch keeps their home', async () => {
    await load(FIRST)
    await load([['第二支部', 'B1', '', '社区', '', '张三', '外单位党员', 'zhangsan', '', '', '']], TUESDAY)
    const held = await query(
      "select b.name, a.role from assignments a join branches b on b.id = a.branch_id join people p on p.id = a.person_id where p.name = '张三' order by 1",
    )
    expect(held).toEqual([
      { name: '第一支部', role: 'zone_member' },
      { name: '第二支部', role: 'guest_member' },
    ])
    expect(
      await query("select b.name from people p join branches b on b.id = p.branch_id where p.name = '张三'"),
    ).toEqual([{ name: '第一支部' }])
    // The own branch drops them: they stay, for the other one still has them.
    const { summary } = await load(
      FIRST.filter((r) => r[5] !== '张三'),
      TUESDAY,
    )
    expect(summary.people.left).toBe(0)
  })
})

test('the account of a guest in another organisation stands above both, so that both zones are found', async () => {
  const zonesSeen = async () => {
    const [row] = await query<{ organisation_id: string; path: string }>(
      "select i.organisation_id, o.path from identities i join organisations o on o.id = i.organisation_id where external_id = 'zhangsan'",
    )
    const { people } = await loadResponsibility(database.pool, row?.organisation_id ?? '', '2026-03-03')
    const held = [...people.values()].find((p) => p.name === '张三')?.assignments.map((a) => a.zoneCode)
    return { path: row?.path, held }
  }
  await load(FIRST)
  expect(await zonesSeen()).toEqual({ path: '/东山街道/幸福社区', held: ['A2'] })
  await load(
    [['第二支部', 'B1', '', '社区', '', '张三', '外单位党员', 'zhangsan', '', '', '东山街道/平安社区']],
    TUESDAY,
  )
  expect(await zonesSeen()).toEqual({ path: '/东山街道', held: ['B1', 'A2'] })
  await load([['第三支部', 'C1', '', '社区', '', '张三', '外单位党员', 'zhangsan', '', '', '西山街道']], TUESDAY)
  expect((await zonesSeen()).path).toBe('/')
})

describe('a roster is refused as a whole', () => {
  const cases: [string, string[][], string][] = [
    [
      'for a code of another branch, naming it',
      [
        ['第二支部', 'B1', '', '社区', '', '孙八', '书记', 'sunba', '', '', ''],
        ['第二支部', 'a1', '', '社区', '', '周九', '党员', '', '', '', ''],
      ],
      '编号A1已属于“第一支部”，请换一个编号',
    ],
    [
      'for a branch that it puts below another organisation, saying so',
      [['第一支部', 'A1', '', '社区', '', '王芳', '书记', '', '', '', '西山街道']],
      '编号A1已属于同名的“第一支部”，它在另一个上级组织下面',
    ],
    [
      'for an account of somebody else',
      [['第二支部', 'B1', '', '社区', '', '孙八', '书记', 'ZHANGSAN', '', '', '']],
      '账号“ZHANGSAN”已经是“张三”的',
    ],
  ]
  test.each(cases)('%s', async (_, rows, message) => {
    await load(FIRST)
    const before = await query('select count(*) from people')
    const { faults } = await load(rows, TUESDAY)
    expect(faults).toHaveLength(1)
    expect(faults[0]?.message).toContain(message)
    expect(await query('select count(*) from people')).toEqual(before)
    expect(await query("select from branches where name = '第二支部'")).toHaveLength(0)
  })

  test('for a branch name that stands twice in the tree', async () => {
    await load([
      ['第一支部', 'A1', '', '社区', '', '甲', '书记', '', '', '', '东社区'],
      ['第一支部', 'B1', '', '社区', '', '乙', '书记', '', '', '', '西社区'],
    ])
    const { faults } = await load([['第一支部', 'C1', '', '社区', '', '丙', '党员', '', '', '', '']], TUESDAY)
    expect(faults).toMatchObject([{ field: 'organisation' }])
  })
})

test('two imports at once do not give the same zone code away', async () => {
  const rows = (branch: string) => [[branch, 'A1', '', '社区', '', '张三', '书记', '', '', '', '']]
  const outcomes = await Promise.all([load(rows('第一支部')), load(rows('第二支部'))])
  expect(outcomes.map((o) => o.faults.length).sort()).toEqual([0, 1])
})

test('60,000 rows take seconds', async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => {
    const zone = Math.floor(i / 10)
    const phone = String(13_000_000_000 + i)
    return [
      `第${Math.floor(zone / 6)}支部`,
      `Z${zone}`,
      '',
      '社区',
      `${zone}号楼`,
      `党员${i}`,
      '党员',
      `u${i}`,
      phone,
      '',
      '大区',
    ]
  })
  const roster = rosterOf(rows)
  const started = performance.now()
  const options = { seal, actor: 'cli', now: MONDAY, timezone: TIMEZONE }
  expect((await importRoster(database.db, roster, options)).summary.people.added).toBe(60_000)
  expect((await importRoster(database.db, roster, options)).summary.people).toEqual({ added: 0, changed: 0, left: 0 })
  expect(performance.now() - started).toBeLessThan(60_000)
})

test('households of a zone come with the roster, stay where it says nothing, and stand in the frozen list of a review', async () => {
  const told = (householdCount: string) => {
    const reading = readRoster([
      ['支部', '责任区编号', '户数', '姓名', '角色'],
      ['第一支部', 'A1', householdCount, '王芳', '党员'],
    ])
    return importRoster(database.db, reading?.roster ?? rosterOf([]), {
      ...{ seal, actor: 'cli', now: MONDAY, timezone: TIMEZONE, dryRun: false },
    })
  }
  const known = () => query('select household_count from zones')
  expect((await told('120')).summary.zones).toEqual({ added: 1, changed: 0 })
  expect((await told('')).summary.zones).toEqual({ added: 0, changed: 0 })
  expect(await known()).toEqual([{ household_count: 120 }])
  expect((await told('130')).summary.zones).toEqual({ added: 0, changed: 1 })
  expect(await known()).toEqual([{ household_count: 130 }])
  const [branch] = await query<{ id: string }>('select id from branches')
  const [list] = await listsOfBranches(database.db, [branch?.id ?? ''], '2026-06-01')
  expect(list?.zones).toMatchObject([{ code: 'A1', householdCount: 130 }])
})
