/** What was decided in chat stands when a list of before is imported again, and gives way to a list that tells something new. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewPost } from '../../src/decide/decision.ts'
import { readRoster } from '../../src/documents/roster.ts'
import { beginPost, endPost } from '../../src/store/assignments.ts'
import { loadResponsibility } from '../../src/store/responsibility.ts'
import { importRoster } from '../../src/store/roster.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const seal = createSeal(randomBytes(32))
const HEADER = ['支部', '责任区编号', '责任区', '类型', '范围', '姓名', '角色', '备用']
const ZHAO = ['第一支部', '', '', '', '', '赵六', '书记', '']
const ZHANG = ['第一支部', 'A1', '东片', '社区', '1号楼', '张三', '党员', '']
const LI = ['第一支部', 'A1', '东片', '社区', '1号楼', '李四', '党员', '是']
const WANG = ['第一支部', 'A2', '西片', '社区', '2号楼', '王五', '党员', '']
const BEFORE = [ZHAO, ZHANG, LI, WANG]
const NOW = new Date('2026-03-02T02:00:00Z')
const TODAY = '2026-03-02'

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
  await load(BEFORE)
})
afterEach(() => database.drop())

async function load(rows: readonly string[][]) {
  const reading = readRoster([HEADER, ...rows])
  if (!reading || reading.faults.length > 0) throw new Error(JSON.stringify(reading?.faults))
  const outcome = await importRoster(database.db, reading.roster, {
    ...{ seal, actor: 'cli', now: NOW, timezone: 'Asia/Shanghai', manyMayLeave: true },
  })
  expect(outcome.faults).toEqual([])
  return outcome
}

/** `A1: 张三, 李四` by zone, the first of them first. */
async function zones(): Promise<Record<string, string[]>> {
  const { rows } = await database.pool.query<{ id: string }>("select id from organisations where path = '/'")
  const { zones: found } = await loadResponsibility(database.pool, rows[0]?.id ?? '', TODAY)
  return Object.fromEntries(
    [...found].map(([code, { primary, backups }]) => [code, [primary, ...backups].map((p) => p?.name ?? '-')]),
  )
}

async function idOf(name: string): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>('select id from people where name = $1', [name])
  return rows[0]?.id ?? ''
}

async function begin(name: string, zoneCode: string, changes: Partial<NewPost> = {}): Promise<void> {
  const [personId, by] = [await idOf(name), await idOf('赵六')]
  const post: NewPost = {
    ...{ personId, zoneCode, role: 'zone_member', backup: false, first: false, startsOn: TODAY, termEndsOn: null },
    ...{ by, reason: null, known: false, ...changes },
  }
  await beginPost(database.pool, post, NOW)
}

async function end(name: string, zoneCode: string, lastOn = '2026-03-01'): Promise<void> {
  const [personId, by] = [await idOf(name), await idOf('赵六')]
  await endPost(database.pool, { personId, zoneCode, lastOn, by, reason: null })
}

describe('the same list again', () => {
  test('ends nobody who began in chat', async () => {
    await begin('王五', 'A1')
    await load(BEFORE)
    expect(await zones()).toEqual({ A1: ['张三', '李四', '王五'], A2: ['王五'] })
  })

  test('begins nobody anew who was ended in chat, and says so', async () => {
    await end('王五', 'A2')
    const { notices, summary } = await load(BEFORE)
    expect(await zones()).toEqual({ A1: ['张三', '李四'], A2: ['-'] })
    expect(notices.join()).toContain('王五（A2）在聊天里已经另行安排')
    expect(summary.assignments).toEqual({ added: 0, changed: 0, ended: 0 })
  })

  test('leaves who was made first first, also where rows were added above', async () => {
    await end('张三', 'A1')
    await begin('王五', 'A1', { first: true })
    const others = Array.from({ length: 5 }, (_, i) => [
      '第一支部',
      '',
      '',
      '',
      '',
      `新人${'甲乙丙丁戊'[i]}`,
      '党员',
      '',
    ])
    await load([...others, ...BEFORE])
    expect(await zones()).toEqual({ A1: ['王五', '李四'], A2: ['王五'] })
    await load(BEFORE.slice(1))
    expect((await zones()).A1).toEqual(['王五', '李四'])
  })

  test('makes nobody a backup again who answers since', async () => {
    await end('李四', 'A1')
    await begin('李四', 'A1', { first: true })
    await load(BEFORE)
    expect(await zones()).toEqual({ A1: ['李四', '张三'], A2: ['王五'] })
  })

  test('leaves what was decided for a later day', async () => {
    await end('张三', 'A1', '2026-12-31')
    await begin('王五', 'A1', { startsOn: '2027-01-01', first: true })
    await load(BEFORE)
    expect((await zones()).A1).toEqual(['张三', '李四'])
    const { rows } = await database.pool.query(
      `select p.name, a.starts_on::text, a.ends_on::text from assignments a join people p on p.id = a.person_id
         join zones z on z.id = a.zone_id where z.code = 'A1' and p.name <> '李四' order by 2`,
    )
    expect(rows).toEqual([
      { name: '张三', starts_on: TODAY, ends_on: '2026-12-31' },
      { name: '王五', starts_on: '2027-01-01', ends_on: null },
    ])
  })
})

describe('a list that tells something new', () => {
  test('that lacks whom the chat ended has caught up: named again later, they answer again', async () => {
    await end('王五', 'A2')
    const without = [ZHAO, ZHANG, LI, ['第一支部', '', '', '', '', '王五', '党员', '']]
    await load([...without, ['第一支部', 'A2', '西片', '社区', '2号楼', '', '', '']].slice(0, 4))
    expect((await zones()).A2).toEqual(['-'])
    await load(BEFORE)
    expect((await zones()).A2).toEqual(['王五'])
  })

  test('that has whom the chat began owns them: lacking them later, it ends them', async () => {
    await begin('王五', 'A1')
    const also = ['第一支部', 'A1', '东片', '社区', '1号楼', '王五', '党员', '']
    const first = await load([...BEFORE, also])
    expect(first.summary.assignments).toEqual({ added: 0, changed: 1, ended: 0 })
    expect((await load([...BEFORE, also])).summary.assignments).toEqual({ added: 0, changed: 0, ended: 0 })
    await load(BEFORE)
    expect((await zones()).A1).toEqual(['张三', '李四'])
  })

  test('that makes a backup of whom the chat ended begins them anew', async () => {
    await end('张三', 'A1')
    await load([ZHAO, [...ZHANG.slice(0, 7), '是'], LI, WANG])
    expect((await zones()).A1).toEqual(['-', '张三', '李四'])
  })

  test('without a person at all lets them leave, whatever the chat gave them', async () => {
    await begin('王五', 'A1')
    await load([ZHAO, ZHANG, LI])
    expect((await zones()).A1).toEqual(['张三', '李四'])
  })
})

test('who began and ended what, when and why stays on record', async () => {
  await end('张三', 'A1')
  await begin('王五', 'A1', { reason: '住那里' })
  await load(BEFORE)
  const { rows } = await database.pool.query(
    `select p.name, b.name as by, e.name as ended_by, a.reason, a.in_roster from assignments a
       join people p on p.id = a.person_id left join people b on b.id = a.assigned_by
       left join people e on e.id = a.ended_by join zones z on z.id = a.zone_id
      where z.code = 'A1' and p.name <> '李四' order by a.in_roster desc`,
  )
  expect(rows).toEqual([
    { name: '张三', by: null, ended_by: '赵六', reason: null, in_roster: true },
    { name: '王五', by: '赵六', ended_by: null, reason: '住那里', in_roster: false },
  ])
})
