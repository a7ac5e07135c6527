import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Purpose } from '../../src/domain/vocabulary.ts'
import { owe } from '../../src/store/outbox.ts'
import { type CappedDebt, oweWithinCap } from '../../src/store/weekly-cap.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const TIMEZONE = 'Asia/Shanghai'
const MONDAY = new Date('2026-11-16T02:00:00Z')
const SUNDAY_NIGHT = new Date('2026-11-22T15:59:00Z')
const NEXT_MONDAY = new Date('2026-11-22T16:00:00Z')

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

async function rows<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.pool.query(text, values)).rows as T[]
}

async function people(count: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    `insert into people (organisation_id, name) select id, '党员' || n from organisations, generate_series(1, $1) n
      where path = '/' returning id`,
    [count],
  )
  return found.map((p) => p.id)
}

function debt(key: string, to: readonly string[], told: { purpose?: Purpose; notBefore?: Date } = {}): CappedDebt {
  const { purpose = 'duty', notBefore = null } = told
  return {
    ...{ key, purpose, notBefore, organisationId: database.rootOrganisationId, lane: 'reminder', line: `${key}的一行` },
    to: to.map((id) => ({ channel: 'wecom', externalId: `u${id}`, personId: id })),
    content: { type: 'text', text: key },
    ...{ caseId: null, checkInId: null, deadline: new Date('2026-12-31T00:00:00Z') },
  }
}

const tell = (debts: CappedDebt[], now = MONDAY) =>
  database.db.transaction((tx) => oweWithinCap(tx, debts, { now, timezone: TIMEZONE }))
const told = async (id: string) =>
  (
    await rows<{ key: string }>(
      'select o.key from deliveries d join outbox o on o.id = d.outbox_id where d.person_id = $1 order by o.id',
      [id],
    )
  ).map((o) => o.key)

describe('the weekly cap', () => {
  test('lets three through in a week and holds the rest over, to be told later', async () => {
    const [one = ''] = await people(1)
    const purposes: Purpose[] = ['duty', 'announcement', 'review', 'duty', 'announcement']
    for (const [i, purpose] of purposes.entries()) await tell([debt(`第${i}件`, [one], { purpose })])
    expect(await told(one)).toEqual(['第0件', '第1件', '第2件'])
    expect(await rows('select purpose, line from held_over order by id')).toEqual([
      { purpose: 'duty', line: '第3件的一行' },
      { purpose: 'announcement', line: '第4件的一行' },
    ])
    expect(await rows('select count, cap, week_of::text from weekly_pushes')).toEqual([
      { count: 3, cap: 3, week_of: '2026-11-16' },
    ])
  })

  test('counts weeks from Monday on the clock of the installation', async () => {
    const [one = ''] = await people(1)
    for (const key of ['a', 'b', 'c', 'd']) await tell([debt(key, [one])], SUNDAY_NIGHT)
    await tell([debt('e', [one])], NEXT_MONDAY)
    expect(await told(one)).toEqual(['a', 'b', 'c', 'e'])
  })

  test('counts what waits for the morning in the week of that morning', async () => {
    const [one = ''] = await people(1)
    const notBefore = new Date('2026-11-23T00:00:00Z')
    for (const key of ['a', 'b', 'c']) await tell([debt(key, [one], { notBefore })], SUNDAY_NIGHT)
    await tell([debt('d', [one])], NEXT_MONDAY)
    expect(await told(one)).toEqual(['a', 'b', 'c'])
  })

  test('does not count what was told before under the same key, and holds it over once', async () => {
    const [one = ''] = await people(1)
    for (let i = 0; i < 5; i++) await tell([debt('a', [one])])
    expect(await rows('select count from weekly_pushes')).toEqual([{ count: 1 }])
    for (let i = 0; i < 3; i++) await tell([debt('b', [one]), debt('c', [one]), debt('d', [one]), debt('e', [one])])
    expect(await told(one)).toEqual(['a', 'b', 'c'])
    expect(await rows('select key from held_over order by id')).toEqual([{ key: `d/${one}` }, { key: `e/${one}` }])
  })

  test('is what the nearest organisation above says; zero lets nothing through', async () => {
    const [one = ''] = await people(1)
    const [below] = await rows<{ id: string }>(
      `with o as (insert into organisations (parent_id, name, path) select id, '东', '/东' from organisations where path = '/' returning id)
       insert into people (organisation_id, name) select id, '东党员' from o returning id`,
    )
    await database.pool.query(
      `insert into settings select id, 'weeklyCap', (case path when '/' then '0' else '1' end)::jsonb, now(), 'cli' from organisations`,
    )
    for (const key of ['a', 'b']) await tell([debt(key, [one, below?.id ?? ''])])
    expect(await told(one)).toEqual([])
    expect(await told(below?.id ?? '')).toEqual(['a'])
    expect(await rows('select from held_over')).toHaveLength(3)
  })

  test('holds when many processes tell one person at once', async () => {
    const [one = '', two = ''] = await people(2)
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => tell([debt(`k${i}`, i % 2 === 0 ? [one, two] : [two, one])])),
    )
    expect([(await told(one)).length, (await told(two)).length]).toEqual([3, 3])
    expect(await rows('select from held_over')).toHaveLength(18)
    expect(await rows('select distinct count from weekly_pushes')).toEqual([{ count: 3 }])
  })

  test('leaves equal words to many in few calls: batches are full without those who had enough', async () => {
    const all = await people(2_500)
    const full = all.slice(0, 500)
    for (const key of ['a', 'b', 'c']) await tell([debt(key, full)])
    await tell([debt('big', all)])
    expect(
      await rows(`select batch, count(*)::int from deliveries d join outbox o on o.id = d.outbox_id
                   where o.key = 'big' group by 1 order by 1`),
    ).toEqual([
      { batch: 0, count: 1000 },
      { batch: 1, count: 1000 },
    ])
    expect(await rows('select from held_over')).toHaveLength(500)
  })

  test('is no cap for residents, who have no week', async () => {
    const to = [{ channel: 'wecom' as const, externalId: 'resident', personId: null }]
    for (const key of ['a', 'b', 'c', 'd']) await tell([{ ...debt(key, []), to }])
    expect(await rows('select from deliveries')).toHaveLength(4)
  })

  test('cannot be gone round: what counts is refused elsewhere, and the database holds the number', async () => {
    const [one = ''] = await people(1)
    await expect(owe(database.pool, [debt('a', [one])], MONDAY)).rejects.toThrow('weekly cap')
    await expect(
      database.pool.query("insert into weekly_pushes values ($1, '2026-11-16', 4, 3)", [one]),
    ).rejects.toThrow('weekly_pushes_cap')
  })
})
