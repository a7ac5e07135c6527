import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Delivery, KeepDelivery } from '../../src/channels/channel.ts'
import { type WecomWebhookOptions, wecomWebhook } from '../../src/http/webhooks/wecom.ts'
import { type FakeWecom, startFakeWecom } from '../platforms/wecom/fake-wecom.ts'
import { messageXml } from '../platforms/wecom/inbound.ts'
import { type CallbackKeys, type SealOptions, sealCallback, sealEcho } from '../platforms/wecom/sealing.ts'
import type { FakeWecomOptions } from '../platforms/wecom/world.ts'

const MEGABYTE = 1024 * 1024

interface Product {
  app: FastifyInstance
  fake: FakeWecom
  address: string
  kept: Map<string, Delivery>
  rejects: string[]
}

/** The webhook alone, listening, with a platform that knows its address and a place to keep in memory. */
async function startProduct(
  options: { keep?: KeepDelivery; fake?: FakeWecomOptions; webhook?: Partial<WecomWebhookOptions> } = {},
): Promise<Product> {
  const fake = await startFakeWecom({ retryPauseMs: 20, ...options.fake })
  const kept = new Map<string, Delivery>()
  const rejects: string[] = []
  const keep: KeepDelivery = async (delivery) => {
    const fresh = !kept.has(delivery.key)
    kept.set(delivery.key, delivery)
    return { inboxId: BigInt(kept.size), fresh }
  }
  const app = fastify()
  await app.register(
    wecomWebhook({
      config: fake.config(),
      keep: options.keep ?? keep,
      now: fake.now,
      onReject: ({ reason, status }) => rejects.push(`${status} ${reason}`),
      ...options.webhook,
    }),
  )
  const address = `${await app.listen({ host: '127.0.0.1', port: 0 })}/webhooks/wecom`
  fake.connect(address)
  onTestFinished(async () => {
    await fake.close()
    await app.close()
  })
  return { app, fake, address, kept, rejects }
}

const hello = (fake: FakeWecom, msgId = '1') =>
  messageXml(fake, { from: 'ZhangSan', text: '3号楼灯坏了', at: fake.now(), msgId })

/** POST a callback that deviates from what the platform sends. */
async function post(
  { app, fake }: Product,
  deviations: {
    plain?: string
    seal?: Partial<SealOptions>
    keys?: Partial<CallbackKeys>
    headers?: Record<string, string>
  } = {},
) {
  const { plain = hello(fake), seal, keys, headers = {} } = deviations
  const sealed = sealCallback({ ...fake, ...keys }, plain, { at: fake.now(), agentId: fake.agentId, ...seal })
  return app.inject({ method: 'POST', url: `/webhooks/wecom${sealed.query}`, payload: sealed.body, headers })
}

describe('the check of our address', () => {
  test('passes fifty times, each well within the second that WeCom gives', async () => {
    const { fake } = await startProduct()
    for (let i = 0; i < 50; i++) {
      const check = await fake.verifyUrl()
      expect(check.passed).toBe(true)
      expect(check.tookMs).toBeLessThanOrEqual(500)
    }
  })

  test('is answered with the very bytes, as plain text', async () => {
    const { app, fake } = await startProduct()
    const response = await app.inject(`/webhooks/wecom${sealEcho(fake, '1616140317555161061', fake.now())}`)
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toMatch(/^text\/plain/)
    expect(response.rawPayload).toEqual(Buffer.from('1616140317555161061'))
  })

  test('works where a `+` was not percent-encoded', async () => {
    const { app, fake } = await startProduct()
    for (let i = 0; i < 20; i++) {
      const query = sealEcho(fake, `${i}`.padEnd(80, '7'), fake.now()).replaceAll('%2B', '+')
      expect((await app.inject(`/webhooks/wecom${query}`)).payload).toBe(`${i}`.padEnd(80, '7'))
    }
  })

  test('fails with 403 for a wrong signature, and for none', async () => {
    const { app, fake } = await startProduct()
    const forged = sealEcho({ ...fake, token: 'guess' }, '1', fake.now())
    for (const query of [forged, '', '?echostr=', '?echostr=abc', '?echostr=abc&msg_signature=1&timestamp=1&nonce=1']) {
      expect((await app.inject(`/webhooks/wecom${query}`)).statusCode).toBe(403)
    }
  })
})

