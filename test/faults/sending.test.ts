import { afterEach, test } from 'vitest'
import { createWecomChannel } from '../../src/channels/wecom/channel.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { expectReached } from './expect-reached.ts'
import { members, oweCampaign, reach, type SendingWorld, sendingWorld } from './sending-world.ts'
import { FULL } from './sizes.ts'

const SIZE = FULL
  ? { members: 100_000, announcements: 3, hourly: 1_100, blocked: 20_000 }
  : { members: 10_000, announcements: 3, hourly: 0, blocked: 5_000 }

/** Limits of the platform that these tests are not about. */
const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, perHour: Number.POSITIVE_INFINITY }

let world: SendingWorld
afterEach(() => world?.close())

test('S1: every member is reached once, whatever the platform does meanwhile', async () => {
  world = await sendingWorld(UNLIMITED)
  const { platform } = world
  const effects = [
    { chance: 0.05, effect: { status: 503 } },
    { chance: 0.02, effect: { hang: 'before' } },
    { chance: 0.02, effect: { errcode: -1 } },
    { chance: 0.02, effect: { errcode: 45033 } },
    { chance: 0.01, effect: { status: 429 } },
    { chance: 0.01, effect: { reset: 'after' } },
    { chance: 0.01, effect: { malformed: true } },
  ] as const
  // Each strikes once for sure, however few calls there are.
  for (const { effect } of effects) platform.faults.add({ api: 'message/send', times: 1, effect })
  for (const rule of effects) platform.faults.add({ api: 'message/send', ...rule })
  const texts = Array.from({ length: SIZE.announcements }, (_, i) => `通知${i + 1}`)
  for (const key of texts) await oweCampaign(world, { key, count: SIZE.members })
  await world.settle()
  const { missed, doubled } = reach(platform, members(SIZE.members), texts)
  const { sent = 0, ...others } = await world.states()
  const calls = platform.counters.calls['message/send'] ?? 0
  const owed = SIZE.members * texts.length
  expectReached({
    mark: 'S1',
    what: 'announcements while 5 % of calls fail with 5xx, 2 % time out, 5 % are limited, 2 % of answers are lost (WeCom ×1000)',
    size: `${texts.length} to ${SIZE.members} members, ${calls} calls, ${platform.counters.duplicates} lost answers`,
    reached: `missed ${missed}, doubled ${doubled}, books ${sent} sent of ${owed}`,
    pass: 'missed 0, doubled 0, all sent',
    ok: missed === 0 && doubled === 0 && sent === owed && Object.keys(others).length === 0,
  })
}, 300_000)

test('S1: a lost answer doubles nothing, also where one of the people has had his fill meanwhile', async () => {
  world = await sendingWorld()
  const { platform, deps } = world
  platform.faults.add({ api: 'message/send', times: 1, effect: { reset: 'after' } })
  await oweCampaign(world, { key: '通知', count: 50 })
  await deliver(deps)
  for (let i = 0; i < 28; i++) await oweCampaign(world, { key: `回复${i}`, count: 1, lane: 'reply' })
  await deliver(deps)
  await world.settle()
  const { missed, doubled } = reach(platform, members(50), ['通知'])
  expectReached({
    mark: 'S1',
    what: 'the answer to an announcement is lost, and one reader gets 28 replies before it is sent again',
    size: '50 members',
    reached: `missed ${missed}, doubled ${doubled}, dropped ${platform.counters.dropped}`,
    pass: 'missed 0, doubled 0, dropped 0',
    ok: missed === 0 && doubled === 0 && platform.counters.dropped === 0,
  })
})

test('S2: tokens that die after fifty calls fail nobody, and each process asks for a new one once', async () => {
  world = await sendingWorld({ ...UNLIMITED, usesPerToken: 50 })
  const { platform, deps } = world
  // A second process: a token source of its own, the same database.
  const second = createWecomChannel(platform.config(), { now: deps.now })
  const other = { ...deps, channels: new Map([[second.name, second]]) }
  const count = 600
  for (let i = 0; i < count; i++)
    await oweCampaign(world, { key: `回复${i}`, count: 1, prefix: `m${i}x`, lane: 'reply' })
  await Promise.all([deliver(deps), deliver(other)])
  await second.close()
  await world.settle()
  const { sent = 0, ...others } = await world.states()
  const { gettoken = 0, 'message/send': calls = 0 } = platform.counters.calls
  const deaths = Math.ceil(count / 50)
  expectReached({
    mark: 'S2',
    what: 'tokens die after 50 calls; two processes, each with a token of its own to keep',
    size: `${calls} calls, ${deaths} tokens used up`,
    reached: `failed recipients ${count - sent}, gettoken ${gettoken} (${(gettoken / 2).toFixed(1)} a process)`,
    pass: `failed 0, gettoken ≤ ${deaths + 2} a process`,
    ok: sent === count && Object.keys(others).length === 0 && gettoken <= 2 * (deaths + 2),
  })
}, 120_000)

