import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RectificationMove } from '../../src/domain/review/rectification.ts'
import { remindRectifications } from '../../src/jobs/remind-rectifications.ts'
import { tellConsequences } from '../../src/jobs/tell-consequences.ts'
import { takeRectificationStep } from '../../src/store/rectification-steps.ts'
import { transact } from '../../src/store/transact.ts'
import { type ReviewWorld, reviewWorld } from '../support/review-world.ts'

let world: ReviewWorld
beforeEach(async () => {
  world = await reviewWorld()
})
afterEach(() => world.deps.close())

const at = (time: string) => new Date(`${time}:00+08:00`)

/** What each person hears of it then: `zhang 整改1…`. */
async function heard(job: typeof tellConsequences, time: string): Promise<string[]> {
  world.deps.clock.now = at(time)
  const before = (await told()).length
  await job.run(world.deps, at(time))
  return (await told()).slice(before)
}
const told = async () => {
  const { rows } = await world.deps.pool.query<{ recipient: string; text: string }>(
    `select d.recipient, o.content ->> 'text' as text from outbox o join deliveries d on d.outbox_id = o.id
      order by o.id, d.recipient`,
  )
  return rows.map(({ recipient, text }) => `${recipient} ${text}`)
}
/** The member knows, and who helps. */
const settleGiven = async () => {
  await heard(tellConsequences, '2026-11-25T10:00')
  await heard(tellConsequences, '2026-11-25T10:01')
}
const step = async (by: string, name: RectificationMove['step'], reason: string, dueOn: string | null = null) => {
  const { rows } = await world.deps.pool.query('select id from rectifications')
  const move = { step: name, by: await world.personId(by), reason, dueOn }
  const now = world.deps.now()
  return transact(world.deps.db, (tx, note) =>
    takeRectificationStep({ tx, note }, { id: rows[0].id, leads: by === '赵普', move }, { today: '2026-11-26', now }),
  )
}

test('the member hears of it first, then who helps; each once, though two look at the same time', async () => {
  await world.give()
  await Promise.all([
    tellConsequences.run(world.deps, world.deps.now()),
    tellConsequences.run(world.deps, world.deps.now()),
  ])
  expect(await told()).toEqual([
    `zhang 支部请您整改一件事（整改1），12月10日前（含当天）做好：
每周到3号楼看一次
原因：三个月没有去过
做好了请回复：整改1已完成：加一句做了什么。
有话要说明，或者不同意要申诉（7天内，由别人来定）：回复“整改”打开。`,
    'wang 支部请您帮张建国做好一件事，12月10日前：每周到3号楼看一次\n回复“整改”打开。',
  ])
  expect(await heard(tellConsequences, '2026-11-25T10:01')).toEqual([])
})

test('from report to end: who looks again is asked, and the member hears what was seen', async () => {
  await world.give()
  await settleGiven()
  expect(await step('张建国', 'report', '看过三次了')).toBeNull()
  expect(await heard(tellConsequences, '2026-11-26T10:00')).toEqual([
    'li 张建国说整改1做好了，请您去看一看：每周到3号楼看一次\n做了什么：看过三次了\n回复“整改”打开。',
  ])
  expect(await step('李卫民', 'not_yet', '地下室没有看')).toBeNull()
  expect((await heard(tellConsequences, '2026-11-27T10:00'))[0]).toBe(
    'zhang 整改1看过了，还要再做一点：地下室没有看\n请12月10日前做好，做好了再告诉我。',
  )
  await step('张建国', 'report', '地下室也看了')
  expect(await heard(tellConsequences, '2026-11-27T11:00')).toHaveLength(1)
  expect(await step('李卫民', 'pass', '都看到了')).toBeNull()
  expect(await heard(tellConsequences, '2026-11-27T12:00')).toEqual([
    'zhang 整改1看过了，已经做好：都看到了\n这件事结束了，谢谢您。',
  ])
  expect(await heard(tellConsequences, '2026-11-27T13:00')).toEqual([])
})

test('what is decided at night is told in the morning', async () => {
  await world.give()
  await heard(tellConsequences, '2026-11-25T22:00')
  const { rows } = await world.deps.pool.query('select distinct due_at from deliveries')
  expect(rows).toEqual([{ due_at: at('2026-11-26T08:00') }])
})