describe('a callback', () => {
  test('is kept, then answered with an empty 200', async () => {
    const product = await startProduct()
    const response = await post(product)
    expect([response.statusCode, response.payload]).toEqual([200, ''])
    expect([...product.kept.values()]).toMatchObject([{ key: '1', conversation: 'zhangsan', lane: 'normal' }])
  })

  test.each([
    'text/xml',
    'application/xml',
    'application/json',
    'text/plain; charset=gbk',
    'application/octet-stream',
    'x/y',
    '',
  ])('may call itself "%s"', async (contentType) => {
    const product = await startProduct()
    expect((await post(product, { headers: { 'content-type': contentType } })).statusCode).toBe(200)
  })

  test('may come in JSON', async () => {
    const product = await startProduct()
    expect((await post(product, { seal: { envelope: 'json' } })).statusCode).toBe(200)
  })

  test('may hold a long text', async () => {
    const product = await startProduct()
    const plain = messageXml(product.fake, {
      from: 'a',
      text: '灯'.repeat(150_000),
      at: product.fake.now(),
      msgId: '9',
    })
    expect((await post(product, { plain })).statusCode).toBe(200)
  })

  test('of every kind reaches us from the platform', async () => {
    const { fake, kept } = await startProduct()
    const outcomes = await Promise.all([
      fake.send({ from: 'ZhangSan', text: '灯坏了' }),
      fake.send({ from: 'ZhangSan', image: 'M1' }),
      fake.send({ from: 'ZhangSan', voice: 'M2' }),
      fake.send({ from: 'ZhangSan', location: { latitude: 39.9, longitude: 116.4, label: '3号楼' } }),
      fake.tap({ from: 'ZhangSan', taskId: 't1', key: 'confirm' }),
      fake.event({ from: 'ZhangSan', event: 'enter_agent' }),
      fake.addResident({ member: 'ZhangSan', resident: 'wmA', state: 'zone-A3' }),
      fake.addResident({ member: 'ZhangSan', resident: 'wmB', state: 'zone-A3' }),
    ])
    expect(outcomes.every(({ delivered, attempts }) => delivered && attempts === 1)).toBe(true)
    expect(kept.size).toBe(8)
    expect([...kept.values()].filter(({ lane }) => lane === 'fast')).toHaveLength(2)
  })

  test('that cannot be kept is answered 503, and kept when it comes again', async () => {
    let failures = 2
    const kept: string[] = []
    const product = await startProduct({
      keep: async (delivery) => {
        if (failures-- > 0) throw new Error('the database is away')
        kept.push(delivery.key)
        return { inboxId: 1n, fresh: true }
      },
    })
    expect(await product.fake.send({ from: 'a', text: '灯坏了' })).toMatchObject({
      delivered: true,
      statuses: [503, 503, 200],
    })
    expect(kept).toHaveLength(1)
    expect(product.rejects).toEqual(['503 not_kept', '503 not_kept'])
  })

  test('that takes too long to keep is answered 503 before WeCom gives up', async () => {
    const product = await startProduct({ keep: () => new Promise(() => {}) })
    const startedMs = performance.now()
    expect((await post(product)).statusCode).toBe(503)
    const tookMs = performance.now() - startedMs
    expect(tookMs).toBeGreaterThan(3_500)
    expect(tookMs).toBeLessThan(4_500)
  })
})

