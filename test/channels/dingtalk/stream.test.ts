import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { AlarmName } from '../../../src/alarms.ts'
import type { Delivery, KeepDelivery } from '../../../src/channels/channel.ts'
import type { AnswerTap } from '../../../src/channels/dingtalk/card-answer.ts'
import { type Stream, type StreamTimes, startStream } from '../../../src/channels/dingtalk/stream.ts'
import { answerFrames } from '../../../src/channels/dingtalk/stream-frames.ts'
import { createTake } from '../../../src/channels/dingtalk/take.ts'
import { type FakeDingtalk, startFakeDingtalk } from '../../platforms/dingtalk/fake-dingtalk.ts'
import { EFFECTS } from '../../platforms/dingtalk/faults.ts'
import { GARBAGE, type GarbageKind } from '../../platforms/dingtalk/garbage.ts'
import type { FakeDingtalkOptions } from '../../platforms/dingtalk/world.ts'

interface Line {
  fake: FakeDingtalk
  stream: Stream
  kept: Map<string, Delivery>
  /** How often each key was handed in. */
  asked: string[]
  rejects: string[]
  alarms: Set<AlarmName>
  raised: AlarmName[]
}

const NO_CARD: AnswerTap = async () => ({ card: null, told: () => {} })
/** Pauses a tenth to a hundredth of the real ones. */
const QUICK: Partial<StreamTimes> = {
  pingEveryMs: 100,
  silentMs: 400,
  retireMs: 300,
  alarmAfterMs: 400,
  openTimeoutMs: 500,
  backOffMs: 50,
  mostBackOffMs: 400,
  secretPauseMs: 200,
  busyPauseMs: 50,
}

async function startLine(
  options: {
    fake?: FakeDingtalkOptions
    times?: Partial<StreamTimes>
    keep?: KeepDelivery
    answerTap?: AnswerTap
    before?: (fake: FakeDingtalk) => void
  } = {},
): Promise<Line> {
  const fake = await startFakeDingtalk({
    pingEveryMs: 60_000,
    leaveAfterMs: 400,
    redeliverAfterMs: 400,
    ...options.fake,
  })
  options.before?.(fake)
  const line: Omit<Line, 'stream'> = { fake, kept: new Map(), asked: [], rejects: [], alarms: new Set(), raised: [] }
  const keep: KeepDelivery = async (delivery) => {
    line.asked.push(delivery.key)
    const fresh = !line.kept.has(delivery.key)
    if (options.keep) await options.keep(delivery)
    line.kept.set(delivery.key, delivery)
    return { inboxId: 1n, fresh }
  }
  const alarms = {
    raise(name: AlarmName) {
      if (!line.alarms.has(name)) line.raised.push(name)
      line.alarms.add(name)
    },
    clear: (name: AlarmName) => void line.alarms.delete(name),
  }
  const take = createTake({ keep, alarms, now: fake.now, answerTap: options.answerTap ?? NO_CARD })
  const stream = startStream({
    config: fake.config(),
    alarms,
    log: { info: () => {}, warn: () => {} },
    onGarbage: (reason) => line.rejects.push(reason),
    answer: answerFrames(take, (reason) => line.rejects.push(reason)),
    times: { ...QUICK, ...options.times },
  })
  onTestFinished(async () => {
    await stream.close()
    await fake.close()
  })
  return { ...line, stream }
}

/** Started, and connected. */
async function startConnected(options: Parameters<typeof startLine>[0] = {}): Promise<Line> {
  const line = await startLine(options)
  await vi.waitFor(() => expect(line.stream.isOpen()).toBe(true), { interval: 5, timeout: 3_000 })
  return line
}

/** Most openings within any 20 s. */
function mostWithin20s(opens: readonly number[]): number {
  return Math.max(...opens.map((start) => opens.filter((at) => at >= start && at < start + 20_000).length))
}

