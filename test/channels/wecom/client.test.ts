import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createWecomChannel } from '../../../src/channels/wecom/channel.ts'
import type { FaultEffect } from '../../platforms/wecom/fault-rules.ts'
import { faultOf, openChannel, outbound, startPair, text } from './support.ts'

const MINUTE_MS = 60_000

describe('every error of WeCom has one meaning', () => {
  test.each<[string, FaultEffect, { fault: string; code: number | null }]>([
    ['busy', { errcode: -1 }, { fault: 'rate_limited', code: -1 }],
    ['data version conflict', { errcode: 6000 }, { fault: 'rate_limited', code: 6000 }],
    ['too many at once', { errcode: 45033 }, { fault: 'rate_limited', code: 45033 }],
    ['too frequent', { errcode: 45009 }, { fault: 'rate_limited', code: 45009 }],
    ['token still invalid with another token', { errcode: 40014 }, { fault: 'unreachable', code: 40014 }],
    ['token still expired with another token', { errcode: 42001 }, { fault: 'unreachable', code: 42001 }],
    ['wrong secret', { errcode: 40001 }, { fault: 'misconfigured', code: 40001 }],
    ['wrong company', { errcode: 40013 }, { fault: 'misconfigured', code: 40013 }],
    ['bad secret', { errcode: 40091 }, { fault: 'misconfigured', code: 40091 }],
    ['untrusted address', { errcode: 60020 }, { fault: 'misconfigured', code: 60020 }],
    ['another application', { errcode: 301002 }, { fault: 'misconfigured', code: 301002 }],
    ['not permitted', { errcode: 48002 }, { fault: 'misconfigured', code: 48002 }],
    ['rights withdrawn', { errcode: 48006 }, { fault: 'misconfigured', code: 48006 }],
    ['switched off', { errcode: 50003 }, { fault: 'misconfigured', code: 50003 }],
    ['bad JSON', { errcode: 40058 }, { fault: 'rejected', code: 40058 }],
    ['empty content', { errcode: 44004 }, { fault: 'rejected', code: 44004 }],
    ['something unknown', { errcode: 99999 }, { fault: 'rejected', code: 99999 }],
    ['a proxy in between', { status: 502 }, { fault: 'ambiguous', code: null }],
    ['throttled in between', { status: 429 }, { fault: 'rate_limited', code: null }],
    ['another server', { status: 404 }, { fault: 'misconfigured', code: null }],
    ['a redirect, which is not followed', { status: 302 }, { fault: 'misconfigured', code: null }],
    ['no JSON', { malformed: true }, { fault: 'ambiguous', code: null }],
    ['cut off after it was done', { reset: 'after' }, { fault: 'ambiguous', code: null }],
    ['cut off before', { reset: 'before' }, { fault: 'ambiguous', code: null }],
  ])('%s', async (_, effect, meaning) => {
    const { fake, channel } = await startPair()
    fake.faults.add({ api: 'message/send', effect })
    const error = await faultOf(channel.send(outbound(text())))
    expect(error).toMatchObject(meaning)
    if (error.fault === 'misconfigured') expect(error.retryAfterMs).toBeGreaterThanOrEqual(MINUTE_MS)
    if (error.fault === 'rate_limited') expect(error.retryAfterMs).toBeGreaterThanOrEqual(500)
    expect(error.message).not.toMatch(/access_token|fake-app-secret|A3-0017/)
  })

  test('a server that does not answer leaves it open whether it was done', async () => {
    const { fake, channel } = await startPair({ timeoutMs: 300 })
    fake.faults.add({ api: 'message/send', effect: { hang: 'after' } })
    expect(await faultOf(channel.send(outbound(text())))).toMatchObject({ fault: 'ambiguous' })
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
  })

  test('a server that refuses the connection has done nothing', async () => {
    const { fake } = await startPair()
    const { port } = await closedPort()
    const channel = createWecomChannel({ ...fake.config(), apiBase: `http://127.0.0.1:${port}` }, { now: fake.now })
    expect(await faultOf(channel.send(outbound(text())))).toMatchObject({ fault: 'unreachable' })
    await channel.close()
  })

  test('asking again is harmless where nothing is changed, so that is never ambiguous', async () => {
    const { fake, channel } = await startPair({ timeoutMs: 300 })
    for (const effect of [
      { status: 502 },
      { reset: 'after' },
      { hang: 'before' },
      { malformed: true },
    ] as FaultEffect[]) {
      fake.faults.add({ api: 'user/get', times: 1, effect })
      expect(await faultOf(channel.lookUpName('zhangsan'))).toMatchObject({ fault: 'unreachable' })
      fake.faults.add({ api: 'media/get', times: 1, effect })
      expect(await faultOf(channel.fetchMedia('M1'))).toMatchObject({ fault: 'unreachable' })
    }
  })
})

