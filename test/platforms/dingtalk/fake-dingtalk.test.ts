import { describe, expect, test } from 'vitest'
import { CARD, type Json, startApi } from './api-client.ts'

describe('tokens', () => {
  test('one is renewed with the same value while it lives, and another comes after it', async () => {
    const { fake, getToken, token, batch } = await startApi({ tokenLifeMs: 7_200_000 })
    expect(await getToken()).toBe(token())
    fake.advance(7_200_001)
    expect(await batch(['u1'])).toMatchObject({ status: 400, json: { code: 'InvalidAuthentication' } })
    expect(await getToken()).not.toBe(token())
  })

  test('one that is revoked opens nothing', async () => {
    const { fake, batch, renew } = await startApi()
    expect((await batch(['u1'])).status).toBe(200)
    fake.revokeTokens()
    expect((await batch(['u1'])).status).toBe(400)
    await renew()
    expect((await batch(['u1'])).status).toBe(200)
    expect(fake.counters).toMatchObject({ tokensIssued: 2, personSends: 2 })
  })

  test('wrong keys and bodies that are no JSON are refused', async () => {
    const { fake, call } = await startApi()
    const wrong = { appKey: fake.clientId, appSecret: 'x' }
    expect(await call('POST', '/v1.0/oauth2/accessToken', wrong)).toMatchObject({
      status: 400,
      json: { code: 'invalidClientIdOrSecret' },
    })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await call('POST', '/v1.0/oauth2/accessToken', wrong, form)).toMatchObject({ json: { code: 'Missingbody' } })
  })
})

describe('messages to people', () => {
  test('200 does not mean that everybody has it', async () => {
    const { fake, batch } = await startApi()
    fake.throttle(['u2'], 60_000)
    const { json } = await batch(['u1', 'u2', 'gone', 'U1'])
    expect(json).toMatchObject({ invalidStaffIdList: ['gone', 'U1'], flowControlledStaffIdList: ['u2'] })
    expect(fake.inboxOf('u1')).toMatchObject([
      { kind: 'markdown', via: 'batchSend', text: '提醒\n#### 巡查', messageId: json.processQueryKey },
    ])
    expect(fake.inboxOf('u2')).toEqual([])
    fake.advance(60_001)
    expect((await batch(['u2'])).json.flowControlledStaffIdList).toEqual([])
  })

  test.each<[string, Json, string]>([
    ['nobody', { userIds: [] }, 'invalidParameter.userIds.empty'],
    [
      'twenty-one people',
      { userIds: Array.from({ length: 21 }, (_, i) => `u${i}`) },
      'invalidParameter.userIds.overMax',
    ],
    ['another robot', { robotCode: 'ding2' }, 'invalidParameter.robotCode.notExsit'],
    ['an unknown msgKey', { msgKey: 'sampleSong' }, 'invalidParameter.msgKey.invalid'],
    ['msgParam as an object', { msgParam: { title: 'a', text: 'b' } }, 'invalidParameter.msgParam.invalid'],
    ['a missing key', { msgParam: '{"title":"a"}' }, 'invalidParameter.msgParam.invalid'],
    [
      'too much',
      { msgParam: JSON.stringify({ title: 'a', text: '灯'.repeat(6000) }) },
      'invalidParameter.msgParam.tooLong',
    ],
  ])('%s is refused', async (_, changes, code) => {
    const { batch } = await startApi()
    expect(await batch(['u1'], changes)).toMatchObject({ status: 400, json: { code, requestid: expect.any(String) } })
  })

  test('a group has it once, and only while it is there', async () => {
    const { fake, group } = await startApi()
    expect((await group()).status).toBe(200)
    expect(fake.groupInboxOf('cidA==')).toMatchObject([{ kind: 'text', via: 'group', text: '收到' }])
    fake.disband('cidA==')
    expect(await group()).toMatchObject({ status: 400, json: { code: 'invalid.openConversationId' } })
  })
})

describe('session webhooks', () => {
  test('post into the chat they came from until they end', async () => {
    const { fake, call } = await startApi()
    const single = await fake.send({ from: 'u1', text: '在吗' })
    const grouped = await fake.send({ from: 'u1', text: '在吗', group: 'cidA==' })
    const reply = { msgtype: 'text', text: { content: '@u1 收到' }, at: { atUserIds: ['u1'] } }
    expect(await call('POST', single.sessionWebhook, reply)).toMatchObject({ status: 200, json: { errcode: 0 } })
    await call('POST', grouped.sessionWebhook, reply)
    expect(fake.inboxOf('u1')).toMatchObject([{ kind: 'text', via: 'session', text: '@u1 收到', mentions: ['u1'] }])
    expect(fake.groupInboxOf('cidA==')).toHaveLength(1)
    fake.advance(90 * 60_000)
    expect(await call('POST', single.sessionWebhook, reply)).toMatchObject({ status: 200, json: { errcode: 300001 } })
    expect(await call('POST', '/robot/sendBySession?session=x', reply)).toMatchObject({ json: { errcode: 300001 } })
  })

  test('take no pictures, and nothing without a kind', async () => {
    const { fake, call } = await startApi()
    const { sessionWebhook } = await fake.send({ from: 'u1', text: 'x' })
    for (const body of [{ text: { content: 'x' } }, { msgtype: 'image', image: { photoURL: 'x' } }]) {
      expect((await call('POST', sessionWebhook, body)).json.errcode).toBe(400105)
    }
    expect((await call('POST', sessionWebhook, { msgtype: 'text', text: {} })).json.errcode).toBe(40035)
  })
})

