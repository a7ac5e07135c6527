import { afterAll, beforeAll, expect, test } from 'vitest'
import { freezeList } from '../../../src/domain/review/frozen-list.ts'
import type { ReviewKind } from '../../../src/domain/review/vocabulary.ts'
import { reviewTable } from '../../../src/store/review-progress.ts'
import { insertRequests, insertRounds, listsOfBranches } from '../../../src/store/review-rounds.ts'
import { type ApiWorld, apiWorld } from './world.ts'

let world: ApiWorld
beforeAll(async () => {
  world = await apiWorld()
  await open('东山支部', 'spot_check', '2026-H1', '2026-06-01')
  await open('东山支部', 'year_end_evaluation', '2026', '2026-12-01')
  const opinions = await open('幸福里社区党支部', 'opinion_round', '2026-Q3', '2026-09-01')
  await world.database.pool.query(
    `insert into opinion_results select $1, id, household_count, case code when 'X1' then 9 when 'X2' then 7 else 4 end, null
       from zones where code in ('X1', 'X2', 'X3')`,
    [opinions],
  )
  await world.database.pool.query(
    `insert into rectifications (organisation_id, branch_id, number, person_id, what, reason, due_on)
     select p.organisation_id, p.branch_id, n, p.id, '要改的', '原因', date '2026-11-15' + 10 * n
       from people p, generate_series(0, 1) n where p.name = '牛党员'`,
  )
})
afterAll(() => world.close())

/** Everybody of the branch is asked, and the first has answered. */
async function open(branch: string, kind: ReviewKind, period: string, opensOn: string): Promise<string> {
  const { db, pool } = world.database
  const { rows } = await pool.query('select id, organisation_id from branches where name = $1', [branch])
  const [{ id: branchId, organisation_id: organisationId }] = rows as [{ id: string; organisation_id: string }]
  const [list] = await listsOfBranches(db, [branchId], opensOn)
  if (!list) throw new Error('no branch')
  const frozen = freezeList({ ...list, kind, period, frozenOn: opensOn, sharePercent: 20 })
  const closesOn = opensOn.replace('-01', '-20')
  const [round] = await insertRounds(
    db,
    [{ kind, period, opensOn, closesOn, branchId, organisationId, frozen }],
    world.clock.now,
  )
  const asked = { organisationId, roundId: round?.id ?? '', zoneId: null, aboutPersonId: null, dueOn: closesOn }
  const requests = list.people.map((person) => ({ ...asked, kind: 'ballot' as const, personId: person.id }))
  await insertRequests(db, requests, world.clock.now)
  await pool.query(
    `update review_requests set state = 'done', done_at = now()
      where id = (select id from review_requests where round_id = $1 order by person_id limit 1)`,
    [asked.roundId],
  )
  return asked.roundId
}

test('lists rounds with what was asked, done and not put right, those that opened last first', async () => {
  const { status, body } = await world.get('/reviews?scope=/东山街道')
  expect(status).toBe(200)
  expect(body.items).toEqual([
    expect.objectContaining({ kind: 'year_end_evaluation', period: '2026', state: 'open' }),
    {
      ...{ id: expect.any(String), kind: 'spot_check', period: '2026-H1', state: 'awaiting_seed', branch: '东山支部' },
      ...{ organisation: '/东山街道/东山社区', opensOn: '2026-06-01', closesOn: '2026-06-20' },
      ...{ listHash: expect.stringMatching(/^[0-9a-f]{64}$/u), zoneCount: 2, sampledZones: [] },
      ...{ requests: { askedCount: 2, doneCount: 1, lapsedCount: 0 }, coverage: null },
      rectifications: { openCount: 2, overdueCount: 1 },
    },
  ])
})

test('of opinions only zones with five answers count, and households only where all are known', async () => {
  const { body } = await world.get('/reviews?kind=opinion_round')
  expect(body.items).toEqual([expect.objectContaining({ coverage: { householdCount: 240, answerCount: 16 } })])
})

test('no name, grade or vote is in it', async () => {
  const { body } = await world.get('/reviews')
  expect(JSON.stringify(body)).not.toMatch(/牛党员|马书记|personId|grade|ballot/u)
})

test('is filtered by kind, state and period, and read page by page', async () => {
  const kinds = async (query: string) => (await world.get(`/reviews${query}`)).body.items.map((item) => item.kind)
  expect(await kinds('?kind=spot_check,opinion_round&state=open')).toEqual(['opinion_round'])
  expect(await kinds('?period=2026')).toEqual(['year_end_evaluation'])
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await world.get(`/reviews?limit=1${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.items.map((item) => String(item.kind)))
    cursor = body.nextCursor
  }
  expect(seen).toEqual(['year_end_evaluation', 'opinion_round', 'spot_check'])
})

test('a token of another organisation sees nothing of it', async () => {
  const token = await world.token('/演示')
  expect((await world.get('/reviews?scope=/东山街道', token)).status).toBe(404)
  expect((await world.get('/reviews', token)).body.items.map((item) => item.branch)).toEqual(['幸福里社区党支部'])
})

test('the table for whoever stands above has the same, a row for each round', async () => {
  const scope = { organisationId: '', path: '/东山街道' }
  const rows: string[][] = []
  for await (const row of reviewTable(world.database.db, { scope, today: '2026-11-20' }).rows) rows.push(row)
  expect(rows[1]?.slice(1, -1)).toEqual([
    ...['东山支部', '半年抽查', '2026-H1', '等两人各说一句话抽签', '2026-06-01', '2026-06-20', '2', '', '2', '1', '0'],
    ...['', '', '2', '1'],
  ])
})
