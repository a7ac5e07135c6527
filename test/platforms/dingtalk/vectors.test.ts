import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { startFakeDingtalk } from './fake-dingtalk.ts'
import { cardSign, decryptEvent, encryptEvent, eventSign, robotSign } from './sealing.ts'
import { connectStream, type ReceivedFrame } from './stream-client.ts'

interface Vectors {
  robotSign: { secret: string; timestamp: string; sign: string }
  customRobotSign: { secret: string; timestamp: string; signInAddress: string }
  cardSign: { apiSecret: string; timestamp: string; sign: string }
  event: Record<'token' | 'aesKey' | 'ownerKey' | 'timestamp' | 'nonce' | 'encrypt' | 'signature' | 'message', string>
}

interface Frames {
  down: Record<'robot' | 'card' | 'event' | 'ping' | 'disconnect', ReceivedFrame>
  up: Record<'robot' | 'card' | 'event' | 'ping', { data: string }>
}

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/dingtalk/${name}`, import.meta.url), 'utf8')) as T
}

const vectors = fixture<Vectors>('vectors.json')
const frames = fixture<Frames>('frames.json')

describe('the fake signs and seals as the documentation does', () => {
  test('messages, custom robots and cards', () => {
    const { robotSign: message, customRobotSign: custom, cardSign: card } = vectors
    expect(robotSign(message.secret, message.timestamp)).toBe(message.sign)
    expect(encodeURIComponent(robotSign(custom.secret, custom.timestamp))).toBe(custom.signInAddress)
    expect(cardSign(card.apiSecret, card.timestamp)).toBe(card.sign)
  })

  test('events', () => {
    const { token, timestamp, nonce, encrypt, signature, message, ...keys } = vectors.event
    expect(eventSign(token, [timestamp, nonce, encrypt])).toBe(signature)
    expect(decryptEvent({ token, ...keys }, encrypt)).toBe(message)
    const random = Buffer.from('0123456789abcdef')
    expect(decryptEvent({ token, ...keys }, encryptEvent({ token, ...keys }, '灯坏了', random))).toBe('灯坏了')
  })
})

describe('the fake sends frames like those of the wire', () => {
  test('with the same members, all headers strings, and data a string', async () => {
    const fake = await startFakeDingtalk({ cardTemplateId: 'tpl', pingEveryMs: 50, leaveAfterMs: 1_000 })
    onTestFinished(() => fake.close())
    fake.addGroup({ conversationId: 'cidGRP01==', title: '3号楼责任区', members: ['u1'] })
    const client = await connectStream(fake)
    client.answer = ({ headers, data }) => {
      const name = (['robot', 'card', 'event'] as const).find((n) => frames.down[n].headers.topic === headers.topic)
      return JSON.parse(name === undefined ? data : frames.up[name].data) as object
    }
    expect(await fake.send({ from: 'u1', text: ' 电梯停了', group: 'cidGRP01==' })).toMatchObject({ acked: true })
    const left = { timeStamp: '1769851697000', userId: ['u1'] }
    expect(await fake.event('user_leave_org', left)).toMatchObject({ acked: true, attempts: 1 })
    const tap = { userId: 'u1', outTrackId: 'inc-42-v1', actionId: 'accept', params: { action: 'accept', v: '1' } }
    expect(await fake.tap(tap)).toMatchObject({ response: { cardData: { cardParamMap: {} } } })
    const topics = () => client.frames.map(({ headers }) => headers.topic)
    await vi.waitFor(() => expect(topics()).toContain('ping'))
    fake.faults.goAway()
    await vi.waitFor(() => expect(topics()).toContain('disconnect'))
    expect(fake.violations).toMatchObject({ malformedAcks: 0, strayAcks: 0 })
    for (const [name, expected] of Object.entries(frames.down)) {
      const got = client.frames.find(({ headers }) => headers.topic === expected.headers.topic)
      expect(got, name).toBeDefined()
      expect(got?.type, name).toBe(expected.type)
      expect(Object.keys(got?.headers ?? {})).toEqual(expect.arrayContaining(Object.keys(expected.headers)))
      expect(Object.values(got?.headers ?? {}).every((value) => typeof value === 'string')).toBe(true)
      expect(typeof got?.data).toBe('string')
      const members = Object.keys(JSON.parse(expected.data) as object)
      expect(Object.keys(JSON.parse(got?.data ?? '') as object)).toEqual(expect.arrayContaining(members))
    }
  })
})
