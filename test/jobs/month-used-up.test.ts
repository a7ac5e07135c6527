/** The month of a platform is nearly used up: who is told, who waits, and who hears of it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tellAlarms } from '../../src/jobs/tell-alarms.ts'
import { watch } from '../../src/jobs/watch.ts'
import { type DingtalkWorld, dingtalkWorld } from '../support/dingtalk-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,钉钉账号
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang
幸福支部,A4,西区,社区,5号楼,王秀英,党员,wang
幸福支部,,,,,陈书华,书记,chen
`
const MONTHLY_CALLS = 100
const HOUR_MS = 3_600_000

let world: DingtalkWorld
beforeEach(async () => {
  world = await dingtalkWorld(ROSTER, { monthlyApiCalls: MONTHLY_CALLS })
  for (const userId of ['zhang', 'wang', 'chen']) world.platform.addUser({ userId })
})
afterEach(() => world.close())

/** Calls of the month that were made before. */
async function used(count: number): Promise<void> {
  await world.deps.pool.query(
    `insert into platform_usage (channel, kind, month, used_count) values ('dingtalk', 'api', '2026-11', $1)
     on conflict (channel, kind, month) do update set used_count = excluded.used_count`,
    [count],
  )
}

/** What the watch finds is told. */
async function lookAround(): Promise<void> {
  await world.deps.alarms.settle()
  await watch(world.deps)
  await tellAlarms(world.deps)
  await world.settle()
}

async function oweAnnouncement(): Promise<void> {
  await world.deps.pool.query(
    `with told as (
       insert into outbox (organisation_id, key, channel, lane, purpose, content, deadline_at, created_at)
       select id, 'announcement/1', 'dingtalk', 'digest', 'announcement', '{"type":"text","text":"下周一停水"}', $1::timestamptz + interval '60 days', $1
         from organisations where path = '/' returning id, organisation_id)
     insert into deliveries (outbox_id, recipient, organisation_id, channel, lane, batch, due_at)
     select id, 'chen', organisation_id, 'dingtalk', 'digest', 0, $1 from told`,
    [world.deps.now()],
  )
}

const heardBy = (account: string) => world.newOn(account).map((shown) => shown.text)

test('emergencies still go, what many are told waits for the next month, and the secretary is told why', async () => {
  await used(0.98 * MONTHLY_CALLS)
  await oweAnnouncement()
  await world.settle()
  expect(heardBy('chen')).toEqual([])
  await world.says({ from: 'wang', text: '3号楼着火了' })
  expect(heardBy('zhang')).toContainEqual(expect.stringContaining('着火'))
  heardBy('chen')
  await lookAround()
  expect(heardBy('chen')).toEqual([
    expect.stringMatching(/^系统提醒：.*这个月的平台调用次数用完了，紧急消息和回复照发/su),
  ])
  // A fortnight later the next month has begun.
  await world.passes(14 * 24 * HOUR_MS)
  expect(heardBy('chen').filter((text) => text.includes('下周一停水'))).toHaveLength(1)
})

test('the secretary hears while there is time to buy more', async () => {
  await used(0.8 * MONTHLY_CALLS)
  await oweAnnouncement()
  await world.says({ from: 'wang', text: '3号楼着火了' })
  heardBy('chen')
  await lookAround()
  expect(heardBy('chen')).toEqual([expect.stringContaining('快用完了')])
})
