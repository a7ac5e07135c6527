/** The fake DingTalk through the eyes of clients that others wrote: what they take for DingTalk is near enough to it. */
import { createRequire } from 'node:module'
import { Config } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'
import DingTalkEncryptor from 'dingtalk-encrypt'
import { DWClient, type DWClientDownStream, EventAck, TOPIC_CARD, TOPIC_ROBOT } from 'dingtalk-stream'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type FakeDingtalk, startFakeDingtalk } from './dingtalk/fake-dingtalk.ts'
import { EFFECTS } from './dingtalk/faults.ts'
import { decryptEvent, encryptEvent, sealEvent } from './dingtalk/sealing.ts'
import { openTicket } from './dingtalk/stream-client.ts'
import type { FakeDingtalkOptions } from './dingtalk/world.ts'

// CommonJS, whose default export tests and types would see differently through `import`.
const require = createRequire(import.meta.url)
const oauthModule = require('@alicloud/dingtalk/dist/oauth2_1_0/client.js') as OauthModule
const robotModule = require('@alicloud/dingtalk/dist/robot_1_0/client.js') as RobotModule
const cardModule = require('@alicloud/dingtalk/dist/card_1_0/client.js') as CardModule
type OauthModule = typeof import('@alicloud/dingtalk/dist/oauth2_1_0/client.js', { with: {
  'resolution-mode': 'require',
}})
type RobotModule = typeof import('@alicloud/dingtalk/dist/robot_1_0/client.js', { with: {
  'resolution-mode': 'require',
}})
type CardModule = typeof import('@alicloud/dingtalk/dist/card_1_0/client.js', { with: { 'resolution-mode': 'require' }})

async function start(options: FakeDingtalkOptions = {}): Promise<FakeDingtalk> {
  const fake = await startFakeDingtalk({ cardTemplateId: 'tpl.schema', redeliverAfterMs: 5_000, ...options })
  onTestFinished(() => fake.close())
  for (const userId of ['u1', 'u2']) fake.addUser({ userId })
  return fake
}

/** Alibaba's client of the API, pointed at the fake. */
async function startAlibaba(options: FakeDingtalkOptions = {}) {
  const fake = await start(options)
  const config = () => new Config({ protocol: 'http', regionId: 'central', endpoint: new URL(fake.url).host })
  const { GetAccessTokenRequest, default: OauthClient } = oauthModule
  const { BatchSendOTOHeaders, BatchSendOTORequest, default: RobotClient } = robotModule
  const { CreateAndDeliverHeaders, CreateAndDeliverRequest, default: CardClient } = cardModule
  const asked = new GetAccessTokenRequest({ appKey: fake.clientId, appSecret: fake.clientSecret })
  const { body } = await new OauthClient(config()).getAccessToken(asked)
  const xAcsDingtalkAccessToken = body?.accessToken
  const runtime = new RuntimeOptions({ autoretry: false })
  const batch = async (userIds: string[]) => {
    const msgParam = JSON.stringify({ content: '巡查' })
    const request = new BatchSendOTORequest({ robotCode: fake.robotCode, userIds, msgKey: 'sampleText', msgParam })
    const headers = new BatchSendOTOHeaders({ xAcsDingtalkAccessToken })
    return (await new RobotClient(config()).batchSendOTOWithOptions(request, headers, runtime)).body
  }
  const deliver = async (card: Record<string, unknown>) => {
    const headers = new CreateAndDeliverHeaders({ xAcsDingtalkAccessToken })
    const request = new CreateAndDeliverRequest(card)
    return (await new CardClient(config()).createAndDeliverWithOptions(request, headers, runtime)).body
  }
  return { fake, batch, deliver, life: body?.expireIn }
}

describe('@alicloud/dingtalk', () => {
  test('gets a token and sends to people', async () => {
    const { fake, batch, life } = await startAlibaba()
    expect(life).toBe(7200)
    expect(await batch(['u1', 'gone'])).toMatchObject({
      processQueryKey: fake.inboxOf('u1')[0]?.messageId,
      invalidStaffIdList: ['gone'],
      flowControlledStaffIdList: [],
    })
  })

  test('delivers a card', async () => {
    const { fake, deliver } = await startAlibaba()
    const { CreateAndDeliverRequestCardData, CreateAndDeliverRequestImRobotOpenDeliverModel } = cardModule
    const body = await deliver({
      cardTemplateId: 'tpl.schema',
      outTrackId: 'c1',
      callbackType: 'STREAM',
      cardData: new CreateAndDeliverRequestCardData({ cardParamMap: { title: '灯坏' } }),
      openSpaceId: 'dtv1.card//im_robot.u1;',
      imRobotOpenDeliverModel: new CreateAndDeliverRequestImRobotOpenDeliverModel({
        spaceType: 'IM_ROBOT',
        robotCode: fake.robotCode,
      }),
    })
    expect(body?.success).toBe(true)
    expect(body?.result?.deliverResults?.[0]).toMatchObject({ spaceType: 'IM_ROBOT', spaceId: 'u1', success: true })
    expect(fake.inboxOf('u1')).toMatchObject([{ kind: 'card', outTrackId: 'c1', content: { title: '灯坏' } }])
  })

  test('reads both envelopes of errors', async () => {
    const { fake, batch } = await startAlibaba()
    fake.revokeTokens()
    await expect(batch(['u1'])).rejects.toMatchObject({ code: 'InvalidAuthentication' })
    fake.faults.add({ api: 'batchSend', effect: EFFECTS.scopeMissing })
    await expect(batch(['u1'])).rejects.toMatchObject({ code: EFFECTS.scopeMissing.code })
  })
})