test('whom nobody can reach hears of it when they can be reached', async () => {
  await world.give({ helperId: null })
  await world.deps.pool.query("update identities set person_id = null where external_id = 'zhang'")
  expect(await heard(tellConsequences, '2026-11-25T10:00')).toEqual([])
  await world.deps.pool.query(
    "update identities set person_id = (select id from people where name = '张建国') where external_id = 'zhang'",
  )
  expect(await heard(tellConsequences, '2026-11-28T10:00')).toHaveLength(1)
})

test('reminds seven, three days and one before, by the nearest working day, then who gave it, once', async () => {
  await world.give()
  await settleGiven()
  const days = Array.from({ length: 20 }, (_, n) => new Date(at('2026-11-26T09:37').getTime() + n * 86_400_000))
  const all: string[] = []
  for (const day of days) {
    const some = await heard(remindRectifications, day.toISOString().slice(0, 10).concat('T09:37'))
    all.push(...some.map((text) => `${day.toISOString().slice(5, 10)} ${text.split('\n')[0]}`))
  }
  expect(all).toEqual([
    '12-03 zhang 整改1还有7天到期：每周到3号楼看一次。做好了请回复“整改1已完成：”加一句做了什么。',
    '12-07 zhang 整改1还有3天到期：每周到3号楼看一次。做好了请回复“整改1已完成：”加一句做了什么。',
    '12-09 zhang 整改1还有1天到期：每周到3号楼看一次。做好了请回复“整改1已完成：”加一句做了什么。',
    '12-11 chen 张建国的整改1到期了，还没有说做好：每周到3号楼看一次。可以问一问、放宽时间或撤销。',
  ])
})

test('several are one message, and none when the week is full', async () => {
  await world.give()
  await world.give({ what: '补上十月的走访' })
  await settleGiven()
  const [one, ...others] = await heard(remindRectifications, '2026-12-03T09:37')
  expect(others).toEqual([])
  expect(one).toBe(`zhang 整改有几件事提醒您：
1. 整改1还有7天到期：每周到3号楼看一次。做好了请回复“整改1已完成：”加一句做了什么。
2. 整改2还有7天到期：补上十月的走访。做好了请回复“整改2已完成：”加一句做了什么。
回复“整改”打开。（提醒 12月3日）`)
  await world.deps.pool.query(`insert into weekly_pushes (person_id, week_of, count, cap)
    select id, '2026-12-07', 3, 3 from people where name = '张建国'`)
  expect(await heard(remindRectifications, '2026-12-07T09:37')).toEqual([])
  expect((await world.deps.pool.query('select line from held_over')).rows).toEqual([{ line: '整改1快到期了。' }])
})

test('more time is told as a new day, and reminded of by that day', async () => {
  await world.give()
  await settleGiven()
  expect(await step('赵普', 'extend', '材料没有到', '2026-12-20')).toBeNull()
  expect(await heard(remindRectifications, '2026-12-03T09:37')).toEqual([])
  expect(await heard(tellConsequences, '2026-12-03T10:00')).toEqual([
    'zhang 整改1的时间放宽了，改为12月20日前做好：每周到3号楼看一次\n原因：材料没有到',
  ])
  expect(await heard(remindRectifications, '2026-12-10T09:37')).toEqual([])
  expect(await heard(remindRectifications, '2026-12-14T09:37')).toHaveLength(1)
})

test('each step is refused to whom it is not for', async () => {
  await world.give()
  expect(await step('李卫民', 'pass', '好')).toBe('not_reported')
  expect(await step('李卫民', 'report', '好')).toBe('not_yours')
  expect(await step('李卫民', 'cancel', '不用了')).toBe('not_yours')
  expect(await step('张建国', 'extend', '忙', '2026-12-20')).toBe('own')
  expect(await step('赵普', 'extend', '忙', '2026-12-01')).toBe('bad_date')
  await step('张建国', 'report', '做了')
  expect(await step('王卫东', 'pass', '好')).toBe('own')
  expect(await step('赵普', 'pass', '好')).toBe('not_yours')
  const both = await Promise.all([step('李卫民', 'pass', '好'), step('李卫民', 'pass', '好')])
  expect(both.sort()).toEqual(['ended', null])
})
