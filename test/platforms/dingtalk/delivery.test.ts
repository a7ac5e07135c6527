import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type FakeDingtalk, startFakeDingtalk } from './fake-dingtalk.ts'
import { decryptEvent, encryptEvent, eventSign, robotSign } from './sealing.ts'
import { connectStream, openTicket } from './stream-client.ts'
import type { FakeDingtalkOptions } from './world.ts'

async function start(options: FakeDingtalkOptions = {}): Promise<FakeDingtalk> {
  const fake = await startFakeDingtalk({ redeliverAfterMs: 250, mostDeliveries: 3, ...options })
  onTestFinished(() => fake.close())
  fake.addGroup({ conversationId: 'cidA==', title: '3号楼责任区', members: ['u1'] })
  return fake
}

/** An endpoint of the product, and what it was sent. */
async function startWebhook(answer: (body: string) => { status: number; body: string }) {
  const seen: { headers: Record<string, unknown>; url: URL; body: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      seen.push({ headers: request.headers, url: new URL(request.url ?? '/', 'http://x'), body })
      const { status, body: answered } = answer(body)
      response.writeHead(status).end(answered)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/dingtalk` }
}

const unacked = (client: Awaited<ReturnType<typeof connectStream>>, times: number) => {
  let left = times
  client.answer = () => (left-- > 0 ? null : {})
}

describe('the gateway', () => {
  test('takes each ticket once, and none after 90 s', async () => {
    const fake = await start()
    const handshake = async ({ endpoint, ticket }: { endpoint: string; ticket: string }) => {
      const socket = new WebSocket(`${endpoint}?ticket=${ticket}`)
      return new Promise((resolve) => {
        socket.on('open', () => resolve('open'))
        socket.on('error', (error) => resolve(error.message))
      })
    }
    const ticket = await openTicket(fake)
    expect(await handshake(ticket)).toBe('open')
    expect(await handshake(ticket)).toContain('401')
    const late = await openTicket(fake)
    fake.advance(90_001)
    expect(await handshake(late)).toContain('401')
    fake.faults.refuseHandshakes(1)
    expect(await handshake(await openTicket(fake))).toContain('503')
    await expect(openTicket({ ...fake, clientSecret: 'x' })).rejects.toThrow('401')
    expect(fake.opens).toHaveLength(4)
    expect(fake.violations.badTickets).toBe(2)
  })

  test('gives each frame to one connection that subscribed it', async () => {
    const fake = await start({ redeliverAfterMs: 20_000 })
    const clients = [await connectStream(fake), await connectStream(fake)]
    const deaf = await connectStream(fake, [{ type: 'EVENT', topic: '*' }])
    for (let i = 0; i < 40; i++)
      expect(await fake.send({ from: 'u1', text: `${i}` })).toMatchObject({ acked: true, attempts: 1 })
    const [first, second] = clients.map(({ frames }) => frames.length)
    expect((first ?? 0) + (second ?? 0)).toBe(40)
    expect(first).toBeGreaterThan(0)
    expect(second).toBeGreaterThan(0)
    expect(deaf.frames).toEqual([])
  })

  test('delivers no more to a connection that it told to go, takes late acks from it, and closes it', async () => {
    const fake = await start({ leaveAfterMs: 300, redeliverAfterMs: 20_000 })
    const old = await connectStream(fake)
    old.answer = () => null
    const late = fake.send({ from: 'u1', text: '早' })
    await vi.waitFor(() => expect(old.frames).toHaveLength(1))
    fake.faults.goAway()
    const next = await connectStream(fake)
    const headers = { messageId: old.frames[0]?.headers.messageId, contentType: 'application/json' }
    old.socket.send(JSON.stringify({ code: 200, message: 'OK', headers, data: '{"response":null}' }))
    expect(await late).toMatchObject({ acked: true, attempts: 1 })
    expect(old.frames.at(-1)).toMatchObject({ type: 'SYSTEM', headers: { topic: 'disconnect' } })
    await fake.send({ from: 'u1', text: '晚' })
    expect(next.frames).toHaveLength(1)
    await old.closed
    await vi.waitFor(() => expect(fake.connections).toHaveLength(1))
  })

  test('is half-open while it is silent: no frames, no pongs', async () => {
    const fake = await start({ mostDeliveries: 1 })
    const client = await connectStream(fake)
    fake.faults.goSilent(500)
    let pongs = 0
    client.socket.on('pong', () => pongs++)
    client.socket.ping()
    expect(await fake.send({ from: 'u1', text: 'x' })).toMatchObject({ acked: false, statuses: [null] })
    expect([client.frames, pongs]).toEqual([[], 0])
    await vi.waitFor(() => expect(pongs).toBe(1))
    fake.faults.dropAll()
    await client.closed
    await vi.waitFor(() => expect(fake.connections).toEqual([]))
  })

  test('pings, and counts what is no ack', async () => {
    const fake = await start({ pingEveryMs: 200 })
    const client = await connectStream(fake)
    client.answer = ({ data }) => JSON.parse(data) as object
    client.socket.send('hello')
    client.socket.send('{"code":200,"headers":{"messageId":"nobody"},"data":"{}"}')
    await vi.waitFor(() => expect(client.frames).not.toEqual([]))
    expect(client.frames[0]).toMatchObject({
      type: 'SYSTEM',
      headers: { topic: 'ping' },
      data: expect.stringContaining('opaque'),
    })
    expect(fake.violations).toMatchObject({ malformedAcks: 1, strayAcks: 1, pingsUnanswered: 0 })
  })
})

describe('a message without an ack', () => {
  test.each([
    ['fire-and-forget', 1, 1, false],
    ['same messageId', 3, 1, true],
    ['new messageId', 3, 3, true],
  ] as const)('%s: comes %i times under %i ids', async (redelivery, times, ids, acked) => {
    const fake = await start({ redelivery })
    const client = await connectStream(fake)
    unacked(client, 2)
    expect(await fake.send({ from: 'u1', text: 'x' })).toMatchObject({ acked, attempts: times })
    expect(new Set(client.frames.map(({ headers }) => headers.messageId)).size).toBe(ids)
    expect(new Set(client.frames.map(({ data }) => (JSON.parse(data) as { msgId: string }).msgId)).size).toBe(1)
  })

  test('finds the connection that comes meanwhile', async () => {
    const fake = await start()
    const sent = fake.send({ from: 'u1', text: 'x' })
    await connectStream(fake)
    expect(await sent).toMatchObject({ acked: true, statuses: [null, 200] })
  })

  test('an event that is put off comes again, one that is taken does not', async () => {
    const fake = await start({ eventRetryPauseMs: 1 })
    const client = await connectStream(fake)
    client.answer = () => ({ status: 'SUCCESS', message: '' })
    expect(await fake.event('user_leave_org', { userId: ['u1'] })).toMatchObject({ acked: true, attempts: 1 })
    expect(client.frames[0]).toMatchObject({
      type: 'EVENT',
      headers: { eventType: 'user_leave_org', eventId: expect.any(String) },
    })
  })
})

describe('what does not reach the robot', () => {
  test('voices and files in groups, and what calls nobody; but they can be quoted', async () => {
    const fake = await start()
    const client = await connectStream(fake)
    const file = await fake.send({ from: 'u1', file: 'code', name: 'a.pdf', group: 'cidA==' })
    const aside = await fake.send({ from: 'u1', text: '吃了吗', group: 'cidA==', mention: false })
    expect([file.attempts, aside.attempts]).toEqual([0, 0])
    await fake.send({ from: 'u1', text: ' 登记这个', group: 'cidA==', quote: { message: file.msgId } })
    expect(JSON.parse(client.frames[0]?.data ?? '')).toMatchObject({
      conversationTitle: '3号楼责任区',
      text: { isReplyMsg: true, repliedMsg: { msgType: 'file', content: { downloadCode: 'code', fileName: 'a.pdf' } } },
      originalMsgId: file.msgId,
    })
  })

  test('the content of what is over the quota', async () => {
    const fake = await start({ inboundPerMonth: 1 })
    const client = await connectStream(fake)
    await fake.send({ from: 'u1', text: '一' })
    await fake.send({ from: 'u1', text: '二' })
    expect(JSON.parse(client.frames[1]?.data ?? '')).toMatchObject({ errorCode: 20001, senderStaffId: 'u1' })
    expect(client.frames[1]?.data).not.toContain('二')
  })

  test('the account of an outsider', async () => {
    const fake = await start()
    const client = await connectStream(fake)
    await fake.send({ from: 'stranger', text: ' 你好', group: 'cidA==', outsider: true })
    expect(JSON.parse(client.frames[0]?.data ?? '')).toMatchObject({
      senderStaffId: '',
      senderId: expect.stringMatching(/^\$:LWCP/),
    })
  })
})

describe('a tap', () => {
  test('is answered within its time, and the answer is the change of the card', async () => {
    const fake = await start({ cardTemplateId: 'tpl', tapWaitMs: 500 })
    const client = await connectStream(fake)
    const answer = { cardUpdateOptions: { updateCardDataByKey: true }, cardData: { cardParamMap: { status: 'done' } } }
    client.answer = () => ({ response: answer })
    expect(await fake.tap({ userId: 'u1', outTrackId: 'c1', actionId: 'ok', params: { v: '1' } })).toMatchObject({
      response: answer,
    })
    expect(JSON.parse(client.frames[0]?.data ?? '')).toMatchObject({
      outTrackId: 'c1',
      userId: 'u1',
      content: '{"cardPrivateData":{"actionIds":["ok"],"params":{"v":"1"}}}',
    })
    client.answer = () => null
    expect(await fake.tap({ userId: 'u1', outTrackId: 'c1' })).toBe('timeout')
  })
})

describe('over HTTP', () => {
  test('messages are signed, brought again while they are not answered 200, and may be answered in the body', async () => {
    const fake = await start()
    let failures = 1
    const { seen, url } = await startWebhook(() => {
      return failures-- > 0
        ? { status: 503, body: '' }
        : { status: 200, body: '{"msgtype":"text","text":{"content":"收到"}}' }
    })
    fake.connect(url)
    expect(await fake.send({ from: 'u1', text: '在吗' })).toMatchObject({
      acked: true,
      statuses: [503, 200],
      via: 'http',
    })
    const headers = seen[1]?.headers
    expect(headers?.sign).toBe(robotSign(fake.clientSecret, String(headers?.timestamp)))
    expect(fake.inboxOf('u1')).toMatchObject([{ text: '收到', via: 'session' }])
  })

  test('events are sealed, and have to be answered with a sealed success', async () => {
    const event = { token: 'tok', aesKey: '1234567890123456789012345678901234567890123' }
    const fake = await start({ event })
    const keys = { ...event, ownerKey: fake.clientId }
    const { seen, url } = await startWebhook(() => {
      return { status: 200, body: JSON.stringify({ encrypt: encryptEvent(keys, 'success') }) }
    })
    fake.connect(url)
    expect(await fake.event('chat_disband', { ChatId: 'x' })).toMatchObject({ acked: true, attempts: 1 })
    const { encrypt } = JSON.parse(seen[0]?.body ?? '') as { encrypt: string }
    const query = seen[0]?.url.searchParams
    const parts = [query?.get('timestamp') ?? '', query?.get('nonce') ?? '', encrypt]
    expect(query?.get('msg_signature')).toBe(eventSign(event.token, parts))
    expect(JSON.parse(decryptEvent(keys, encrypt))).toMatchObject({ EventType: 'chat_disband', ChatId: 'x' })
  })
})
