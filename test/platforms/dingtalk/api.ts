import { type Call, ok, oldRefused, type Reply, refused } from './answers.ts'
import { getByUnionId, getJoinLink, getUser, listDepartments, listUsers } from './contacts.ts'
import { EFFECTS } from './faults.ts'
import type { World } from './world.ts'

type Handler = (world: World, call: Call, deliverFailure: string | null) => Reply

/** Needs no token, and counts for no quota. */
const OPEN: Readonly<Record<string, Handler>> = {
  'POST /v1.0/gateway/connections/open': ({ gateway }, call) => gateway.open(call),
  'POST /v1.0/oauth2/accessToken': ({ tokens }, call) => tokens.byAppKey(call),
  'GET /gettoken': ({ tokens }, call) => tokens.byQuery(call),
  'POST /robot/send': ({ notices }, call) => notices.sendByCustomRobot(call),
  'POST /robot/sendBySession': ({ sessions }, call) => sessions.send(call),
}

/** Free of the monthly quota [KB 1432]. */
const CONTACTS: Readonly<Record<string, Handler>> = {
  'POST /topapi/v2/user/get': ({ people }, call) => getUser(people, call),
  'POST /topapi/user/getbyunionid': ({ people }, call) => getByUnionId(people, call),
  'POST /topapi/v2/department/listsub': ({ people }, call) => listDepartments(people, call),
  'POST /topapi/v2/user/list': ({ people }, call) => listUsers(people, call),
}

const BILLED: Readonly<Record<string, Handler>> = {
  'POST /v1.0/robot/oToMessages/batchSend': ({ robot }, call) => robot.batchSend(call),
  'POST /v1.0/robot/groupMessages/send': ({ robot }, call) => robot.groupSend(call),
  // Spelt with a small t by the platform [KB 0723].
  'POST /v1.0/robot/otoMessages/batchRecall': ({ robot }, call) => robot.recall(call),
  'GET /v1.0/robot/oToMessages/readStatus': ({ robot }, call) => robot.readStatus(call),
  'POST /v1.0/robot/groupMessages/recall': ({ robot }, call) => robot.recall(call),
  'POST /v1.0/robot/messageFiles/download': ({ media }, call) => media.locate(call),
  'POST /v1.0/card/instances/createAndDeliver': ({ cards }, call, failure) => cards.createAndDeliver(call, failure),
  'POST /v1.0/card/instances': ({ cards }, call) => cards.create(call),
  'POST /v1.0/card/instances/deliver': ({ cards }, call, failure) => cards.deliver(call, failure),
  'PUT /v1.0/card/instances': ({ cards }, call) => cards.update(call),
  'POST /v1.0/card/callbacks/register': ({ cards }, call) => cards.register(call),
  'POST /topapi/message/corpconversation/asyncsend_v2': ({ notices }, call) => notices.sendWorkNotice(call),
  'POST /topapi/chat/qrcode/get': ({ people }, call) => getJoinLink(people, call),
  'POST /media/upload': ({ media }, call) => media.upload(call),
}

/** The one call with an id in its path [KB 0745]. */
const CONVERT = /^POST \/v1\.0\/im\/chat\/([^/]+)\/convertToOpenConversationId$/

const CORP_TOKEN = /^POST \/v1\.0\/oauth2\/[^/]+\/token$/

/** The server side of the fake platform: what each API answers. */
export function answerCall(world: World, call: Call, deliverFailure: string | null): Reply {
  const name = `${call.method} ${call.path}`
  if (call.path.startsWith('/oss/')) return world.media.fetch(call)
  if (CORP_TOKEN.test(name)) return world.tokens.byCorp(call)
  const open = OPEN[name]
  if (open) return open(world, call, deliverFailure)
  const family = call.path.startsWith('/v1.0/') ? 'new' : 'old'
  const billed = CONVERT.test(name) ? convertChatId : BILLED[name]
  const handler = CONTACTS[name] ?? billed
  if (handler === undefined) return unknownCall(family)
  const refusal = tokenFault(world, call, family) ?? (handler === billed ? world.quotas.admitCall(family) : null)
  return refusal ?? handler(world, call, deliverFailure)
}

/** [KB 0745] */
function convertChatId({ people }: World, { method, path }: Call): Reply {
  const chatId = decodeURIComponent(CONVERT.exec(`${method} ${path}`)?.[1] ?? '')
  const group = people.groupByChatId(chatId)
  return group === null ? refused(400, 'invalid.chatId') : ok({ openConversationId: group.conversationId })
}

/** The new family has the token in a header and refuses with 400, not 401 [KB 0013; ISS satori#240]; the old one in the query. */
function tokenFault({ tokens }: World, { headers, query }: Call, family: 'new' | 'old'): Reply | null {
  if (family === 'old')
    return tokens.opens(query.get('access_token')) ? null : oldRefused(40014, '不合法的access_token')
  const { status, code, message } = EFFECTS.tokenInvalid
  return tokens.opens(headers['x-acs-dingtalk-access-token']) ? null : refused(status, code, message)
}

/** Words not verified. */
function unknownCall(family: 'new' | 'old'): Reply {
  if (family === 'old') return oldRefused(22, '不合法的接口')
  return refused(404, 'InvalidAction.NotFound', 'Specified api is not found, please check your url and method.')
}
