import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { civilDate } from '../../src/domain/calendar.ts'
import { loadDemo } from '../../src/store/demo.ts'
import { addDuty, changeDuty, listDuties } from '../../src/store/duties.ts'
import { seeDutiesDoneBy } from '../../src/store/duty-evidence.ts'
import { dutyHolderAt } from '../../src/store/duty-holders.ts'
import { openDutyWindows, turnDutyWindows } from '../../src/store/duty-windows.ts'
import { createSeal } from '../../src/store/seal.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const TIMEZONE = 'Asia/Shanghai'
let database: TestDatabase
let now: Date
const at = (text: string) => new Date(`${text}:00+08:00`)
const today = () => civilDate(now, TIMEZONE)

beforeEach(async () => {
  now = at('2026-03-03T09:00')
  database = await testDatabase()
  await loadDemo(database.db, createSeal(randomBytes(32)), { now, timezone: TIMEZONE })
})
afterEach(() => database.drop())

async function rows<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.pool.query(text, values)).rows as T[]
}
const open = () => openDutyWindows(database.pool, now, { today: today(), timezone: TIMEZONE })

/** The windows of a zone's clause: `2026-03-01 ready`. */
async function windows(clause: string, zone = 'X1'): Promise<string[]> {
  const found = await rows<{ line: string }>(
    `select w.starts_on || ' ' || w.state as line from duty_windows w join duties d on d.id = w.duty_id
       join zones z on z.id = w.zone_id where d.clause = $1 and z.code = $2 order by w.starts_on, w.created_at, w.state`,
    [clause, zone],
  )
  return found.map((f) => f.line)
}

async function checkIn(told: { activity: string; zone?: string; at: string; on?: string; state?: string }) {
  const [row] = await rows<{ id: string }>(
    `insert into check_ins (organisation_id, branch_id, zone_id, activity, state, occurred_on, text, source_start,
       source_end, confidence, channel, record_number, created_at)
     select organisation_id, branch_id, id, $2, $5, $4, '', 0, 0, 1, 'local', 1, $3 from zones where code = $1 returning id`,
    [told.zone ?? 'X1', told.activity, at(told.at), told.on ?? null, told.state ?? 'kept'],
  )
  return row?.id ?? ''
}

async function openCase(told: { category: string; at: string; state?: string; closed?: string; by?: string | null }) {
  const [row] = await rows<{ id: string }>(
    `insert into cases (organisation_id, branch_id, zone_id, code, kind, category, urgency, state, text, source_start,
       source_end, confidence, channel, record_number, reporter_role, reporter_person_id, created_at, closed_at)
     select z.organisation_id, z.branch_id, z.id, 'X1-' || to_char(1000 + (select count(*) from cases), 'FM0000'), 'incident', $1,
       'normal', $2, '', 0, 0, 1, 'local', 1, case when $5::text is null then 'resident' else 'zone_member' end,
       (select p.id from people p where p.name = $5), $3, $4 from zones z where code = 'X1' returning id`,
    [told.category, told.state ?? 'new', at(told.at), told.closed ? at(told.closed) : null, told.by ?? null],
  )
  return row?.id ?? ''
}

const look = (records: { checkInIds?: string[]; caseIds?: string[] }) =>
  seeDutiesDoneBy(database.pool, { checkInIds: [], caseIds: [], ...records }, { today: today(), timezone: TIMEZONE })

/** A member of X1. */
async function member(): Promise<string> {
  const [row] = await rows<{ name: string }>(
    `select p.name from assignments a join people p on p.id = a.person_id join zones z on z.id = a.zone_id
      where z.code = 'X1' order by a.position limit 1`,
  )
  return row?.name ?? ''
}

describe('windows of duties', () => {
  test('are opened for each zone with a member and each duty with a period, once', async () => {
    const counted = await open()
    expect(counted).toBe((await rows('select from duty_windows')).length)
    expect(await windows('community-6')).toEqual(['2026-03-01 ready'])
    expect(await windows('community-1')).toEqual(['2026-01-01 ready'])
    expect(await windows('community-9')).toEqual([])
    expect(await open()).toBe(0)
    expect((await Promise.all([open(), open()])).reduce((a, b) => a + b)).toBe(0)
  })

  test('are opened by two at once without a double', async () => {
    const [a, b] = await Promise.all([open(), open()])
    expect((a ?? 0) + (b ?? 0)).toBe((await rows('select from duty_windows')).length)
  })

  test('wait as drafts, begin and end by the calendar', async () => {
    now = at('2026-03-26T00:12')
    await open()
    expect(await windows('community-6')).toEqual(['2026-03-01 ready', '2026-04-01 draft'])
    now = at('2026-04-01T00:12')
    await turnDutyWindows(database.db, today())
    expect(await windows('community-6')).toEqual(['2026-03-01 missed', '2026-04-01 ready'])
  })

  test('are not opened for who took the zone over when more than half of the time was gone', async () => {
    await database.pool.query(
      "update assignments set starts_on = '2026-03-15' where zone_id = (select id from zones where code = 'X1')",
    )
    now = at('2026-03-20T00:12')
    await open()
    expect(await windows('community-6')).toEqual([])
    expect(await windows('community-6', 'X2')).toEqual(['2026-03-01 ready'])
    now = at('2026-03-25T00:12')
    await open()
    expect(await windows('community-6')).toEqual(['2026-04-01 draft'])
  })

  test('are none where nobody answers for the zone', async () => {
    await database.pool.query(
      "update assignments set ends_on = '2026-03-01' where zone_id = (select id from zones where code = 'X1')",
    )
    await open()
    expect(await windows('community-6')).toEqual([])
  })
})