describe('cards', () => {
  test("keep what is everybody's and what is one person's, and are overwritten unless told to go by key", async () => {
    const { fake, api } = await startApi({ cardTemplateId: 'tpl.schema' })
    const { json } = await api('/v1.0/card/instances/createAndDeliver', CARD)
    expect(json).toMatchObject({ success: true, result: { deliverResults: [{ spaceId: 'u1', success: true }] } })
    const byKey = { updateCardDataByKey: true, updatePrivateDataByKey: true }
    const privateData = { u1: { cardParamMap: { mine: 'yes' } } }
    await api(
      '/v1.0/card/instances',
      { outTrackId: 'case-1', cardData: { cardParamMap: { status: 'done' } }, privateData, cardUpdateOptions: byKey },
      'PUT',
    )
    expect(fake.inboxOf('u1')[0]?.content).toEqual({ title: '3号楼灯坏', status: 'done', mine: 'yes' })
    await api('/v1.0/card/instances', { outTrackId: 'case-1', cardData: { cardParamMap: { status: 'x' } } }, 'PUT')
    expect(fake.cards.get('case-1')).toMatchObject({
      data: { status: 'x' },
      updates: 2,
      spaces: [{ type: 'IM_ROBOT', id: 'u1' }],
    })
  })

  test.each<[string, Json, string]>([
    ['an unknown template', { cardTemplateId: 'other' }, 'param.templateNotExist'],
    ['no space', { openSpaceId: '' }, 'param.openSpaceIdEmpty'],
    ['a space of no kind', { openSpaceId: 'dtv1.card//SKY.u1' }, 'param.openSpaceIdInvalid'],
    ['no deliver model', { imRobotOpenDeliverModel: undefined }, 'param.openDeliverModelEmpty'],
    ['values that are no strings', { cardData: { cardParamMap: { n: 3 } } }, 'param.cardDataInvalid'],
  ])('%s is refused', async (_, changes, code) => {
    const { api } = await startApi({ cardTemplateId: 'tpl.schema' })
    expect(await api('/v1.0/card/instances/createAndDeliver', { ...CARD, ...changes })).toMatchObject({
      status: 400,
      json: { code },
    })
  })

  test('one track id makes one card, and somebody unknown is told per space', async () => {
    const { api } = await startApi({ cardTemplateId: 'tpl.schema' })
    await api('/v1.0/card/instances/createAndDeliver', CARD)
    expect((await api('/v1.0/card/instances/createAndDeliver', CARD)).json.code).toBe('param.cardAlreadyExist')
    const other = { ...CARD, outTrackId: 'case-2', openSpaceId: 'dtv1.card//IM_ROBOT.gone' }
    expect((await api('/v1.0/card/instances/createAndDeliver', other)).json).toMatchObject({
      success: true,
      result: { deliverResults: [{ spaceId: 'gone', success: false }] },
    })
  })
})

describe('files', () => {
  test('of a member come by a code, for the robot that got it, from an address that ends', async () => {
    const { fake, api } = await startApi()
    const downloadCode = fake.addMedia({ bytes: Buffer.from('jpeg'), contentType: 'image/jpeg', name: 'a.jpg' })
    const download = (robotCode: string) => api('/v1.0/robot/messageFiles/download', { downloadCode, robotCode })
    expect((await download('other')).json.code).toBe('invalidParameter.robotCode.auth')
    const { downloadUrl } = (await download(fake.robotCode)).json
    expect(await (await fetch(String(downloadUrl))).text()).toBe('jpeg')
    fake.advance(600_001)
    expect((await fetch(String(downloadUrl))).status).toBe(403)
  })

  test('of the robot are uploaded as a form', async () => {
    const { fake, token } = await startApi()
    const form = new FormData()
    form.set('type', 'image')
    form.set('media', new Blob(['png']), 'a.png')
    const response = await fetch(`${fake.url}/media/upload?access_token=${token()}`, { method: 'POST', body: form })
    const { media_id } = (await response.json()) as Json
    expect(fake.uploaded(String(media_id))?.bytes.toString()).toBe('png')
  })
})
