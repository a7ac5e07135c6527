import { afterEach, expect, test } from 'vitest'
import { type FrozenList, isAsFrozen } from '../../src/domain/review/frozen-list.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { tellReviews } from '../../src/jobs/tell-reviews.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang,
幸福支部,A3,,,,李卫东,协助员,li,是
幸福支部,A4,西区,社区,4号楼,王秀英,党员,wang,
幸福支部,,,,,陈书华,书记,chen,
幸福支部,,,,,赵普,党员,zhao,
和平支部,B1,北区,社区,9号楼,周明,党员,zhou,
和平支部,,,,,吴敏,书记,wu,
`

let world: WecomWorld
afterEach(() => world.close())

const begin = async () => {
  world = await wecomWorld(ROSTER, { at: '2026-05-02T09:00:00+08:00' })
  // Loaded that day, by the clock of the test.
  await world.deps.pool.query("update branches set created_at = '2026-05-02T01:00:00Z'")
}
const at = (time: string) => new Date(`${time}:00+08:00`)
const turn = (time: string) => turnReviewRounds.run(world.deps, at(time))
const rows = async <T>(text: string) => (await world.deps.pool.query(text)).rows as T[]
const rounds = () =>
  rows<{
    period: string
  }>(`select kind, period, state, opens_on::text as opens, closes_on::text as closes, count(*)::int as branches
          from review_rounds group by 1, 2, 3, 4, 5 order by 4, 1, 3`)

/** The clock goes on, requests are told, and everything is sent. */
async function tell(time: string): Promise<void> {
  const { deps, platform } = world
  platform.advance(at(time).getTime() - deps.now().getTime())
  deps.clock.now = at(time)
  await tellReviews.run(deps, at(time))
  platform.advance(20 * 60_000)
  deps.clock.now = new Date(at(time).getTime() + 20 * 60_000)
  await world.settle()
}
const heard = (account: string) => world.newOn(account).map(wordsOf)

test('a year has one round of a kind in a period, however often and late the clock comes by', async () => {
  await begin()
  await Promise.all([turn('2026-05-10T00:25'), turn('2026-05-10T00:25')])
  await turn('2026-05-10T00:25')
  expect(await rounds()).toEqual([
    { kind: 'opinion_round', period: '2026-Q2', state: 'open', opens: '2026-05-10', closes: '2026-05-25', branches: 2 },
  ])
  // Nobody was there on the first of June: the spot check begins late and keeps its last day.
  await turn('2026-06-03T00:25')
  await turn('2026-06-21T00:25')
  expect(await rounds()).toEqual([
    {
      kind: 'opinion_round',
      period: '2026-Q2',
      state: 'final',
      opens: '2026-05-10',
      closes: '2026-05-25',
      branches: 2,
    },
    {
      kind: 'spot_check',
      period: '2026-H1',
      state: 'cancelled',
      opens: '2026-06-03',
      closes: '2026-06-20',
      branches: 2,
    },
  ])
  await turn('2026-12-01T00:25')
  await turn('2027-01-10T00:25')
  // The quarter whose days were missed in November is still asked about, for as many days.
  expect((await rounds()).filter(({ period }) => period === '2026-Q4')).toMatchObject([
    { opens: '2026-12-01', closes: '2026-12-16' },
  ])
  expect((await rounds()).filter(({ period }) => period === '2026')).toEqual([
    {
      kind: 'year_end_evaluation',
      period: '2026',
      state: 'closed',
      opens: '2026-12-01',
      closes: '2026-12-25',
      branches: 2,
    },
    {
      kind: 'democratic_appraisal',
      period: '2026',
      state: 'open',
      opens: '2027-01-10',
      closes: '2027-01-25',
      branches: 2,
    },
  ])
})

test('what a round is about is frozen on its first day, under a hash, and put down in the audit log', async () => {
  await begin()
  await turn('2026-06-01T00:25')
  const [round] = await rows<{ list: FrozenList; list_hash: string }>(
    "select r.list, r.list_hash from review_rounds r join branches b on b.id = r.branch_id where b.name = '幸福支部'",
  )
  expect(round?.list.zones.map((zone) => zone.code)).toEqual(['A3', 'A4'])
  expect(round?.list.people).toHaveLength(5)
  expect(JSON.stringify(round?.list)).not.toContain('张建国')
  expect(round && isAsFrozen(round.list, round.list_hash)).toBe(true)
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(
    "select count(*)::int from audit where action = 'review_opened' and subject = 'review_round:' || (select id from review_rounds where kind = 'spot_check' limit 1)",
  )
  expect(count).toBe(1)
})

test('members are asked for their year in one message, once more three days before the end, and helpers not at all', async () => {
  await begin()
  await turn('2026-12-01T00:25')
  await tell('2026-12-01T09:22')
  const words =
    '2026年度年终考核 12月25日前 您这一年做的事，已按记录写成草稿，请看一看、改一改。回复“我的考核”打开。 打开'
  expect(heard('zhang')).toEqual([words])
  expect(heard('wang')).toHaveLength(1)
  expect(heard('zhou')).toHaveLength(1)
  expect([...heard('li'), ...heard('chen'), ...heard('zhao')]).toEqual([])
  // Equal words to people of two branches are one message.
  expect(await rows("select from outbox where purpose = 'review'")).toHaveLength(1)
  await tell('2026-12-02T09:22')
  expect(heard('zhang')).toEqual([])
  await tell('2026-12-22T09:22')
  await tell('2026-12-23T09:22')
  expect(heard('zhang')).toEqual([words])
})

test('a branch whose round cannot begin keeps back no other, and is tried again', async () => {
  await begin()
  const { pool } = world.deps
  await pool.query(`create function refuse_round() returns trigger language plpgsql as
    $$ begin raise 'no round for this branch'; end $$`)
  await pool.query(`do $$ begin execute format('create trigger refuse before insert on review_rounds for each row
    when (new.branch_id = %L) execute function refuse_round()', (select id from branches where name = '幸福支部')); end $$`)
  const opened = () => rows('select b.name from review_rounds r join branches b on b.id = r.branch_id order by 1')
  await turn('2026-05-10T00:25')
  expect(await opened()).toEqual([{ name: '和平支部' }])
  await pool.query('drop function refuse_round() cascade')
  await turn('2026-05-11T00:25')
  expect(await opened()).toEqual([{ name: '和平支部' }, { name: '幸福支部' }])
})

test('nobody is told of the same on two mornings running: once more three days later, or not at all', async () => {
  await begin()
  await turn('2026-12-01T00:25')
  await turn('2026-12-26T00:25')
  await tell('2026-12-28T09:22')
  const told = heard('chen')
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('1月1日前')
  await tell('2026-12-29T09:22')
  await tell('2026-12-30T09:22')
  expect(heard('chen')).toEqual([])
  await tell('2026-12-31T09:22')
  expect(heard('chen')).toEqual(told)
})

test('what is to be done within three days is told of once', async () => {
  await begin()
  await turn('2026-12-01T00:25')
  await world.deps.pool.query("update review_requests set due_on = '2026-12-03'")
  for (const day of ['01', '02', '03']) await tell(`2026-12-${day}T09:22`)
  expect(heard('zhang')).toHaveLength(1)
})
