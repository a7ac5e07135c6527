import { CallbackRefused } from '../refused.ts'
import { readXml, textOf, type XmlElement } from './xml.ts'

const INNER_LIMITS = { maxDepth: 6, maxElements: 2_000, maxEntities: 4_096 }
const LONGEST_TYPE = 128
const ACCOUNT = /^[^\p{C}]{1,128}$/u

/** What every decrypted callback says, whatever kind it is. */
export interface InnerHead {
  toUser: string
  fromUser: string
  sentAt: Date
  /** In lower case. */
  messageType: string
}

/**
 * The decrypted body as a tree. XML, or JSON where the application was set to JSON callbacks.
 *
 * @throws CallbackRefused `malformed`
 */
export function readInner(raw: string): XmlElement {
  // PostgreSQL keeps no NUL in a text, so it would be refused again and again; nobody types one.
  const source = withoutNul(raw)
  return /^\s{0,64}\{/.test(source) ? readJsonTree(source) : readXml(source, INNER_LIMITS)
}

/** @throws CallbackRefused `malformed` */
export function readHead(root: XmlElement): InnerHead {
  const toUser = textOf(root, 'ToUserName')
  // Calls of 微信客服 name no sender at all: they come from the platform itself, as all that `sys` sends.
  const fromUser = textOf(root, 'FromUserName') ?? (isServiceCall(root) ? 'sys' : null)
  const createTime = textOf(root, 'CreateTime')
  const messageType = textOf(root, 'MsgType')
  if (toUser === null || fromUser === null || createTime === null || messageType === null) {
    throw new CallbackRefused('malformed', 'The callback lacks ToUserName, FromUserName, CreateTime or MsgType')
  }
  if (!ACCOUNT.test(fromUser) || messageType.length > LONGEST_TYPE || !/^\d{1,11}$/.test(createTime)) {
    throw new CallbackRefused('malformed', 'FromUserName, CreateTime or MsgType of the callback is no such thing')
  }
  return { toUser, fromUser, sentAt: new Date(Number(createTime) * 1000), messageType: messageType.toLowerCase() }
}

export function isServiceCall(root: XmlElement): boolean {
  return textOf(root, 'Event')?.toLowerCase() === 'kf_msg_or_event'
}

/** Members become children, arrays repeat them. Numbers beyond 2^53 are left out, since JSON.parse has garbled them. */
function readJsonTree(raw: string): XmlElement {
  let elements = 0
  const build = (name: string, value: unknown, depth: number): XmlElement[] => {
    if (Array.isArray(value)) return value.flatMap((item) => build(name, item, depth))
    elements += 1
    if (elements > INNER_LIMITS.maxElements || depth > INNER_LIMITS.maxDepth) {
      throw new CallbackRefused('malformed', 'The JSON callback is too large')
    }
    if (typeof value !== 'object' || value === null) {
      const garbled = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      return [{ name, text: garbled || value === null ? '' : withoutNul(String(value)), children: [] }]
    }
    const children = Object.entries(value).flatMap(([member, inner]) => build(member, inner, depth + 1))
    return [{ name, text: '', children }]
  }
  const [root] = build('xml', parseJson(raw), 1)
  if (root === undefined) throw new CallbackRefused('malformed', 'The JSON callback is empty')
  return root
}

function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch (cause) {
    throw new CallbackRefused('malformed', 'The JSON callback cannot be read', { cause })
  }
}
