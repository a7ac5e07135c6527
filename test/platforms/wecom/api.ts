import { type Answer, failed, ok } from './answers.ts'
import type { StoredMedia } from './media.ts'
import type { Scope } from './tokens.ts'
import type { World } from './world.ts'

export interface Call {
  /** Below `/cgi-bin/`. */
  api: string
  query: URLSearchParams
  contentType: string
  body: Buffer
  /** The caller's address. */
  from: string
}

export type Reply = Answer | { file: StoredMedia }

/** The server side of the fake platform: what each API answers. */
export function answerCall(world: World, call: Call): Reply {
  const { tokens, faults, counters, clock } = world
  // Pictures lie on a server of their own, open to everybody who has the address.
  if (call.api.startsWith('/wwpic/')) return world.ways.picture(call.api)
  if (faults.blockedUntilMs > clock.nowMs()) {
    counters.callsWhileBlocked += 1
    return failed(45009, 'api freq out of limit')
  }
  const tooOften = world.frequency.admit(call.api) ?? (call.api === 'gettoken' ? world.frequency.admitToken() : null)
  if (tooOften !== null) {
    counters.tooOften += 1
    return tooOften
  }
  // Calls work only from addresses that the company named [W].
  if (world.trustedAddresses?.has(call.from) === false) return failed(60020, 'not allow to access from your ip')
  if (call.api === 'gettoken') return getToken(world, call)
  const opened = tokens.check(call.query.get('access_token'))
  if (typeof opened !== 'string') return opened
  return answerAuthorised(world, call, opened)
}

function getToken({ tokens, frequency }: World, { query }: Call): Reply {
  const answer = tokens.get(query.get('corpid'), query.get('corpsecret'))
  if (answer.errcode !== 0) frequency.noteFailedToken()
  return answer
}

function answerAuthorised(world: World, call: Call, scope: Scope): Reply {
  // A secret of customer contact opens the calls of customer contact alone [D 96348].
  if (scope === 'contact' && !call.api.startsWith('externalcontact/')) return failed(48002, 'api forbidden')
  // 微信客服 has a secret of its own, which opens its calls and media alone.
  if ((scope === 'kf') !== call.api.startsWith('kf/') && !call.api.startsWith('media/')) {
    return failed(scope === 'kf' ? 48002 : 48007, 'api forbidden')
  }
  switch (call.api) {
    case 'kf/servicer/list':
      return world.kf.servicerList(call.query.get('open_kfid'))
    case 'media/get':
      return getMedia(world, call.query.get('media_id') ?? '')
    case 'media/upload':
      return world.media.upload(call.query.get('type') ?? '', call.contentType, call.body)
    case 'user/get':
      return getUser(world, call.query.get('userid') ?? '')
    case 'department/list':
      return world.contacts.listDepartments()
    case 'user/list':
    case 'user/simplelist':
      return world.contacts.listMembers(Number(call.query.get('department_id')), call.api === 'user/list')
    default:
      return answerJsonCall(world, call)
  }
}

function answerJsonCall({ messages, welcomes, kf, ways }: World, { api, body }: Call): Reply {
  const raw = body.toString('utf8')
  // The platform wants characters as they are, not as escapes [W].
  if (/[^\\](?:\\\\)*\\u[0-9a-f]{4}/i.test(raw)) return failed(40033, 'invalid request character')
  const json = parseObject(raw)
  if (json === null) return failed(40058, 'Warning: wrong json format.')
  switch (api) {
    case 'message/send':
      return messages.send(raw, json)
    case 'message/update_template_card':
      return messages.update(json)
    case 'message/recall':
      return messages.recall(json)
    case 'externalcontact/send_welcome_msg':
      return welcomes.send(json)
    default:
      if (api.startsWith('kf/')) return kf.answer(api.slice('kf/'.length), json)
      if (api.startsWith('externalcontact/')) return ways.answer(api.slice('externalcontact/'.length), json)
      return failed(48002, 'api forbidden')
  }
}

/** A file as it was sent, or JSON that says what is wrong, both with status 200 [T]. */
function getMedia({ media }: World, mediaId: string): Reply {
  const file = media.get(mediaId)
  return file === null ? failed(40007, 'invalid media_id') : { file }
}

/** New applications see no avatar, gender, mobile, mail or address of a member [D]. */
function getUser({ contacts, names, visible }: World, userId: string): Answer {
  const account = userId.toLowerCase()
  const listed = contacts.getMember(userId)
  if (listed !== null) return listed
  if (visible !== null && !visible.has(account)) return failed(60111, 'userid not found')
  const name = names[account] ?? names[userId]
  return name === undefined
    ? failed(60111, 'userid not found')
    : ok({ userid: account, name, department: [1], status: 1 })
}

function parseObject(raw: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(raw)
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : null
  } catch {
    return null
  }
}
