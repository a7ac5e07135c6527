import { onTestFinished } from 'vitest'
import { startFakeDingtalk } from './fake-dingtalk.ts'
import type { FakeDingtalkOptions } from './world.ts'

export type Json = Record<string, unknown>

/** The fake, and a client that sends exactly what it is told to. */
export async function startApi(options: FakeDingtalkOptions = {}) {
  const fake = await startFakeDingtalk({ redelivery: 'fire-and-forget', redeliverAfterMs: 30, ...options })
  onTestFinished(() => fake.close())
  for (const userId of ['u1', 'u2']) fake.addUser({ userId })
  fake.addGroup({ conversationId: 'cidA==', members: ['u1', 'u2'] })
  const call = async (method: string, path: string, body: Json, headers: Record<string, string> = {}) => {
    const url = path.startsWith('http') ? path : fake.url + path
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: response.status, json: (await response.json()) as Json }
  }
  const getToken = async () => {
    const keys = { appKey: fake.clientId, appSecret: fake.clientSecret }
    return String((await call('POST', '/v1.0/oauth2/accessToken', keys)).json.accessToken)
  }
  let token = await getToken()
  const api = (path: string, body: Json, method = 'POST') =>
    call(method, path, body, { 'x-acs-dingtalk-access-token': token })
  const renew = async () => {
    token = await getToken()
  }
  const batch = (userIds: readonly string[], changes: Json = {}) =>
    api('/v1.0/robot/oToMessages/batchSend', {
      robotCode: fake.robotCode,
      userIds,
      msgKey: 'sampleMarkdown',
      msgParam: JSON.stringify({ title: '提醒', text: '#### 巡查' }),
      ...changes,
    })
  const group = (changes: Json = {}) =>
    api('/v1.0/robot/groupMessages/send', {
      robotCode: fake.robotCode,
      openConversationId: 'cidA==',
      msgKey: 'sampleText',
      msgParam: '{"content":"收到"}',
      ...changes,
    })
  return { fake, call, api, batch, group, getToken, renew, token: () => token }
}

/** A card that is well made. */
export const CARD = {
  cardTemplateId: 'tpl.schema',
  outTrackId: 'case-1',
  callbackType: 'STREAM',
  cardData: { cardParamMap: { title: '3号楼灯坏', status: 'open' } },
  openSpaceId: 'dtv1.card//IM_ROBOT.u1',
  imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: 'dingfakeapp000001' },
}
