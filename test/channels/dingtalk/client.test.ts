import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { isReplyAddress } from '../../../src/channels/dingtalk/client.ts'
import { EFFECTS, type FaultEffect } from '../../platforms/dingtalk/faults.ts'
import { faultOf, outbound, startPair, text } from './support.ts'

const FORBIDDEN = 'Forbidden.AccessDenied'

describe('every error of DingTalk has one meaning', () => {
  test.each<[string, FaultEffect, { fault: string; code?: number | null }]>([
    ['too many calls in a second', EFFECTS.qpsLimit, { fault: 'rate_limited' }],
    [
      'too many calls of this API in a second',
      { status: 403, code: `${FORBIDDEN}.QpsLimitForApi` },
      { fault: 'rate_limited' },
    ],
    ['too many calls in a minute', EFFECTS.qpmLimit, { fault: 'rate_limited' }],
    ['the month is used up', EFFECTS.quotaUsedUp, { fault: 'rate_limited', code: 90020 }],
    ['the month is used up, said the old way', { errcode: 90020 }, { fault: 'rate_limited', code: 90020 }],
    ['the address is banned', EFFECTS.banned, { fault: 'rate_limited', code: 1111 }],
    ['sent too fast', { status: 400, code: 'send.too.fast' }, { fault: 'rate_limited' }],
    ['the token stays invalid', EFFECTS.tokenInvalid, { fault: 'unreachable' }],
    ['a right is missing', EFFECTS.scopeMissing, { fault: 'misconfigured' }],
    [
      'the address of the server is not listed',
      { status: 403, code: `${FORBIDDEN}.IpNotInWhiteList` },
      { fault: 'misconfigured' },
    ],
    ['wrong keys', EFFECTS.wrongSecret, { fault: 'misconfigured' }],
    ['a wrong robot', { status: 400, code: 'invalidParameter.robotCode.notExsit' }, { fault: 'misconfigured' }],
    ['unsafe words', { status: 400, code: 'contain.notAllowed.text' }, { fault: 'rejected' }],
    ['unsafe words, in capitals', { status: 400, code: 'contain.unsafe.url', capitals: true }, { fault: 'rejected' }],
    ['something unknown', { status: 400, code: 'what.is.this' }, { fault: 'rejected' }],
    ['busy before it began', EFFECTS.unavailable, { fault: 'unreachable' }],
    ['an error half-way', { status: 500, code: 'system.error' }, { fault: 'ambiguous' }],
    ['busy half-way', EFFECTS.busy, { fault: 'ambiguous' }],
    ['a proxy in between', EFFECTS.badGateway, { fault: 'ambiguous' }],
    ['throttled in between', { status: 429 }, { fault: 'rate_limited' }],
    ['another server', { status: 404 }, { fault: 'misconfigured' }],
    ['a redirect, which is not followed', { status: 302 }, { fault: 'misconfigured' }],
    ['a page of HTML that says all is well', { status: 200 }, { fault: 'ambiguous' }],
    ['half an answer', { malformed: true }, { fault: 'ambiguous' }],
    ['cut off after it was done', { reset: 'after' }, { fault: 'ambiguous' }],
    ['cut off before', { reset: 'before' }, { fault: 'ambiguous' }],
    ['no answer', { hang: 'after' }, { fault: 'ambiguous' }],
  ])('%s', async (_, effect, meaning) => {
    const { fake, channel } = await startPair({ timeoutMs: 300 })
    fake.faults.add({ api: 'oToMessages/batchSend', effect })
    const error = await faultOf(channel.send(outbound(text())))
    expect(error).toMatchObject(meaning)
    if (error.fault === 'misconfigured') expect(error.retryAfterMs).toBeGreaterThanOrEqual(60_000)
    if (error.fault === 'rate_limited') expect(error.retryAfterMs).toBeGreaterThanOrEqual(1_000)
    expect(error.message).not.toMatch(/access_token=|fake-app-secret|A3-0017/)
  })

  test('what an administrator has to grant is named', async () => {
    const { port, close } = await answeringServer(403, {
      Code: `${FORBIDDEN}.AccessTokenPermissionDenied`,
      Message: '…',
      AccessDeniedDetail: { requiredScopes: ['Card.Instance.Write', 'bad words'] },
    })
    const { channel: denied } = await startPair({ config: { apiBase: `http://127.0.0.1:${port}` } })
    const error = await faultOf(denied.fetchMedia('code'))
    expect(error.fault).toBe('misconfigured')
    expect(error.message).toContain('Card.Instance.Write')
    expect(error.message).not.toContain('bad words')
    close()
  })

  test('a server that refuses the connection has done nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : null
    await new Promise((closed) => server.close(closed))
    const { channel } = await startPair({ config: { apiBase: `http://127.0.0.1:${port}` } })
    expect(await faultOf(channel.send(outbound(text())))).toMatchObject({ fault: 'unreachable' })
  })

  test('asking again is harmless where nothing is changed, so that is never ambiguous', async () => {
    const { fake, channel } = await startPair({ timeoutMs: 300 })
    for (const effect of [EFFECTS.badGateway, { reset: 'after' }, { hang: 'before' }, { malformed: true }] as const) {
      fake.faults.add({ api: 'user/get', times: 1, effect })
      expect(await faultOf(channel.lookUpName('li'))).toMatchObject({ fault: 'unreachable' })
      fake.faults.add({ api: 'messageFiles/download', times: 1, effect })
      expect(await faultOf(channel.fetchMedia('code'))).toMatchObject({ fault: 'unreachable' })
    }
  })
})