describe('what is not a callback of ours', () => {
  test.each<[string, Parameters<typeof post>[1], number, string]>([
    ['another token', { keys: { token: 'guess' } }, 403, 'bad_signature'],
    ['another AES key', { keys: { aesKey: '6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt' } }, 400, 'undecryptable'],
    ['another receiver', { seal: { receiveId: 'wwother' } }, 403, 'wrong_company'],
    [
      'another company inside',
      {
        plain: messageXml(
          { corpId: 'wwother', agentId: 1000002 },
          { from: 'a', text: 'x', at: new Date(), msgId: '1' },
        ),
      },
      403,
      'wrong_company',
    ],
    [
      'another application inside',
      {
        plain: messageXml(
          { corpId: 'wwfakecorp00000001', agentId: 7 },
          { from: 'a', text: 'x', at: new Date(), msgId: '1' },
        ),
      },
      403,
      'wrong_app',
    ],
    ['an old one', { seal: { at: new Date(Date.now() - 310_000) } }, 403, 'stale'],
    ['one from the future', { seal: { at: new Date(Date.now() + 310_000) } }, 403, 'stale'],
    ['no XML inside', { plain: 'hello' }, 400, 'malformed'],
    ['a compressed one', { headers: { 'content-encoding': 'gzip' } }, 415, 'other'],
  ])('%s', async (_, deviations, status, reason) => {
    const product = await startProduct()
    const response = await post(product, deviations)
    expect([response.statusCode, response.payload]).toEqual([status, ''])
    expect(product.rejects).toEqual([`${status} ${reason}`])
    expect(product.kept.size).toBe(0)
  })

  test('a captured one is inert: the same again changes nothing, later it is stale', async () => {
    const product = await startProduct()
    const { app, fake, kept } = product
    const { query, body } = sealCallback(fake, hello(fake), { at: fake.now() })
    const replay = () => app.inject({ method: 'POST', url: `/webhooks/wecom${query}`, payload: body })
    for (let i = 0; i < 100; i++) expect((await replay()).statusCode).toBe(200)
    expect(kept.size).toBe(1)
    fake.advance(301_000)
    expect((await replay()).statusCode).toBe(403)
  })

  test.each(['PUT', 'DELETE', 'PATCH'] as const)('%s is not known here', async (method) => {
    const { app } = await startProduct()
    expect((await app.inject({ method, url: '/webhooks/wecom', payload: 'x' })).statusCode).toBe(404)
  })

  test('two thousand forgeries: none is taken, none is answered 5xx, and we live on', {
    timeout: 120_000,
  }, async () => {
    const product = await startProduct()
    const { app, fake, kept } = product
    const known = forgeableCallback(fake)
    await fc.assert(
      fc.asyncProperty(forgeries(fake, known), async ({ url, payload, headers }) => {
        const response = await app.inject({ method: 'POST', url, payload, headers })
        expect(response.statusCode).toBeGreaterThanOrEqual(400)
        expect(response.statusCode).toBeLessThan(500)
      }),
      { numRuns: 2_000 },
    )
    expect(kept.size).toBe(0)
    expect((await post(product)).statusCode).toBe(200)
  })
})

interface Forgery {
  url: string
  payload: Buffer
  headers: Record<string, string>
}

/** One good callback, taken apart, as somebody who listened would have it. */
function forgeableCallback(fake: FakeWecom) {
  const { query, body } = sealCallback(fake, hello(fake), { at: fake.now(), agentId: fake.agentId })
  const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? ''
  return { query: new URLSearchParams(query), body, encrypted }
}

function forgeries(fake: FakeWecom, known: ReturnType<typeof forgeableCallback>): fc.Arbitrary<Forgery> {
  const { query, body, encrypted } = known
  const sent = (payload: string | Buffer, changes: Record<string, string> = {}): Forgery => {
    const changed = new URLSearchParams(query)
    for (const [name, value] of Object.entries(changes)) changed.set(name, value)
    return { url: `/webhooks/wecom?${changed}`, payload: Buffer.from(payload), headers: { 'content-type': 'text/xml' } }
  }
  const envelope = (ciphertext: string) =>
    `<xml><ToUserName>${fake.corpId}</ToUserName><Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`
  const sealedBy = (keys: Partial<CallbackKeys>, seal: Partial<SealOptions> = {}, plain = hello(fake)): Forgery => {
    const sealed = sealCallback({ ...fake, ...keys }, plain, { at: fake.now(), ...seal })
    return { url: `/webhooks/wecom${sealed.query}`, payload: Buffer.from(sealed.body), headers: {} }
  }
  const position = fc.nat(encrypted.length - 1)
  const character = fc.constantFrom(...'ABCDEFabcdef0123456789+/=')
  const mutated = (at: number, replacement: string) => encrypted.slice(0, at) + replacement + encrypted.slice(at + 1)
  const otherText = fc.string({ minLength: 1, maxLength: 40 })
  const age = fc.integer({ min: 301, max: 10_000_000 })

  return fc.oneof(
    // Ciphertext mutated, cut, prolonged or swapped.
    fc
      .tuple(position, character)
      .filter(([at, c]) => mutated(at, c) !== encrypted)
      .map(([at, c]) => sent(envelope(mutated(at, c)))),
    position.map((at) => sent(envelope(encrypted.slice(0, at)))),
    // Blanks around it are no part of it.
    otherText
      .map((more) => more.replaceAll(']]>', '').trim())
      .filter((more) => more !== '')
      .map((more) => sent(envelope(`${encrypted}${more}`))),
    fc.base64String({ maxLength: 600 }).map((other) => sent(envelope(other))),
    // Signature, time and nonce that do not belong to it.
    fc
      .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 })
      .map((s) => sent(body, { msg_signature: s })),
    otherText.map((s) => sent(body, { msg_signature: s })),
    fc.integer({ min: 1, max: 300 }).map((s) => sent(body, { timestamp: String(Number(query.get('timestamp')) + s) })),
    otherText.map((nonce) => sent(body, { nonce })),
    fc.constantFrom('msg_signature', 'timestamp', 'nonce').map((name) => sent(body, { [name]: '' })),
    // Signed and encrypted by somebody else, or for somebody else.
    otherText.filter((token) => token !== fake.token).map((token) => sealedBy({ token })),
    otherText.filter((id) => id !== fake.corpId).map((receiveId) => sealedBy({}, { receiveId })),
    otherText.map((id) => sealedBy({}, {}, hello(fake).replace(fake.corpId, `ww${id.replace(/[<&\]]/g, '')}`))),
    fc.nat(999).map((id) => sealedBy({}, {}, hello(fake).replace(String(fake.agentId), String(id)))),
    age.map((seconds) => sealedBy({}, { at: new Date(fake.now().getTime() - seconds * 1000) })),
    age.map((seconds) => sealedBy({}, { at: new Date(fake.now().getTime() + seconds * 1000) })),
    // Unsigned plaintext, broken XML and JSON, anything.
    otherText.map((words) => sent(messageXml(fake, { from: 'a', text: words, at: fake.now(), msgId: '1' }))),
    fc.nat(body.length - 1).map((at) => sent(body.slice(0, at))),
    fc.json().map((json) => sent(json)),
    fc.json().map((json) => sent(`{"Encrypt":${json}}`)),
    fc.uint8Array({ maxLength: 2_000 }).map((bytes) => sent(Buffer.from(bytes))),
    fc.string({ unit: 'binary', maxLength: 300 }).map((words) => sealedBy({}, {}, words)),
    fc.string({ unit: 'grapheme', maxLength: 100 }).map((words) => sealedBy({}, {}, `<xml>${words}</xml>`)),
  )
}