describe('a duty is done', () => {
  test('by a check-in inside its window, told as it happens', async () => {
    await open()
    await look({ checkInIds: [await checkIn({ activity: 'patrol', at: '2026-03-03T08:00' })] })
    expect(await windows('community-6')).toEqual(['2026-03-01 done'])
    // One round counts for all that it shows, and for nothing else, and for no other zone.
    expect(await windows('community-10')).toEqual(['2026-03-01 done'])
    expect(await windows('community-4')).toEqual(['2026-03-01 ready'])
    expect(await windows('community-6', 'X2')).toEqual(['2026-03-01 ready'])
  })

  test('by what was told before the window was opened', async () => {
    await checkIn({ activity: 'patrol', at: '2026-03-01T00:01' })
    await open()
    expect(await windows('community-6')).toEqual(['2026-03-01 done'])
  })

  test('by what is told after the window, of a day in it', async () => {
    await open()
    now = at('2026-04-02T09:00')
    await turnDutyWindows(database.db, today())
    await open()
    await look({ checkInIds: [await checkIn({ activity: 'patrol', at: '2026-04-02T08:00', on: '2026-03-31' })] })
    expect(await windows('community-6')).toEqual(['2026-03-01 done', '2026-04-01 ready'])
  })

  test('not by a draft, and no more when what did it is withdrawn', async () => {
    await open()
    const id = await checkIn({ activity: 'patrol', at: '2026-03-03T08:00', state: 'draft' })
    await look({ checkInIds: [id] })
    expect(await windows('community-6')).toEqual(['2026-03-01 ready'])
    await database.pool.query("update check_ins set state = 'kept'")
    await look({ checkInIds: [id] })
    expect(await windows('community-6')).toEqual(['2026-03-01 done'])
    await database.pool.query("update check_ins set state = 'withdrawn'")
    await look({ checkInIds: [id] })
    expect(await windows('community-6')).toEqual(['2026-03-01 ready'])
  })

  test('by another record, when the one that did it is withdrawn', async () => {
    await open()
    const first = await checkIn({ activity: 'patrol', at: '2026-03-02T08:00' })
    await look({ checkInIds: [first] })
    const second = await checkIn({ activity: 'patrol', at: '2026-03-03T08:00' })
    await database.pool.query("update check_ins set state = 'withdrawn' where id = $1", [first])
    await look({ checkInIds: [first] })
    expect(await rows("select distinct check_in_id from duty_windows where state = 'done'")).toEqual([
      { check_in_id: second },
    ])
  })

  test('by a matter that a member of the zone found', async () => {
    await open()
    await look({ caseIds: [await openCase({ category: 'facility', at: '2026-03-03T08:00', by: await member() })] })
    expect(await windows('community-6')).toEqual(['2026-03-01 done'])
  })

  test('by a matter that a resident told once it is resolved, not before', async () => {
    await open()
    const id = await openCase({ category: 'facility', at: '2026-02-27T08:00' })
    await look({ caseIds: [id] })
    expect(await windows('community-6')).toEqual(['2026-03-01 ready'])
    await database.pool.query("update cases set state = 'resolved', closed_at = $1", [at('2026-03-03T08:30')])
    await look({ caseIds: [id] })
    expect(await windows('community-6')).toEqual(['2026-03-01 done'])
    expect(await rows("select done_on::text from duty_windows where state = 'done'")).toContainEqual({
      done_on: '2026-03-03',
    })
  })

  test.each(['not_ours', 'answered_unresolved', 'duplicate', 'cancelled'])(
    'not by one that ended as %s',
    async (state) => {
      await open()
      const id = await openCase({ category: 'facility', at: '2026-03-02T08:00', state, closed: '2026-03-03T08:00' })
      await look({ caseIds: [id] })
      expect(await windows('community-6')).toEqual(['2026-03-01 ready'])
    },
  )

  test('by two who look at the same zone at once, without waiting for each other for ever', async () => {
    await open()
    await openCase({ category: 'facility', at: '2026-03-02T08:00', by: await member() })
    const ids = [await checkIn({ activity: 'patrol', at: '2026-03-03T08:00' })]
    const [caseRow] = await rows<{ id: string }>('select id from cases')
    const looking = { today: today(), timezone: TIMEZONE }
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        inTransaction(database.pool, (sql) =>
          seeDutiesDoneBy(
            sql,
            i % 2 === 0 ? { checkInIds: ids, caseIds: [] } : { checkInIds: [], caseIds: [caseRow?.id ?? ''] },
            looking,
          ),
        ),
      ),
    )
    expect(await windows('community-6')).toEqual(['2026-03-01 done'])
  })
})

