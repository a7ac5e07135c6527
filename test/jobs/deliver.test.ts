import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Content } from '../../src/channels/channel.ts'
import { createWecomChannel, type WecomChannel } from '../../src/channels/wecom/channel.ts'
import type { Lane, Purpose } from '../../src/domain/vocabulary.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { owe } from '../../src/store/outbox.ts'
import { type FakeWecom, type startFakeWecom as start, startFakeWecom } from '../platforms/wecom/fake-wecom.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

let platform: FakeWecom
let channel: WecomChannel
let deps: TestDeps

async function world(options: Parameters<typeof start>[0] = {}): Promise<void> {
  platform = await startFakeWecom(options)
  channel = createWecomChannel(platform.config(), { now: () => deps.now(), timeoutMs: 400 })
  deps = await testDeps([channel])
}

beforeEach(() => world())
afterEach(close)

async function close(): Promise<void> {
  await deps.close()
  await channel.close()
  await platform.close()
}

const text = (words: string): Content => ({ type: 'text', text: words })

interface What {
  key: string
  to: readonly string[]
  content?: Content
  lane?: Lane
  purpose?: Purpose
  deadlineMs?: number
}

function tell({ key, to, content = text(key), lane = 'reply', purpose = 'reply', deadlineMs = 86_400_000 }: What) {
  const now = deps.now()
  return owe(
    deps.pool,
    [
      {
        organisationId: deps.rootOrganisationId,
        key,
        to: to.map((externalId) => ({ channel: 'wecom', externalId, personId: null })),
        lane,
        purpose,
        content,
        caseId: null,
        checkInId: null,
        notBefore: null,
        deadline: new Date(now.getTime() + deadlineMs),
      },
    ],
    now,
  )
}

async function states(): Promise<Record<string, number>> {
  const { rows } = await deps.pool.query<{ state: string; count: number }>(
    'select state, count(*)::int from deliveries group by 1',
  )
  return Object.fromEntries(rows.map((r) => [r.state, r.count]))
}

async function reasons(): Promise<(string | null)[]> {
  const { rows } = await deps.pool.query<{ reason: string | null }>('select distinct reason from deliveries order by 1')
  return rows.map((r) => r.reason)
}

/** Move the clock of product and platform. */
function later(ms: number): void {
  deps.clock.now = new Date(deps.now().getTime() + ms)
  platform.advance(ms)
}

describe('the same thing', () => {
  test('is told once, however often it is owed and whoever delivers', async () => {
    for (let i = 0; i < 3; i++) await tell({ key: 'new-case/A3-0017', to: ['zhangsan'] })
    await Promise.all([deliver(deps), deliver(deps), deliver(deps)])
    await deliver(deps)
    expect(platform.inboxOf('zhangsan')).toHaveLength(1)
    expect(platform.counters.calls['message/send']).toBe(1)
    expect(await states()).toEqual({ sent: 1 })
  })

  test('goes to 2,500 people in three calls', async () => {
    const people = Array.from({ length: 2_500 }, (_, i) => `member${i}`)
    await tell({ key: 'announcement/1', to: people, lane: 'digest', purpose: 'digest' })
    await deliver(deps)
    expect(platform.counters.calls['message/send']).toBe(3)
    expect(await states()).toEqual({ sent: 2_500 })
    expect(people.filter((p) => platform.inboxOf(p).length !== 1)).toEqual([])
  })
})

describe('a platform that fails', () => {
  test('with 5xx is tried again after a pause, and nobody hears it twice', async () => {
    platform.faults.add({ api: 'message/send', times: 2, effect: { status: 503 } })
    await tell({ key: 'a', to: ['zhangsan'] })
    await deliver(deps)
    expect(await states()).toEqual({ waiting: 1 })
    const calls = platform.counters.calls['message/send']
    await deliver(deps)
    // Not due yet: no hot loop.
    expect(platform.counters.calls['message/send']).toBe(calls)
    for (let i = 0; i < 4; i++) {
      later(60_000)
      await deliver(deps)
    }
    expect(await states()).toEqual({ sent: 1 })
    expect(platform.inboxOf('zhangsan')).toHaveLength(1)
  })

  test.each([
    ['that never answers', { hang: 'after' } as const],
    ['that cuts the connection after it was done', { reset: 'after' } as const],
    ['whose answer is no JSON', { malformed: true } as const],
  ])('%s is asked again byte for byte, and the platform swallows the repeat', async (_, effect) => {
    platform.faults.add({ api: 'message/send', times: 1, effect })
    await tell({ key: 'a', to: ['zhangsan', 'lisi'] })
    await deliver(deps)
    for (let i = 0; i < 3; i++) {
      later(60_000)
      await deliver(deps)
    }
    expect(await states()).toEqual({ sent: 2 })
    expect(platform.inboxOf('zhangsan')).toHaveLength(1)
    expect(platform.inboxOf('lisi')).toHaveLength(1)
  })

  test('with a revoked token is served after one new token', async () => {
    await tell({ key: 'a', to: ['zhangsan'] })
    await deliver(deps)
    platform.revokeTokens()
    for (const key of ['b', 'c', 'd', 'e']) await tell({ key, to: ['zhangsan'] })
    await deliver(deps)
    expect(await states()).toEqual({ sent: 5 })
    expect(platform.counters.calls.gettoken).toBe(2)
  })

  test('with 45009 is left alone for its block time', async () => {
    await tell({ key: 'warm', to: ['zhangsan'] })
    await deliver(deps)
    platform.block(60_000)
    for (let i = 0; i < 20; i++) await tell({ key: `k${i}`, to: [`member${i}`] })
    await deliver(deps)
    await deliver(deps)
    const made = platform.counters.callsWhileBlocked
    expect(made).toBeLessThanOrEqual(20)
    for (let i = 0; i < 5; i++) {
      later(5_000)
      await deliver(deps)
    }
    expect(platform.counters.callsWhileBlocked).toBe(made)
    for (let i = 0; i < 3; i++) {
      later(90_000)
      await deliver(deps)
    }
    expect(await states()).toEqual({ sent: 21 })
  })

  test('with a wrong secret is not asked in a loop', async () => {
    platform.faults.add({ api: 'gettoken', effect: { errcode: 40001 } })
    await tell({ key: 'a', to: ['zhangsan'] })
    for (let i = 0; i < 5; i++) await deliver(deps)
    expect(platform.counters.calls.gettoken).toBe(1)
    expect(await states()).toEqual({ waiting: 1 })
  })
})

