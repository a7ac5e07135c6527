import fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AlarmName } from '../../src/alarms.ts'
import type { Delivery, KeepDelivery } from '../../src/channels/channel.ts'
import type { AnswerTap } from '../../src/channels/dingtalk/card-answer.ts'
import { cardCallbackSecret } from '../../src/channels/dingtalk/card-callback-secret.ts'
import { createTake } from '../../src/channels/dingtalk/take.ts'
import { dingtalkWebhook } from '../../src/http/webhooks/dingtalk.ts'
import { type FakeDingtalk, startFakeDingtalk } from '../platforms/dingtalk/fake-dingtalk.ts'
import { cardSign, robotSign, sealEvent } from '../platforms/dingtalk/sealing.ts'
import type { FakeDingtalkOptions } from '../platforms/dingtalk/world.ts'

const EVENT = { token: 'eventToken', aesKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
const HOUR = 3_600_000

interface Product {
  app: FastifyInstance
  fake: FakeDingtalk
  kept: Map<string, Delivery>
  rejects: string[]
  raised: AlarmName[]
  told: boolean[]
}

async function startProduct(
  options: { keep?: KeepDelivery; answerTap?: AnswerTap; fake?: FakeDingtalkOptions } = {},
): Promise<Product> {
  const fake = await startFakeDingtalk({ event: EVENT, ...options.fake })
  const app = fastify()
  const product: Product = { app, fake, kept: new Map(), rejects: [], raised: [], told: [] }
  const keep: KeepDelivery = async (delivery) => {
    if (options.keep) await options.keep(delivery)
    const fresh = !product.kept.has(delivery.key)
    product.kept.set(delivery.key, delivery)
    return { inboxId: 1n, fresh }
  }
  const alarms = { raise: (name: AlarmName) => void product.raised.push(name), clear: () => {} }
  const answerTap = options.answerTap ?? (async () => ({ card: null, told: (sent) => void product.told.push(sent) }))
  await app.register(
    dingtalkWebhook({
      config: fake.config(),
      take: createTake({ keep, alarms, answerTap, now: fake.now }),
      now: fake.now,
      onReject: ({ reason, status }) => product.rejects.push(`${status} ${reason}`),
    }),
  )
  fake.connect(`${await app.listen({ host: '127.0.0.1', port: 0 })}/webhooks/dingtalk`)
  onTestFinished(async () => {
    await fake.close()
    await app.close()
  })
  return product
}

const MESSAGE = JSON.stringify({
  ...{ msgId: 'm1', msgtype: 'text', text: { content: '电梯停了' }, conversationType: '1', senderStaffId: 'u1' },
})

/** POST something signed that deviates from what the platform sends. */
function post(
  { app, fake }: Product,
  { at = fake.now(), secret = fake.clientSecret, payload = MESSAGE, headers = {} } = {},
) {
  const timestamp = String(at.getTime())
  return app.inject({
    method: 'POST',
    url: '/webhooks/dingtalk',
    payload,
    headers: { timestamp, sign: robotSign(secret, timestamp), ...headers },
  })
}

function postTap({ app, fake }: Product, { at = fake.now(), secret = fake.clientSecret, payload = TAP } = {}) {
  const timestamp = String(at.getTime())
  const signature = cardSign(secret, timestamp)
  const headers = { 'x-ddpaas-signature-timestamp': timestamp, 'x-ddpaas-signature': signature }
  return app.inject({ method: 'POST', url: '/webhooks/dingtalk/card', payload, headers })
}

const TAP = JSON.stringify({
  ...{ type: 'actionCallback', outTrackId: 'case-1~1-0', userId: 'u1' },
  content: JSON.stringify({ cardPrivateData: { actionIds: ['1'], params: { action: 'claim' } } }),
})

describe('a message', () => {
  test('is kept, then answered so that nothing is shown', async () => {
    const product = await startProduct()
    const sent = await product.fake.send({ from: 'u1', text: '3号楼灯坏了' })
    expect(sent).toMatchObject({ acked: true, attempts: 1, statuses: [200] })
    expect(product.kept.get(sent.msgId)).toMatchObject({ conversation: 'u1', lane: 'normal' })
    expect((await post(product)).json()).toEqual({ msgtype: 'empty' })
    expect(product.fake.inboxOf('u1')).toEqual([])
  })

  test('of every kind reaches us', async () => {
    const { fake, kept } = await startProduct()
    fake.addGroup({ conversationId: 'cid1==', members: ['u1'] })
    const sent = await Promise.all([
      fake.send({ from: 'u1', group: 'cid1==', richText: ['堵塞', { picture: 'p' }] }),
      fake.send({ from: 'u1', audio: 'a', recognition: '路灯坏了' }),
      fake.send({ from: 'u1', file: 'f', name: 'a.pdf' }),
      fake.send({ from: 'o1', group: 'cid1==', text: '你好', outsider: true }),
      fake.send({ from: 'u1', text: 'x', overQuota: true }),
    ])
    expect(sent.map(({ acked }) => acked)).toEqual([true, true, true, true, true])
    expect(kept.size).toBe(5)
  })

  test('that cannot be kept is answered 503, and kept when it comes again', async () => {
    let failures = 1
    const keep: KeepDelivery = async () => {
      if (failures-- > 0) throw new Error('the database is away')
      return { inboxId: 1n, fresh: true }
    }
    const { fake, rejects } = await startProduct({ keep, fake: { redeliverAfterMs: 500 } })
    expect(await fake.send({ from: 'u1', text: 'x' })).toMatchObject({ acked: true, statuses: [503, 200] })
    expect(rejects).toEqual(['503 not_kept'])
  })

  test.each<[string, (product: Product) => ReturnType<typeof post>, string]>([
    ['signed by somebody else', (p) => post(p, { secret: 'guess' }), '403 bad_signature'],
    ['not signed', (p) => post(p, { headers: { sign: '', timestamp: '' } }), '403 bad_signature'],
    ['too old', (p) => post(p, { at: new Date(p.fake.now().getTime() - HOUR - 1_000) }), '403 stale'],
    ['of tomorrow', (p) => post(p, { at: new Date(p.fake.now().getTime() + HOUR + 60_000) }), '403 stale'],
    ['no JSON', (p) => post(p, { payload: 'hello' }), '400 malformed'],
    ['empty', (p) => post(p, { payload: '' }), '400 malformed'],
    ['an array', (p) => post(p, { payload: '[]' }), '400 malformed'],
    ['nested without end', (p) => post(p, { payload: '['.repeat(1e5) }), '400 malformed'],
    ['compressed', (p) => post(p, { headers: { 'content-encoding': 'gzip' } }), '415 other'],
    ['too large', (p) => post(p, { payload: 'x'.repeat(1_100_000) }), '413 too_large'],
  ])('that is %s is not taken', async (_, attempt, reject) => {
    const product = await startProduct()
    const response = await attempt(product)
    expect([`${response.statusCode}`, product.rejects]).toEqual([reject.slice(0, 3), [reject]])
    expect(product.kept.size).toBe(0)
  })

  test('said to be of any kind of content is taken', async () => {
    const product = await startProduct()
    for (const type of ['application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded']) {
      expect((await post(product, { headers: { 'content-type': type } })).statusCode).toBe(200)
    }
  })
})

describe('an event', () => {
  test('is kept, then answered with a sealed success', async () => {
    const { fake, kept } = await startProduct()
    expect(await fake.event('user_leave_org', { timeStamp: '1795349507000', userId: ['u1', 'u2'] })).toMatchObject({
      acked: true,
      attempts: 1,
    })
    expect([...kept.values()].map((d) => d.conversation)).toEqual(['sys:u1', 'sys:u2'])
  })

  test('that checks our address is answered, and not kept', async () => {
    const { fake, kept } = await startProduct()
    expect(await fake.event('check_url', {})).toMatchObject({ acked: true })
    expect(kept.size).toBe(0)
  })

  test('signed by somebody else is not taken', async () => {
    const { app, fake, kept, rejects } = await startProduct()
    const { signature, timestamp, nonce, encrypt } = sealEvent(
      { ...EVENT, token: 'guess', ownerKey: fake.clientId },
      '{}',
      fake.now(),
    )
    const url = `/webhooks/dingtalk?signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`
    expect((await app.inject({ method: 'POST', url, payload: { encrypt } })).statusCode).toBe(403)
    expect([rejects, kept.size]).toEqual([['403 bad_signature'], 0])
  })
})

describe('a tap', () => {
  test('is kept, then answered, and it is told that the answer went out', async () => {
    const product = await startProduct()
    const tapped = await product.fake.tap({ userId: 'u1', outTrackId: 'case-1~1-0', params: { action: 'claim' } })
    expect(tapped).toMatchObject({ response: { cardUpdateOptions: { updateCardDataByKey: true } } })
    expect([...product.kept.values()]).toMatchObject([{ conversation: 'u1', lane: 'fast' }])
    expect(product.told).toEqual([true])
  })

  test.each([
    ['the secret of the application', (fake: FakeDingtalk) => fake.clientSecret, 200],
    ['the secret that was registered', (fake: FakeDingtalk) => cardCallbackSecret(fake.config()), 200],
    ['another one', () => 'guess', 403],
  ])('may be signed by %s: %s', async (_, secretOf, status) => {
    const product = await startProduct()
    expect((await postTap(product, { secret: secretOf(product.fake) })).statusCode).toBe(status)
  })

  test('that is old or makes no sense is not taken', async () => {
    const product = await startProduct()
    expect((await postTap(product, { at: new Date(product.fake.now().getTime() - HOUR - 1_000) })).statusCode).toBe(403)
    expect((await postTap(product, { payload: '{}' })).statusCode).toBe(400)
    expect(product.rejects).toEqual(['403 stale', '400 malformed'])
  })
})