describe('hostile size and speed', () => {
  test('big bodies are refused without being read, announced or not', async () => {
    const { address, app, fake } = await startProduct()
    const big = Buffer.alloc(20 * MEGABYTE, 'x')
    await Promise.all(Array.from({ length: 3 }, () => upload(address, big)))
    const before = process.memoryUsage().rss
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => upload(address, big, { chunked: i % 2 === 1 })),
    )
    expect(new Set(answers)).toEqual(new Set([413]))
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * MEGABYTE)
    expect(await upload(address, big, { headers: 'Content-Encoding: gzip\r\n' })).toBe(415)
    expect((await post({ app, fake } as Product)).statusCode).toBe(200)
  })

  test('XML bombs cost no more than 5 ms each', async () => {
    const { address, app } = await startProduct()
    const url = `${new URL(address).pathname}?msg_signature=a&timestamp=1&nonce=1`
    const bombs = [
      `<!DOCTYPE x [<!ENTITY a "${'lol'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]><xml>&b;</xml>`,
      '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>',
      '<a>'.repeat(300_000),
      `<xml>${'<a></a>'.repeat(140_000)}</xml>`,
      `<xml><Encrypt>${'&#65;'.repeat(200_000)}</Encrypt></xml>`,
    ].map((bomb) => Buffer.from(bomb))
    for (const payload of bombs) {
      const costs: number[] = []
      for (let i = 0; i < 5; i++) {
        const usedBefore = process.cpuUsage()
        const response = await app.inject({ method: 'POST', url, payload })
        const { user, system } = process.cpuUsage(usedBefore)
        costs.push((user + system) / 1000)
        expect(response.statusCode).toBeGreaterThanOrEqual(400)
        expect(response.statusCode).toBeLessThan(500)
        expect(response.payload).toBe('')
      }
      expect(Math.min(...costs)).toBeLessThanOrEqual(5)
    }
  })
})

/**
 * Send a body over a plain socket and tell the status, whenever it comes: an honest client would wait for it only after
 * having sent everything.
 */
async function upload(
  address: string,
  body: Buffer,
  options: { chunked?: boolean; headers?: string } = {},
): Promise<number> {
  const { hostname, port, pathname } = new URL(address)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1')
  })
  // The server hangs up on what it does not want.
  socket.on('error', () => {})
  const size = options.chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`
  socket.write(`POST ${pathname}?msg_signature=a HTTP/1.1\r\nHost: x\r\n${options.headers ?? ''}${size}\r\n\r\n`)
  for (let at = 0; at < body.length && answer === '' && socket.writable; at += 64 * 1024) {
    const piece = body.subarray(at, at + 64 * 1024)
    if (options.chunked) socket.write(`${piece.length.toString(16)}\r\n`)
    socket.write(piece)
    if (options.chunked) socket.write('\r\n')
    await pause(0)
  }
  for (let i = 0; i < 200 && answer === ''; i++) await pause(10)
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
}
