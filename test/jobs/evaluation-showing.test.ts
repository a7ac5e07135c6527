/** A grade that no message can bring to its member: shown in person, and never taken as seen. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { agree, appeal, giveGrade } from '../../src/store/evaluation-acts.ts'
import { concludeUnseen, handOver, openGrade } from '../../src/store/evaluation-showing.ts'
import { type EvaluationWorld, evaluationWorld } from '../support/evaluation-world.ts'

let world: EvaluationWorld
beforeEach(async () => {
  world = await evaluationWorld()
  await world.turn('2026-12-26T00:25')
  for (const name of ['张建国', '王卫东']) {
    const given = { grade: '合格', reason: '记录清楚' }
    expect(await giveGrade(world.deps.db, await whose(name), given, await by('陈书华'))).toBeNull()
  }
})
afterEach(() => world.deps.close())

const by = async (name: string) => ({
  by: await world.personId(name),
  now: world.deps.now(),
  timezone: 'Asia/Shanghai',
})
const whose = async (name: string) => ({ roundId: world.roundId, personId: await world.personId(name) })

async function hasNoAccount(...names: string[]): Promise<void> {
  await world.deps.pool.query(
    'delete from identities where person_id in (select id from people where name = any($1))',
    [names],
  )
}

/** How the messages to this account ended. */
async function deliveriesEnd(account: string, state: string): Promise<void> {
  await world.deps.pool.query(
    `update deliveries set state = $2, reason = case $2 when 'sent' then null else 'rejected 60111' end where recipient = $1`,
    [account, state],
  )
}

const shownAt = async (name: string) => {
  const { rows } = await world.deps.pool.query<{ at: Date | null }>(
    'select e.shown_at as at from evaluations e join people p on p.id = e.person_id where p.name = $1',
    [name],
  )
  return rows[0]?.at ?? null
}
const told = async () =>
  (await world.outbox())
    .filter(({ key }) => key.startsWith('evaluation/'))
    .map(({ key, recipient, content }) => [key.split('/')[1], recipient, (content as unknown as { text: string }).text])

const HAND_OVER =
  '2026年度年终考核，王卫东收不到我的消息。请您当面给本人看评定，看过以后在页面上点一下，7 天的申诉期从那天算起。回复“考核进度”打开。'

test('whom no account reaches was not shown anything: the secretary is told, once, to do so in person', async () => {
  await hasNoAccount('王卫东')
  await world.turn('2026-12-28T09:12')
  await world.turn('2026-12-28T14:12')
  await world.turn('2026-12-29T09:12')
  expect((await told()).toSorted()).toEqual([
    ['hand-over', 'chen', `${HAND_OVER}\n（12月28日）`],
    ['shown', 'zhang', expect.stringContaining('请您先看')],
  ])
  expect(await shownAt('王卫东')).toBeNull()
})

test.for(['failed', 'dropped', 'unknown'])('nor whose message is %s in the end', async (state) => {
  await world.turn('2026-12-28T09:12')
  expect(await shownAt('王卫东')).not.toBeNull()
  await deliveriesEnd('wang', state)
  await deliveriesEnd('zhang', 'sent')
  await world.turn('2026-12-30T09:12')
  await world.turn('2026-12-30T14:12')
  expect((await told()).filter(([kind]) => kind === 'hand-over')).toEqual([
    ['hand-over', 'chen', `${HAND_OVER}\n（12月30日）`],
  ])
  expect(await shownAt('王卫东')).toBeNull()
  expect(await shownAt('张建国')).not.toBeNull()
})

test('several of a branch are one message, and whoever stands in hears of it where the secretary is not reached', async () => {
  await hasNoAccount('王卫东', '张建国', '陈书华')
  await world.turn('2026-12-28T09:12')
  const [only, ...others] = await told()
  expect(others).toEqual([])
  expect(only?.slice(0, 2)).toEqual(['hand-over', 'zhao'])
  expect(only?.[2]).toMatch(/张建国|王卫东/u)
  expect(only?.[2]).toContain('、')
})