test('S3: after 45009 nobody calls for the block time, however long it is', async () => {
  world = await sendingWorld(UNLIMITED)
  const { platform } = world
  const blocks: { minutes: number; underWay: number; probes: number }[] = []
  for (const minutes of [1, 60]) {
    await oweCampaign(world, { key: `warm ${minutes}`, count: 1 })
    await world.settle()
    platform.block(minutes * 60_000)
    await oweCampaign(world, { key: `blocked ${minutes}`, count: SIZE.blocked })
    const before = platform.counters.callsWhileBlocked
    await Promise.all([deliver(world.deps), deliver(world.deps)])
    const underWay = platform.counters.callsWhileBlocked - before
    await world.settle()
    blocks.push({ minutes, underWay, probes: platform.counters.callsWhileBlocked - before - underWay })
  }
  const { sent = 0, ...others } = await world.states()
  const [minute, hour] = blocks
  expectReached({
    mark: 'S3',
    what: 'calls after 45009 (WeCom does not say for how long it blocks: we ask after 1, 3, 7, 15, 31 minutes)',
    size: `${SIZE.blocked} members, blocked for a minute and for an hour`,
    reached: `beside those under way (${blocks.map((b) => b.underWay).join(', ')}): ${minute?.probes} in the minute, ${hour?.probes} in the hour`,
    pass: '0 in the minute, ≤ 5 in the hour, under way ≤ 16',
    ok:
      minute?.probes === 0 &&
      (hour?.probes ?? 99) <= 5 &&
      blocks.every((b) => b.underWay <= 16) &&
      sent === 2 * SIZE.blocked + 2 &&
      Object.keys(others).length === 0,
  })
}, 120_000)

test('S4: what is more than a member may get waits, and nothing is dropped', async () => {
  world = await sendingWorld()
  const { platform } = world
  for (let i = 0; i < 40; i++) await oweCampaign(world, { key: `k${i}`, count: 1, lane: 'reply' })
  await Promise.all([deliver(world.deps), deliver(world.deps), deliver(world.deps)])
  const firstMinute = platform.inboxOf('member1').length
  await world.settle()
  for (let i = 0; i < SIZE.hourly; i++) await oweCampaign(world, { key: `h${i}`, count: 1, lane: 'reply' })
  await world.settle()
  const reached = platform.inboxOf('member1').length
  const owed = 40 + SIZE.hourly
  expectReached({
    mark: 'S4',
    what: 'messages to one member at once, of which WeCom drops what is over 30 a minute and 1000 an hour',
    size: `40${SIZE.hourly > 0 ? `, then ${SIZE.hourly}` : ''}`,
    reached: `${firstMinute} in the first minute, ${reached} of ${owed} in the end, dropped ${platform.counters.dropped}`,
    pass: '≤ 28 in the first minute, all in the end, dropped 0',
    ok: firstMinute <= 28 && firstMinute >= 20 && reached === owed && platform.counters.dropped === 0,
  })
}, 180_000)

test('S7: each account that the platform refuses is recorded, the others get it, nobody is tried again', async () => {
  const good = members(SIZE.members)
  world = await sendingWorld({ ...UNLIMITED, visible: good })
  const { platform, deps } = world
  // One in twenty: left the company, or out of the application's sight; and some that are no accounts at all.
  const bad = SIZE.members / 20
  await oweCampaign(world, { key: '通知', count: SIZE.members })
  await deps.pool.query(
    `update deliveries set recipient = case when substr(recipient, 7)::int % 1000 = 0 then '@all|' else 'gone' end || recipient
      where substr(recipient, 7)::int % 20 = 0`,
  )
  await world.settle()
  const calls = platform.counters.calls['message/send'] ?? 0
  world.later(86_400_000)
  await world.settle()
  const states = await world.states()
  const { rows } = await deps.pool.query<{ wrong: number }>(
    `select count(*)::int as wrong from deliveries
      where (state = 'failed') <> (recipient !~ '^member') or (state = 'failed' and reason is null) or attempts > 1`,
  )
  const again = (platform.counters.calls['message/send'] ?? 0) - calls
  const reachedCount = good.filter((m) => platform.inboxOf(m).length === 1).length
  expectReached({
    mark: 'S7',
    what: '5 % of accounts are refused by the platform or are none',
    size: `${SIZE.members} members in ${calls} calls`,
    reached: `failed with a reason ${states.failed ?? 0} of ${bad}, wrong in the books ${rows[0]?.wrong}, others reached ${reachedCount}, tried again ${again}`,
    pass: `failed ${bad}, wrong 0, others ${SIZE.members - bad}, tried again 0`,
    ok: states.failed === bad && rows[0]?.wrong === 0 && reachedCount === SIZE.members - bad && again === 0,
  })
}, 180_000)