describe('what a branch changes', () => {
  async function branch() {
    const [row] = await rows<{ id: string; zone: string }>(
      "select branch_id as id, id as zone from zones where code = 'X1'",
    )
    return row ?? { id: '', zone: '' }
  }
  const by = () => ({ actor: 'cli', now, today: today() })

  test('holds from today on: open windows of the old row are called off, new ones are opened', async () => {
    await open()
    const { id } = await branch()
    const change = { named: 'community-6', change: { every: 'week' as const }, ...by() }
    await changeDuty(database.db, { branchId: id, zoneKind: 'community' }, change)
    await open()
    expect(await windows('community-6')).toEqual(['2026-03-01 cancelled', '2026-03-02 ready', '2026-03-09 draft'])
    expect(await windows('community-6', 'X2')).toEqual(await windows('community-6'))
    expect((await listDuties(database.db, id, today())).find((d) => d.clause === 'community-6')).toMatchObject({
      every: 'week',
      zoneCode: null,
    })
  })

  test('for one zone leaves the others as they are', async () => {
    await open()
    const { id, zone } = await branch()
    const change = { named: 'community-6', change: { every: null }, ...by() }
    await changeDuty(database.db, { branchId: id, zoneId: zone }, change)
    await open()
    expect(await windows('community-6')).toEqual(['2026-03-01 cancelled'])
    expect(await windows('community-6', 'X2')).toEqual(['2026-03-01 ready'])
  })

  test('is refused for a duty that they do not have', async () => {
    const { id } = await branch()
    const change = { named: 'school-1', change: { every: null }, ...by() }
    await expect(changeDuty(database.db, { branchId: id, zoneKind: 'community' }, change)).rejects.toThrow('没有')
  })

  test('can be a duty of their own, and an end: for one zone it leaves the others theirs', async () => {
    const { id, zone } = await branch()
    const duty = { title: '每周看一次充电棚', every: 'week', activities: ['patrol'], categories: ['fire'] } as const
    await addDuty(database.db, { branchId: id, zoneKind: 'community' }, { duty, ...by() })
    await open()
    expect(await titled('每周看一次充电棚')).toEqual(['X1 ready', 'X2 ready'])
    const ended = { named: '每周看一次充电棚', change: { ended: true as const }, ...by() }
    await changeDuty(database.db, { branchId: id, zoneKind: 'community' }, ended)
    expect(await titled('每周看一次充电棚')).toEqual(['X1 cancelled', 'X2 cancelled'])
    const clause = { named: 'community-4', change: { ended: true as const }, ...by() }
    await changeDuty(database.db, { branchId: id, zoneId: zone }, clause)
    expect(await windows('community-4')).toEqual(['2026-03-01 cancelled'])
    expect(await windows('community-4', 'X2')).toEqual(['2026-03-01 ready'])
    now = at('2026-03-28T00:12')
    await open()
    expect(await windows('community-4')).toEqual(['2026-03-01 cancelled'])
  })

  test('is named by the branch or the zone; several branches of one name are asked about', async () => {
    const { id, zone } = await branch()
    expect(await dutyHolderAt(database.db, { zone: 'x1' })).toEqual({ branchId: id, zoneId: zone })
    const [named] = await rows<{ name: string }>('select name from branches where id = $1', [id])
    expect(await dutyHolderAt(database.db, { branch: named?.name ?? '' })).toEqual({ branchId: id, zoneId: null })
    await expect(dutyHolderAt(database.db, {})).rejects.toThrow('--branch')
    await expect(dutyHolderAt(database.db, { zone: 'Q9' })).rejects.toThrow('没有责任区')
    await database.pool.query(
      "insert into branches (organisation_id, name) select id, $1 from organisations where path = '/'",
      [named?.name],
    )
    await expect(dutyHolderAt(database.db, { branch: named?.name ?? '' })).rejects.toThrow('几个支部')
  })

  async function titled(title: string): Promise<string[]> {
    const found = await rows<{ line: string }>(
      `select z.code || ' ' || w.state as line from duty_windows w join duties d on d.id = w.duty_id
         join zones z on z.id = w.zone_id where d.title = $1 and z.code in ('X1', 'X2') and w.starts_on <= $2 order by 1`,
      [title, today()],
    )
    return found.map((f) => f.line)
  }
})