test('their week begins when who leads the branch says that they saw it, and the log has who and when', async () => {
  await hasNoAccount('王卫东')
  await world.turn('2026-12-28T09:12')
  const own = await whose('王卫东')
  await world.turn('2027-01-08T09:12')
  expect(await world.stages()).toEqual({ 张建国: 'final', 王卫东: 'shown' })
  for (const name of ['张建国', '王卫东', '李卫民', '高有为', '马向前']) {
    expect(await handOver(world.deps.db, own, await by(name))).toBe('foreign')
  }
  expect(await handOver(world.deps.db, own, await by('陈书华'))).toBeNull()
  expect(await handOver(world.deps.db, own, await by('陈书华'))).toBe('stage')
  await world.turn('2027-01-15T14:12')
  expect(await world.stages()).toMatchObject({ 王卫东: 'shown' })
  await world.turn('2027-01-18T09:12')
  expect(await world.stages()).toMatchObject({ 王卫东: 'final' })
  const { rows } = await world.deps.pool.query(
    `select actor, at from audit where action = 'evaluation_hand_over'
      and subject = (select 'evaluation:' || e.id from evaluations e where person_id = $1)`,
    [own.personId],
  )
  expect(rows).toEqual([
    { actor: `person:${await world.personId('陈书华')}`, at: new Date('2027-01-08T09:12:00+08:00') },
  ])
})

test('two who confirm it at once start one week', async () => {
  await hasNoAccount('王卫东')
  await world.turn('2026-12-28T09:12')
  const own = await whose('王卫东')
  const both = await Promise.all([
    handOver(world.deps.db, own, await by('陈书华')),
    handOver(world.deps.db, own, await by('赵普')),
  ])
  expect(both.sort()).toEqual(['stage', null].sort())
})

test('a member who comes to the page after all opens it, and may appeal within a week of that day', async () => {
  await world.turn('2026-12-28T09:12')
  await deliveriesEnd('wang', 'failed')
  await world.turn('2026-12-31T09:12')
  await world.turn('2027-01-11T09:12')
  const own = await whose('王卫东')
  const said = { text: '漏了三次走访', to: await world.personId('赵普') }
  expect(await agree(world.deps.db, own, await by('王卫东'))).toBe('stage')
  expect(await appeal(world.deps.db, own, said, await by('王卫东'))).toBe('not_shown')
  expect(await openGrade(world.deps.db, own, await by('陈书华'))).toBe('foreign')
  expect(await openGrade(world.deps.db, own, await by('王卫东'))).toBeNull()
  expect(await appeal(world.deps.db, own, said, await by('王卫东'))).toBeNull()
})

test('it ends without them only after a week, with a reason, and the reason stands beside the grade', async () => {
  await hasNoAccount('王卫东')
  await world.turn('2026-12-28T09:12')
  const own = await whose('王卫东')
  const conclude = async (reason: string, name = '陈书华') =>
    concludeUnseen(world.deps.db, own, { reason }, await by(name))
  expect(await conclude('找不到人')).toBe('too_early')
  await world.turn('2027-01-04T09:12')
  expect(await conclude('找不到人', '李卫民')).toBe('foreign')
  expect(await conclude(' ')).toBe('no_reason')
  expect(await conclude('出国探亲，电话13812345678打不通')).toBeNull()
  expect(await conclude('找不到人')).toBe('stage')
  const { rows } = await world.deps.pool.query(
    'select stage, shown_at, grade, grade_reason from evaluations where person_id = $1',
    [own.personId],
  )
  expect(rows).toEqual([
    {
      stage: 'final',
      shown_at: null,
      grade: '合格',
      grade_reason: expect.stringMatching(/^记录清楚（没有给本人看过就结束，原因：出国探亲/u),
    },
  ])
  expect(rows[0].grade_reason).not.toContain('13812345678')
  expect(await world.stages()).toMatchObject({ 王卫东: 'final' })
})

test('of somebody whom a message reached it cannot be ended so', async () => {
  await world.turn('2026-12-28T09:12')
  const ended = await concludeUnseen(world.deps.db, await whose('张建国'), { reason: '找不到人' }, await by('陈书华'))
  expect(ended).toBe('stage')
})

test('nothing stands while it was not looked whom no message reached', async () => {
  await world.turn('2026-12-28T09:12')
  await deliveriesEnd('wang', 'failed')
  await deliveriesEnd('zhang', 'sent')
  await world.deps.pool.query(
    `insert into calendar_days (organisation_id, "on", working)
     select id, d::date, false from organisations, generate_series(date '2026-12-29', date '2027-01-09', interval '1 day') d where path = '/'`,
  )
  await world.turn('2027-01-08T09:12')
  expect(await world.stages()).toEqual({ 张建国: 'shown', 王卫东: 'shown' })
  await world.turn('2027-01-11T09:12')
  expect(await world.stages()).toEqual({ 张建国: 'final', 王卫东: 'shown' })
})