describe('the token', () => {
  test('is asked for once, however many wait for it', async () => {
    const { fake, channel } = await startPair()
    await Promise.all(Array.from({ length: 10 }, () => channel.send(outbound(text()))))
    expect(fake.counters.tokensAsked).toBe(1)
  })

  test('is renewed five minutes before it ends', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(text()))
    fake.advance(7_200_000 - 299_000)
    await channel.send(outbound(text()))
    expect(fake.counters.tokensAsked).toBe(2)
  })

  test('that was revoked is replaced in the same send, which reaches the person once', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(text()))
    fake.revokeTokens()
    await channel.send(outbound(text()))
    expect(fake.inboxOf('Zhang-01')).toHaveLength(2)
    fake.revokeTokens()
    expect(await channel.lookUpName('li')).toBeNull()
  })

  test.each([40014, 40001, 88])('that an old call refuses with %d is replaced too', async (errcode) => {
    const { fake, channel } = await startPair()
    fake.addUser({ userId: 'named', name: '王芳' })
    fake.faults.add({ api: 'user/get', times: 1, effect: { errcode } })
    expect(await channel.lookUpName('named')).toBe('王芳')
    expect(fake.counters.tokensAsked).toBe(2)
  })

  test('that cannot be had is alarmed, asked for at intervals only, and no longer alarmed when it comes', async () => {
    const { fake, channel, alarms } = await startPair()
    fake.faults.add({ api: 'oauth2/accessToken', effect: { status: 400, code: 'invalidClientIdOrSecret' } })
    for (let i = 0; i < 5; i++) expect((await faultOf(channel.send(outbound(text())))).fault).toBe('misconfigured')
    expect(alarms).toContain('token_failing')
    expect(fake.calls.filter((call) => call.path.endsWith('accessToken'))).toHaveLength(1)
    fake.faults.clear()
    fake.advance(31_000)
    await channel.send(outbound(text()))
    expect(alarms).not.toContain('token_failing')
  })

  test.each<FaultEffect>([{ hang: 'after' }, { reset: 'after' }, { malformed: true }, EFFECTS.badGateway])(
    'that was lost on the way (%j) leaves nothing sent, so the send may be made again',
    async (effect) => {
      const { fake, channel } = await startPair({ timeoutMs: 300 })
      fake.faults.add({ api: 'oauth2/accessToken', times: 1, effect })
      expect(await faultOf(channel.send(outbound(text())))).toMatchObject({ fault: 'unreachable' })
      await channel.send(outbound(text()))
      expect(fake.inboxOf('Zhang-01')).toHaveLength(1)
    },
  )
})

test.each([
  ['https://oapi.dingtalk.com/robot/sendBySession?session=aa', true],
  ['https://api.dingtalk.com/x', true],
  ['http://127.0.0.1:8080/robot/sendBySession?session=aa', true],
  ['http://127.0.0.1:8081/robot/sendBySession', false],
  ['https://127.0.0.1:8080/robot/sendBySession', false],
  ['http://oapi.dingtalk.com/robot/sendBySession', false],
  ['https://oapi.dingtalk.com:8443/', false],
  ['https://oapi.dingtalk.com.evil.example/', false],
  ['https://evildingtalk.com/', false],
  ['https://oapi.dingtalk.com@evil.example/', false],
  ['https://user:pw@oapi.dingtalk.com/', false],
  ['http://169.254.169.254/latest/meta-data', false],
  ['file:///etc/passwd', false],
  ['no address', false],
])('%s is posted to: %s', (url, posted) => {
  expect(isReplyAddress(url, ['http://127.0.0.1:8080', 'https://api.dingtalk.com'])).toBe(posted)
})

async function answeringServer(status: number, body: object): Promise<{ port: number; close: () => void }> {
  const server = createHttpServer((request, response) => {
    const token = request.url?.endsWith('accessToken') === true
    response.writeHead(token ? 200 : status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(token ? { accessToken: 't', expireIn: 7200 } : body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, close: () => server.close() }
}