describe('people who cannot be reached', () => {
  test('are each recorded, the others get it, and nobody is tried again', async () => {
    await close()
    await world({ visible: Array.from({ length: 95 }, (_, i) => `member${i}`) })
    await tell({ key: 'a', to: Array.from({ length: 100 }, (_, i) => `member${i}`) })
    await deliver(deps)
    later(3_600_000)
    await deliver(deps)
    expect(await states()).toEqual({ failed: 5, sent: 95 })
    expect(platform.counters.calls['message/send']).toBe(1)
  })

  test('are all recorded when there is nobody else', async () => {
    await close()
    await world({ visible: ['somebody'] })
    await tell({ key: 'a', to: ['gone', 'left'] })
    await deliver(deps)
    expect(await states()).toEqual({ failed: 2 })
    expect(platform.counters.calls['message/send']).toBe(1)
  })

  test('end with a reason when it is too late to tell them', async () => {
    platform.faults.add({ effect: { status: 500 } })
    await tell({ key: 'a', to: ['zhangsan'], deadlineMs: 30_000 })
    await deliver(deps)
    later(60_000)
    await deliver(deps)
    expect(await states()).toEqual({ dropped: 1 })
    expect(await reasons()).toEqual(['deadline'])
  })
})

describe('the limits of one person', () => {
  test('S4: of 40 messages in a minute none is dropped in silence, the rest waits', async () => {
    for (let i = 0; i < 40; i++) await tell({ key: `k${i}`, to: ['zhangsan'] })
    await Promise.all([deliver(deps), deliver(deps)])
    const first = platform.inboxOf('zhangsan').length
    expect(first).toBeLessThanOrEqual(28)
    expect(first).toBeGreaterThanOrEqual(20)
    for (let i = 0; i < 4; i++) {
      later(61_000)
      await deliver(deps)
    }
    expect(platform.counters.dropped).toBe(0)
    expect(platform.inboxOf('zhangsan')).toHaveLength(40)
    expect(await states()).toEqual({ sent: 40 })
  })

  test('do not hold up the others of the same announcement', async () => {
    for (let i = 0; i < 28; i++) await tell({ key: `k${i}`, to: ['busy'] })
    await deliver(deps)
    await tell({ key: 'all', to: ['busy', 'quiet'], lane: 'digest', purpose: 'digest' })
    await deliver(deps)
    expect(platform.inboxOf('quiet')).toHaveLength(1)
    expect(platform.inboxOf('busy')).toHaveLength(28)
    later(61_000)
    await deliver(deps)
    expect(platform.inboxOf('busy')).toHaveLength(29)
  })
})

test('emergencies go before everything that waits', async () => {
  for (let i = 0; i < 40; i++) await tell({ key: `d${i}`, to: [`member${i}`], lane: 'digest', purpose: 'digest' })
  await tell({ key: 'fire', to: ['secretary'], lane: 'emergency', purpose: 'emergency' })
  await deliver(deps)
  const { rows } = await deps.pool.query<{ earlier: number }>(
    `select count(*)::int as earlier from deliveries where lane = 'digest'
       and sent_at < (select sent_at from deliveries where lane = 'emergency')`,
  )
  expect(rows[0]?.earlier).toBe(0)
})

test('a send that a killed worker left behind is taken over after its lease', async () => {
  await tell({ key: 'a', to: ['zhangsan'] })
  await deps.pool.query(`update deliveries set state = 'sending', due_at = $1, attempts = 1`, [
    new Date(deps.now().getTime() + 60_000),
  ])
  await deliver(deps)
  expect(platform.inboxOf('zhangsan')).toHaveLength(0)
  later(61_000)
  await deliver(deps)
  expect(platform.inboxOf('zhangsan')).toHaveLength(1)
})
