import { afterAll, beforeAll, test } from 'vitest'
import type { AlarmName } from '../../src/alarms.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { tellAlarms } from '../../src/jobs/tell-alarms.ts'
import { watch } from '../../src/jobs/watch.ts'
import { openAlarms } from '../../src/store/alarms.ts'
import { testBranch } from '../support/branch.ts'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'
import { expectReached } from './expect-reached.ts'
import { oweAnnouncement } from './sending-world.ts'

/** As often as a worker looks. */
const ROUND_MS = 10_000
const MINUTE_MS = 60_000
const LONGEST_MS = 15 * MINUTE_MS

let world: WecomWorld
beforeAll(async () => {
  world = await wecomWorld(testBranch({ zoneCount: 2, memberCount: 4 }).csv)
})
afterAll(() => world?.close())

/** Rounds of the watch until the alarm stands, or stands no longer; tells how long that took. */
async function until(name: AlarmName, stands: boolean): Promise<number> {
  const { deps, platform } = world
  for (let passedMs = 0; passedMs <= LONGEST_MS; passedMs += ROUND_MS) {
    await deliver(deps)
    await deps.alarms.settle()
    await watch(deps)
    await tellAlarms(deps)
    if ((await openAlarms(deps.pool)).some((alarm) => alarm.name === name) === stands) return passedMs
    deps.clock.now = new Date(deps.now().getTime() + ROUND_MS)
    platform.advance(ROUND_MS)
  }
  return Number.POSITIVE_INFINITY
}

const oweReply = (key: string) =>
  oweAnnouncement(world.deps.pool, { key, count: 1, prefix: 'member', lane: 'reply' }, world.deps.now())

async function keepMessage(key: string, failed: boolean): Promise<void> {
  const { deps } = world
  await deps.pool.query(
    `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, sent_at, received_at, due_at,
       failed_at, failure) values ($1, 'wecom', $2, $2, 'normal', $3, $3, $3, $4, $5)`,
    [deps.rootOrganisationId, key, deps.now(), failed ? deps.now() : null, failed ? 'Error: x' : null],
  )
}

const handleAll = () => world.deps.pool.query('update inbox set handled_at = $1', [world.deps.now()])

interface Fault {
  alarm: AlarmName
  /** What is late is so after a minute only: the alarm may take another. */
  lateAfterMs: number
  begin(): Promise<unknown>
  end(): unknown
}

const FAULTS: readonly Fault[] = [
  { alarm: 'dead_letters', lateAfterMs: 0, begin: () => keepMessage('dead', true), end: handleAll },
  { alarm: 'inbox_late', lateAfterMs: MINUTE_MS, begin: () => keepMessage('late', false), end: handleAll },
  {
    alarm: 'outbox_late',
    lateAfterMs: MINUTE_MS,
    begin() {
      world.platform.faults.add({ api: 'message/send', effect: { status: 503 } })
      return oweReply('回复甲')
    },
    end: () => world.platform.faults.clear(),
  },
  {
    alarm: 'token_failing',
    lateAfterMs: 0,
    begin() {
      world.platform.faults.add({ api: 'gettoken', effect: { errcode: 40001 } })
      world.platform.revokeTokens()
      return oweReply('回复乙')
    },
    end: () => world.platform.faults.clear(),
  },
]

test('J3: each fault raises its alarm within a minute, and the alarm ends with it', async () => {
  const seen: string[] = []
  let ok = true
  for (const { alarm, lateAfterMs, begin, end } of FAULTS) {
    await begin()
    const raisedMs = (await until(alarm, true)) - lateAfterMs
    await end()
    const clearedMs = await until(alarm, false)
    seen.push(`${alarm} after ${raisedMs / 1_000} s, over after ${clearedMs / 1_000} s`)
    ok &&= raisedMs <= MINUTE_MS && clearedMs <= LONGEST_MS
  }
  const told = world.platform.inboxOf('secretary').filter((m) => m.text?.startsWith('系统提醒')).length
  expectReached({
    mark: 'J3',
    what: 'alarms of faults that were made, counted from when a thing is late, and what the administrators hear',
    size: `${FAULTS.length} faults`,
    reached: `${seen.join('; ')}; ${told} messages`,
    pass: 'each within 60 s, each over in the end, at least one message',
    ok: ok && told >= 1,
  })
}, 60_000)