/** The official client of the stream; where it connects to is fixed in it, so that step alone is ours. */
class StreamPeer extends DWClient {
  readonly #fake: FakeDingtalk

  constructor(fake: FakeDingtalk) {
    super({ clientId: fake.clientId, clientSecret: fake.clientSecret })
    this.#fake = fake
  }

  override async getEndpoint(): Promise<this> {
    const { endpoint, ticket } = await openTicket(this.#fake, this.getConfig().subscriptions)
    return Object.assign(this, { dw_url: `${endpoint}?ticket=${ticket}` })
  }
}

async function startStream(options: FakeDingtalkOptions = {}) {
  for (const method of ['info', 'warn'] as const) vi.spyOn(console, method).mockReturnValue(undefined)
  const fake = await start(options)
  const client = new StreamPeer(fake)
  onTestFinished(() => client.disconnect())
  const got: DWClientDownStream[] = []
  client.registerCallbackListener(TOPIC_ROBOT, (frame) => {
    got.push(frame)
    client.socketCallBackResponse(frame.headers.messageId, null)
  })
  client.registerCallbackListener(TOPIC_CARD, (frame) => {
    got.push(frame)
    const answer = {
      cardUpdateOptions: { updateCardDataByKey: true },
      cardData: { cardParamMap: { status: '已处理' } },
    }
    client.socketCallBackResponse(frame.headers.messageId, answer)
  })
  return { fake, client, got }
}

describe('dingtalk-stream', () => {
  test('gets messages and acks them', async () => {
    const { fake, client, got } = await startStream()
    await client.connect()
    expect(await fake.send({ from: 'u1', text: '3号楼灯坏了' })).toMatchObject({ acked: true, attempts: 1 })
    expect(JSON.parse(got[0]?.data ?? '')).toMatchObject({ senderStaffId: 'u1', text: { content: '3号楼灯坏了' } })
    expect(fake.violations).toMatchObject({ malformedAcks: 0, strayAcks: 0 })
  })

  test('gets events and says that it has them', async () => {
    const { fake, client } = await startStream({ eventRetryPauseMs: 1 })
    let asked = 0
    client.registerAllEventListener(() => {
      asked += 1
      return { status: asked === 1 ? EventAck.LATER : EventAck.SUCCESS }
    })
    await client.connect()
    expect(await fake.event('user_add_org', { userId: ['u9'] })).toMatchObject({ acked: true, attempts: 2 })
  })

  test('answers taps, and the answer changes the card', async () => {
    const { fake, client, got } = await startStream()
    await client.connect()
    const outcome = await fake.tap({ userId: 'u1', outTrackId: 'c1', actionId: 'done' })
    expect(outcome).toMatchObject({ response: { cardData: { cardParamMap: { status: '已处理' } } } })
    expect(JSON.parse(got[0]?.data ?? '')).toMatchObject({ type: 'actionCallback', outTrackId: 'c1' })
  })

  test('sends pings back', async () => {
    const { fake, client } = await startStream({ pingEveryMs: 100 })
    const pings = vi.spyOn(client, 'onSystem')
    await client.connect()
    await vi.waitFor(() => expect(pings.mock.calls.length).toBeGreaterThan(2))
    expect(fake.violations).toMatchObject({ pingsUnanswered: 0, malformedAcks: 0 })
  })

  test('is told to go, waits until it is closed, and comes again', async () => {
    const { fake, client } = await startStream({ leaveAfterMs: 100 })
    await client.connect()
    const [before] = fake.connections
    fake.faults.goAway()
    await vi.waitFor(() => expect(fake.connections[0]?.id).not.toBe(before?.id), 3_000)
    await vi.waitFor(() => expect(fake.connections).toMatchObject([{ leaving: false }]), 3_000)
    expect(fake.opens).toHaveLength(2)
  })
})

describe('dingtalk-encrypt', () => {
  const keys = {
    token: 'fakeEventToken',
    aesKey: '1234567890123456789012345678901234567890123',
    ownerKey: 'dingfakeapp000001',
  }
  const peer = () => new DingTalkEncryptor(keys.token, keys.aesKey, keys.ownerKey)

  test('opens what the fake seals', () => {
    const { signature, timestamp, nonce, encrypt } = sealEvent(keys, '{"EventType":"check_url"}', new Date())
    expect(peer().getDecryptMsg(signature, timestamp, nonce, encrypt)).toBe('{"EventType":"check_url"}')
    expect(() => peer().getDecryptMsg('0'.repeat(40), timestamp, nonce, encrypt)).toThrow()
  })

  test('seals what the fake opens', () => {
    const { encrypt } = peer().getEncryptedMap('success', '1614767836', 'A7Co0cJLMzIDtMMI')
    expect(decryptEvent(keys, encrypt)).toBe('success')
    expect(peer().decrypt(encryptEvent(keys, 'success'))).toBe('success')
  })
})
