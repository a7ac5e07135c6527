import { randomBytes } from 'node:crypto'
import { type Call, type Json, oldOk, oldRefused, parseObject, part, type Reply, strings } from './answers.ts'
import type { Phones, ShownKind } from './phones.ts'
import type { Quotas } from './quotas.ts'

export interface SessionOptions {
  lifeMs: number
  phones: Phones
  quotas: Quotas
  nowMs: () => number
}

type Chat = { userId: string } | { conversationId: string }

/** `msgtype` → the keys its part has to have [KB 0699]; pictures, voices and files are no replies. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  text: ['content'],
  markdown: ['title', 'text'],
  actionCard: ['title', 'text'],
  link: ['title', 'text', 'messageUrl'],
  feedCard: ['links'],
}

/** `sessionWebhook`: whoever has the address may write into one chat, without a token, for 90 minutes (4 samples, dingtalk.md §2.2). */
export class Sessions {
  /** Where the server listens; known once it does. */
  address = ''
  readonly #options: SessionOptions
  readonly #known = new Map<string, { chat: Chat; expiresAtMs: number }>()
  #count = 0

  constructor(options: SessionOptions) {
    this.#options = options
  }

  open(chat: Chat): { sessionWebhook: string; sessionWebhookExpiredTime: number } {
    const session = randomBytes(16).toString('hex')
    const expiresAtMs = this.#options.nowMs() + this.#options.lifeMs
    this.#known.set(session, { chat, expiresAtMs })
    return {
      sessionWebhook: `${this.address}/robot/sendBySession?session=${session}`,
      sessionWebhookExpiredTime: expiresAtMs,
    }
  }

  /** All sessions end now, before the time that was told. */
  endAll(): void {
    this.#known.clear()
  }

  /** `POST oapi/robot/sendBySession?session=` [KB 0699, DG 0079]. */
  send({ query, body }: Call): Reply {
    const session = this.#known.get(query.get('session') ?? '')
    // Status 200 all the same [ISS QwenPaw#2221, agentscope#1318].
    if (session === undefined || session.expiresAtMs <= this.#options.nowMs())
      return oldRefused(300001, 'session 不存在')
    const json = parseObject(body.toString('utf8'))
    const fault = json === null ? oldRefused(40035, '参数错误') : faultOf(json)
    if (fault !== null) return fault
    const over = this.#options.quotas.admitSession()
    if (over !== null) return over
    this.show(session.chat, json ?? {})
    return oldOk()
  }

  /** Put a reply into a chat; also one that came in the answer to an HTTP callback [KB 0718]. */
  show(chat: Chat, json: Json): boolean {
    if (faultOf(json) !== null) return false
    const kind = String(json.msgtype) as ShownKind
    this.#count += 1
    const at = part(json, 'at')
    const message = {
      atMs: this.#options.nowMs(),
      kind,
      via: 'session' as const,
      content: part(json, kind),
      messageId: `session-${this.#count}`,
      outTrackId: null,
      mentions: at.isAtAll === true ? ['@all'] : strings(at.atUserIds),
    }
    if ('userId' in chat) this.#options.phones.showPerson(chat.userId, message)
    else this.#options.phones.showGroup(chat.conversationId, message)
    return true
  }
}

/** What a body of a reply is refused for, `null` if it is well built. */
export function faultOf(json: Json): Reply | null {
  const required = KINDS[String(json.msgtype)]
  if (required === undefined) return oldRefused(400105, '不支持的消息类型')
  const content = part(json, String(json.msgtype))
  if (required.some((name) => content[name] === undefined || content[name] === '')) return oldRefused(40035, '参数错误')
  return null
}