describe('the access token', () => {
  test('is asked for once, however many calls wait for it in two processes', async () => {
    const { fake, channel } = await startPair()
    const other = openChannel(fake)
    onTestFinished(() => other.close())
    await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 2 ? channel : other).send(outbound(text(`${i}`)))))
    expect(fake.counters.calls.gettoken).toBe(2)
  })

  test.each([
    ['revoked', 'revokeTokens'],
    ['expired', 'expireTokens'],
  ] as const)('that was %s is replaced, and nobody notices', async (_, end) => {
    const { fake, channel } = await startPair({ perMinute: 1000 })
    await channel.send(outbound(text('0')))
    fake[end]()
    await Promise.all(Array.from({ length: 50 }, (_, i) => channel.send(outbound(text(`${i + 1}`)))))
    expect(fake.counters.calls.gettoken).toBe(2)
    expect(fake.inboxOf('zhangsan')).toHaveLength(51)
  })

  test('that lives for fifty calls fails nobody, in two processes', async () => {
    const { fake, channel } = await startPair({ usesPerToken: 50, perMinute: 10_000 })
    const other = openChannel(fake)
    onTestFinished(() => other.close())
    const failures: unknown[] = []
    for (let round = 0; round < 25; round++) {
      const sends = Array.from({ length: 16 }, (_, i) =>
        (i % 2 ? channel : other).send(outbound(text(`${round}-${i}`))),
      )
      const results = await Promise.allSettled(sends)
      failures.push(...results.filter((result) => result.status === 'rejected'))
    }
    expect(failures).toEqual([])
    expect(fake.inboxOf('zhangsan')).toHaveLength(400)
    // Both processes ask once for each token that died, and a few use up calls with a dead one.
    expect(fake.counters.calls.gettoken).toBeLessThanOrEqual(2 * (400 / 50) + 6)
  })

  test('is renewed before it runs out', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(text('1')))
    fake.advance(7_139_000)
    await channel.send(outbound(text('2')))
    expect(fake.counters.calls.gettoken).toBe(1)
    fake.advance(62_000)
    await channel.send(outbound(text('3')))
    expect(fake.counters.calls).toEqual({ gettoken: 2, 'message/send': 3 })
  })

  test('that cannot be had is asked for again by the next call', async () => {
    const { fake, channel } = await startPair()
    fake.faults.add({ api: 'gettoken', times: 1, effect: { status: 500 } })
    expect(await faultOf(channel.send(outbound(text())))).toMatchObject({ fault: 'unreachable' })
    await channel.send(outbound(text()))
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
  })

  test('with a wrong secret is not asked for again and again', async () => {
    const { fake } = await startPair()
    const channel = createWecomChannel({ ...fake.config(), secret: 'wrong' }, { now: fake.now })
    onTestFinished(() => channel.close())
    for (let i = 0; i < 20; i++) {
      const error = await faultOf(channel.send(outbound(text(`${i}`))))
      expect(error).toMatchObject({ fault: 'misconfigured', code: 40001 })
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(MINUTE_MS)
    }
    expect(fake.counters.calls).toEqual({ gettoken: 1 })
    fake.advance(301_000)
    await faultOf(channel.send(outbound(text())))
    expect(fake.counters.calls).toEqual({ gettoken: 2 })
  })
})

describe('too frequent', () => {
  test('nothing is called for as long as WeCom blocks', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(text('1')))
    fake.block(MINUTE_MS)
    await faultOf(channel.send(outbound(text('2'))))
    for (let second = 0; second < 59; second++) {
      fake.advance(1_000)
      const error = await faultOf(channel.send(outbound(text(`3-${second}`))))
      expect(error).toMatchObject({ fault: 'rate_limited', code: 45009 })
      expect(error.retryAfterMs).toBeLessThanOrEqual((59 - second) * 1_000)
    }
    expect(fake.counters.callsWhileBlocked).toBe(1)
    fake.advance(2_000)
    await channel.send(outbound(text('4')))
    expect(fake.inboxOf('zhangsan')).toHaveLength(2)
  })

  test('an hour of it is met with fewer and fewer calls', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(text('1')))
    fake.block(60 * MINUTE_MS)
    for (let minute = 0; minute < 60; minute++) {
      await faultOf(channel.send(outbound(text(`2-${minute}`))))
      fake.advance(MINUTE_MS)
    }
    expect(fake.counters.callsWhileBlocked).toBeLessThanOrEqual(6)
  })

  test('calls under way that meet it count once, and those that waited are not made', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(text('1')))
    fake.block(MINUTE_MS)
    await Promise.allSettled(Array.from({ length: 200 }, (_, i) => channel.send(outbound(text(`2-${i}`)))))
    expect(fake.counters.callsWhileBlocked).toBeLessThanOrEqual(16)
    fake.advance(MINUTE_MS + 1_000)
    await channel.send(outbound(text('3')))
    expect(fake.inboxOf('zhangsan')).toHaveLength(2)
  })

  test('no more than sixteen calls are made at once', async () => {
    const { fake, channel } = await startPair({ perMinute: 1000 })
    await channel.send(outbound(text('0')))
    let most = 0
    const { strike } = fake.faults
    let atOnce = 0
    fake.faults.strike = (api) => {
      atOnce += 1
      most = Math.max(most, atOnce)
      setTimeout(() => {
        atOnce -= 1
      }, 20)
      return strike.call(fake.faults, api)
    }
    fake.faults.add({ api: 'message/send', effect: { latencyMs: 25 } })
    await Promise.all(Array.from({ length: 100 }, (_, i) => channel.send(outbound(text(`${i + 1}`)))))
    expect(most).toBeLessThanOrEqual(16)
  })
})

/** A port where nobody listens any more. */
async function closedPort(): Promise<{ port: number }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return { port: typeof address === 'object' && address !== null ? address.port : 0 }
}