describe('on one line', () => {
  test('messages, events and taps are kept, then acknowledged', async () => {
    const { fake, kept } = await startConnected()
    const sent = await fake.send({ from: 'u1', text: '电梯停了' })
    expect(sent).toMatchObject({ acked: true, attempts: 1, statuses: [200] })
    expect(kept.get(sent.msgId)?.conversation).toBe('u1')
    expect(await fake.event('user_leave_org', { userId: ['u1', 'u2'] }, 'ev1')).toMatchObject({
      acked: true,
      attempts: 1,
    })
    expect([...kept.keys()]).toEqual(expect.arrayContaining(['ev1/u1', 'ev1/u2']))
    const tapped = await fake.tap({ userId: 'u1', outTrackId: 'case-1~1-0', params: { action: 'claim' } })
    expect(tapped).toMatchObject({
      response: {
        cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
        cardData: { cardParamMap: {} },
        userPrivateData: { cardParamMap: {} },
      },
    })
    expect(fake.violations).toMatchObject({ malformedAcks: 0, strayAcks: 0 })
    expect(fake.connections[0]?.topics).toEqual(['*', '/v1.0/im/bot/messages/get', '/v1.0/card/instances/callback'])
  })

  test('nothing is acknowledged before it is kept', async () => {
    let commit = () => {}
    const committed = new Promise<void>((resolve) => {
      commit = resolve
    })
    const { fake } = await startConnected({
      fake: { redeliverAfterMs: 5_000 },
      keep: async () => {
        await committed
        return { inboxId: 1n, fresh: true }
      },
    })
    let acked = false
    const sending = fake.send({ from: 'u1', text: 'x' }).then(() => {
      acked = true
    })
    await pause(150)
    expect(acked).toBe(false)
    commit()
    await sending
    expect(acked).toBe(true)
  })

  test('what could not be kept is not acknowledged, and kept when it comes again', async () => {
    let failures = 2
    const keep: KeepDelivery = async () => {
      if (failures-- > 0) throw new Error('the database is away')
      return { inboxId: 1n, fresh: true }
    }
    const { fake, rejects } = await startConnected({ keep, fake: { redeliverAfterMs: 100, eventRetryPauseMs: 50 } })
    expect(await fake.send({ from: 'u1', text: 'x' })).toMatchObject({
      acked: true,
      attempts: 3,
      statuses: [null, null, 200],
    })
    expect(rejects).toEqual(['not_kept', 'not_kept'])
  })

  test('an event that could not be kept is wanted later', async () => {
    const keep: KeepDelivery = () => Promise.reject(new Error('the database is away'))
    const alarms = { raise: () => {}, clear: () => {} }
    const rejects: string[] = []
    const take = createTake({ keep, alarms, now: () => new Date(), answerTap: NO_CARD })
    const frame = { type: 'EVENT', topic: '*', messageId: 'm', headers: { eventType: 'check_in' }, data: '{}' }
    const { ack } = await answerFrames(take, (reason) => rejects.push(reason))(frame)
    expect([ack?.code, JSON.parse(ack?.data ?? '')]).toEqual([200, { status: 'LATER', message: 'not kept' }])
    expect(rejects).toEqual(['not_kept'])
  })

  test('a message over the quota is kept and told to the administrators', async () => {
    const { fake, kept, raised } = await startConnected()
    const { msgId } = await fake.send({ from: 'u1', text: 'x', overQuota: true })
    expect(kept.has(msgId)).toBe(true)
    expect(raised).toEqual(['quota_used_up'])
  })

  test('DingTalk is answered when it looks after the connection', async () => {
    const { fake } = await startConnected({ fake: { pingEveryMs: 50 } })
    await pause(300)
    expect(fake.violations).toMatchObject({ pingsUnanswered: 0, strayAcks: 0, malformedAcks: 0 })
  })

  test('whatever comes ends neither the process nor the line', async () => {
    const { fake, kept, rejects } = await startConnected({ times: { silentMs: 5_000 } })
    const noise = [vi.spyOn(console, 'info'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')]
    onTestFinished(() => void vi.restoreAllMocks())
    const [{ id } = { id: '' }] = fake.connections
    for (let round = 0; round < 3; round++) {
      for (const kind of Object.keys(GARBAGE) as GarbageKind[]) if (kind !== 'huge') fake.faults.garbage(kind)
    }
    expect((await fake.send({ from: 'u1', text: '还在' })).acked).toBe(true)
    expect(fake.connections.map((c) => c.id)).toEqual([id])
    expect(new Set(rejects)).toEqual(new Set(['no_frame', 'malformed', 'unknown_topic', 'unknown_type']))
    // What names nobody is refused, an event without an id is known by its content.
    expect([...kept.keys()].filter((key) => !key.startsWith('msg'))).toEqual([expect.stringMatching(/^event-/)])
    for (const spy of noise) expect(spy).not.toHaveBeenCalled()
  })

  test('a frame that is too large is dropped, and counted', async () => {
    const { fake, rejects } = await startConnected()
    const content = { msgtype: 'text', text: { content: 'x'.repeat(300_000) } }
    const lost = fake.raw({ msgId: 'large', ...content })
    await vi.waitFor(() => expect(rejects).toContain('too_large'))
    expect((await fake.send({ from: 'u1', text: '还在' })).acked).toBe(true)
    await fake.close()
    expect((await lost).acked).toBe(false)
  })

  test('a frame beyond all limits ends the line, and the next one is opened', async () => {
    const { fake, stream } = await startConnected()
    fake.faults.garbage('huge')
    await vi.waitFor(() => expect(fake.opens).toHaveLength(2), { timeout: 3_000 })
    await vi.waitFor(() => expect(stream.isOpen()).toBe(true))
    expect((await fake.send({ from: 'u1', text: '还在' })).acked).toBe(true)
  })

  test('frames that come twice or overtake each other are kept once each', async () => {
    const { fake, kept } = await startConnected()
    fake.faults.duplicateFrames(1)
    fake.faults.reverseFrames(true)
    const sent = await Promise.all(Array.from({ length: 40 }, (_, i) => fake.send({ from: 'u1', text: `${i}` })))
    expect(sent.every(({ acked }) => acked)).toBe(true)
    expect(kept.size).toBe(40)
  })
})

describe('a tap', () => {
  const card = {
    ...{ taskId: 'case-1', title: '电梯停了', subtitle: null, facts: [], text: null, buttons: [], choices: null },
    ...{ url: null, closedAs: '已接单' },
  }

  test('is answered with the card that it changes, for everybody or for who shares it', async () => {
    const told: boolean[] = []
    const { fake } = await startConnected({ answerTap: async () => ({ card, told: (d) => void told.push(d) }) })
    const own = await fake.tap({ userId: 'u1', outTrackId: 'case-1~7-0', params: { action: 'claim' } })
    expect(own).toMatchObject({
      response: { cardData: { cardParamMap: { closedAs: '已接单' } }, userPrivateData: { cardParamMap: {} } },
    })
    const shared = await fake.tap({ userId: 'u1', outTrackId: 'case-1~7-0~all', params: { action: 'claim' } })
    expect(shared).toMatchObject({
      response: { cardData: { cardParamMap: {} }, userPrivateData: { cardParamMap: { closedAs: '已接单' } } },
    })
    expect(told).toEqual([true, true])
  })

  test('whose line is cut before the answer says that it did not go out', async () => {
    const told: boolean[] = []
    let answer = () => {}
    const cut = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { fake } = await startConnected({
      fake: { tapWaitMs: 300 },
      answerTap: async () => {
        await cut
        return { card, told: (d) => void told.push(d) }
      },
    })
    const tapping = fake.tap({ userId: 'u1', outTrackId: 'case-1~7-0', params: { action: 'claim' } })
    await pause(50)
    fake.faults.dropAll()
    await pause(50)
    answer()
    expect(await tapping).toBe('timeout')
    expect(told).toEqual([false])
  })
})

describe('when the line is lost', () => {
  test('it is opened again, and what was not acknowledged comes again', async () => {
    const { fake, stream, kept } = await startConnected({ times: { backOffMs: 100 } })
    for (let i = 1; i <= 3; i++) {
      fake.faults.dropAll()
      await vi.waitFor(() => expect(fake.opens).toHaveLength(i + 1), { interval: 5 })
      await vi.waitFor(() => expect(stream.isOpen()).toBe(true))
      expect((await fake.send({ from: 'u1', text: `${i}` })).acked).toBe(true)
    }
    expect(kept.size).toBe(3)
  })

  test('told to go, the next one is opened first, and late work is acknowledged on the old one', async () => {
    const slow: KeepDelivery = async ({ key }) => {
      if (key === 'slow') await pause(150)
      return { inboxId: 1n, fresh: true }
    }
    const { fake, stream } = await startConnected({ keep: slow, fake: { redeliverAfterMs: 5_000 } })
    const [old] = fake.connections
    const late = fake.send({ from: 'u1', text: 'x', msgId: 'slow' })
    await pause(20)
    fake.faults.goAway()
    await vi.waitFor(() => expect(fake.connections).toHaveLength(2), { interval: 5, timeout: 500 })
    expect((await fake.send({ from: 'u2', text: 'new' })).tookMs).toBeLessThan(300)
    expect(await late).toMatchObject({ acked: true, attempts: 1 })
    await vi.waitFor(() => expect(fake.connections).toHaveLength(1), { timeout: 2_000 })
    expect(fake.connections[0]?.id).not.toBe(old?.id)
    expect(stream.isOpen()).toBe(true)
  })

  test('a silent one is noticed and replaced; before that it is asked whether it lives', async () => {
    const { fake } = await startConnected()
    await pause(600)
    // Nothing came but answers to our pings.
    expect(fake.opens).toHaveLength(1)
    fake.faults.goSilent(60_000)
    const silentAtMs = performance.now()
    await vi.waitFor(() => expect(fake.opens).toHaveLength(2), { interval: 5, timeout: 2_000 })
    expect(performance.now() - silentAtMs).toBeLessThan(700)
    await vi.waitFor(() => expect(fake.connections.filter((c) => !c.silent)).toHaveLength(1))
  })

  test('and none can be had for long, the administrators are told, until there is one again', async () => {
    const { fake, alarms, raised } = await startConnected()
    fake.faults.add({ api: 'connections/open', effect: { reset: 'before' } })
    fake.faults.dropAll()
    await pause(100)
    expect(raised).toEqual([])
    await vi.waitFor(() => expect(raised).toEqual(['link_silent']), { timeout: 2_000 })
    fake.faults.clear()
    await vi.waitFor(() => expect(alarms.size).toBe(0), { timeout: 2_000 })
  })

  test.each([
    ['the secret is refused', EFFECTS.wrongSecret, ['token_failing']],
    ['DingTalk is overloaded', EFFECTS.unavailable, []],
    ['a page of HTML comes', EFFECTS.badGateway, []],
    ['the address is banned', EFFECTS.banned, []],
    ['no answer comes', { hang: 'before' as const }, []],
    ['the answer breaks off', { malformed: true as const }, []],
  ])('while %s it tries seldom, and comes back by itself', async (_, effect, told) => {
    const { fake, stream, raised } = await startLine({
      times: { openTimeoutMs: 100, alarmAfterMs: 60_000, mostBackOffMs: 100 },
      before: (f) => f.faults.add({ api: 'connections/open', effect }),
    })
    await pause(350)
    expect(fake.opens.length).toBeLessThanOrEqual(8)
    expect(stream.isOpen()).toBe(false)
    expect(raised).toEqual(told)
    fake.faults.clear()
    await vi.waitFor(() => expect(stream.isOpen()).toBe(true), { timeout: 2_000 })
  })
})

describe('in a storm', () => {
  const cutAnd = (fake: FakeDingtalk, strike: () => void) => {
    strike()
    fake.faults.dropAll()
  }

  test.each<[string, (fake: FakeDingtalk) => void]>([
    ['handshakes are refused', (fake) => cutAnd(fake, () => fake.faults.refuseHandshakes(1_000))],
    ['every line is told to go at once', (fake) => fake.faults.goAway()],
    ['every line is cut at once', (fake) => fake.faults.dropAll()],
    [
      'the gateway resets',
      (fake) => cutAnd(fake, () => fake.faults.add({ api: 'connections/open', effect: { reset: 'before' } })),
    ],
  ])('where %s, at most ten connections are asked for in 20 s', async (_, strike) => {
    const { fake } = await startLine({ times: { backOffMs: 1, mostBackOffMs: 2, busyPauseMs: 0 } })
    const striking = setInterval(() => strike(fake), 5)
    await pause(700)
    clearInterval(striking)
    expect(fake.opens.length).toBeGreaterThan(1)
    expect(mostWithin20s(fake.opens)).toBeLessThanOrEqual(10)
  })
})

describe('stopping', () => {
  test('lets what is being kept finish, acknowledges it, and opens nothing more', async () => {
    const slow: KeepDelivery = async () => {
      await pause(200)
      return { inboxId: 1n, fresh: true }
    }
    const { fake, stream } = await startConnected({ keep: slow, fake: { redeliverAfterMs: 5_000 } })
    const sending = fake.send({ from: 'u1', text: 'x' })
    await pause(50)
    await stream.close()
    expect(await sending).toMatchObject({ acked: true, attempts: 1 })
    expect(fake.connections).toHaveLength(0)
    await pause(200)
    expect(fake.opens).toHaveLength(1)
  })

  test.each<[string, (fake: FakeDingtalk) => void]>([
    ['while it connects', (fake) => fake.faults.add({ api: 'connections/open', effect: { hang: 'before' } })],
    ['between two tries', (fake) => fake.faults.add({ api: 'connections/open', effect: EFFECTS.wrongSecret })],
    ['on a dead line', () => {}],
  ])('ends soon %s', async (_, before) => {
    const { fake, stream } = await startLine({ before, times: { openTimeoutMs: 10_000, silentMs: 60_000 } })
    await pause(150)
    fake.faults.goSilent(60_000)
    const startedAtMs = performance.now()
    await stream.close()
    expect(performance.now() - startedAtMs).toBeLessThan(800)
    await pause(100)
    expect(fake.opens).toHaveLength(1)
  })
})
