import { createHash } from 'node:crypto'
import { type Answer, failed, ok } from './answers.ts'
import { cardFault } from './card-rules.ts'
import type { Members, Message } from './members.ts'

type Json = Readonly<Record<string, unknown>>

export interface MessageCounters {
  /** `message/send` calls carried out, and people that they reached. */
  sends: number
  personSends: number
  /** Byte-equal bodies that were swallowed. */
  duplicates: number
  /** Person-sends dropped in silence for the limits of 30 a minute and 1000 an hour. */
  dropped: number
  /** Texts cut at 2048 bytes. */
  truncated: number
  cardUpdates: number
}

export interface MessageOptions {
  agentId: number
  /** `null`: every account exists and is in the visible range. In lower case. */
  visible: ReadonlySet<string> | null
  unlicensed: ReadonlySet<string>
  members: Members
  mediaExists: (mediaId: string) => boolean
  counters: MessageCounters & { recalled: number }
  /** `null`: so many people may be told something today yet. */
  admitPeople: (count: number) => Answer | null
  nowMs: () => number
}

const TEXT_BYTES = 2048
const CODE_LIFE_MS = 72 * 3_600_000
const RECALL_MS = 24 * 3_600_000
const CODED_CARDS = new Set(['button_interaction', 'vote_interaction', 'multiple_interaction'])
const USER_ID = /^[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}$/

/** `message/send` and `message/update_template_card` [D 90236, D 94888]. */
export class Messages {
  readonly #options: MessageOptions
  readonly #seen = new Map<string, { untilMs: number; answer: Answer }>()
  readonly #taskIds = new Map<string, Message>()
  readonly #codes = new Map<string, { message: Message; expiresAtMs: number; used: boolean }>()
  readonly #sent = new Map<string, Message>()
  #count = 0

  constructor(options: MessageOptions) {
    this.#options = options
  }

  send(raw: string, body: Json): Answer {
    const { agentId, counters } = this.#options
    if (body.agentid !== agentId) return failed(301002, 'not allow operate another agent with this accesstoken')
    // Seen before anything else is looked at: the same body is not received twice [D 90236].
    const key = body.enable_duplicate_check === 1 ? createHash('sha1').update(raw).digest('base64') : null
    const seen = key === null ? undefined : this.#seen.get(key)
    if (seen && seen.untilMs > this.#options.nowMs()) {
      counters.duplicates += 1
      return seen.answer
    }
    const answer = this.#sendNew(body)
    if (answer.errcode === 0 && key !== null) {
      const interval = Math.min(Number(body.duplicate_check_interval ?? 1800), 4 * 3600)
      // Whether a swallowed repetition brings the response_code again is not known [M]: not here, which is the harder case.
      const { response_code: _, ...again } = answer
      this.#seen.set(key, { untilMs: this.#options.nowMs() + interval * 1000, answer: again as Answer })
    }
    return answer
  }

  #sendNew(body: Json): Answer {
    const { visible, unlicensed } = this.#options
    const asked = typeof body.touser === 'string' ? body.touser.split('|').filter((id) => id !== '') : []
    if (asked.length === 0) return failed(82001, 'touser & toparty & totag all empty')
    if (asked.length > 1000) return failed(40031, 'invalid userid list')
    const fault = this.#contentFault(body)
    if (fault !== null) return failed(fault)

    const everybody = asked[0] === '@all' ? [...(visible ?? this.#options.members.accounts())] : asked
    // Account names do not distinguish case, and answers name them in lower case [D 90236].
    const accounts = everybody.map((id) => id.toLowerCase())
    const known = (id: string) => USER_ID.test(id) && (visible === null || visible.has(id))
    const invalid = accounts.filter((id) => !known(id))
    if (invalid.length === accounts.length) return failed(81013, 'user & party & tag all invalid')
    const withoutLicence = accounts.filter((id) => known(id) && unlicensed.has(id))
    const reached = accounts.filter((id) => known(id) && !unlicensed.has(id))
    const tooMany = this.#options.admitPeople(reached.length)
    if (tooMany !== null) return tooMany
    return this.#deliver(body, reached, { invaliduser: invalid.join('|'), unlicenseduser: withoutLicence.join('|') })
  }

  #contentFault(body: Json): number | null {
    const part = body[String(body.msgtype)] as Json | undefined
    if (part === undefined || part === null) return 40008
    switch (body.msgtype) {
      case 'text':
      case 'markdown':
        return part.content === undefined || part.content === '' ? 44004 : null
      case 'textcard':
        if (!part.title || !part.description) return 41022
        return /^https?:\/\//.test(String(part.url)) ? null : 40054
      case 'image':
      case 'file':
      case 'voice':
        return this.#options.mediaExists(String(part.media_id)) ? null : 40007
      case 'template_card':
        return this.#cardFault(part)
      default:
        return 40008
    }
  }

  #cardFault(card: Json): number | null {
    // Which code a repeated task_id gets is not documented; 42014 is the family [M].
    return cardFault(card) ?? (card.task_id !== undefined && this.#taskIds.has(String(card.task_id)) ? 42014 : null)
  }

  #deliver(body: Json, accounts: string[], refused: Record<string, string>): Answer {
    const { counters, members, nowMs } = this.#options
    this.#count += 1
    const card = body.msgtype === 'template_card' ? (body.template_card as Json) : null
    const message: Message = {
      atMs: nowMs(),
      msgId: `msg-${this.#count}`,
      msgtype: String(body.msgtype),
      text: this.#shownText(body),
      body,
      card,
      taskId: card?.task_id === undefined ? null : String(card.task_id),
      responseCode: null,
      recipients: [],
      cards: new Map(),
    }
    counters.sends += 1
    this.#sent.set(message.msgId, message)
    for (const account of accounts) {
      if (members.deliver(account, message)) counters.personSends += 1
      else counters.dropped += 1
    }
    if (message.taskId !== null) this.#taskIds.set(message.taskId, message)
    if (card !== null && CODED_CARDS.has(String(card.card_type))) message.responseCode = this.#newCode(message)
    const code = message.responseCode === null ? {} : { response_code: message.responseCode }
    return ok({ ...refused, invalidparty: '', invalidtag: '', msgid: message.msgId, ...code })
  }

  #shownText(body: Json): string | null {
    if (body.msgtype !== 'text' && body.msgtype !== 'markdown') return null
    const content = String((body[body.msgtype] as Json).content)
    const bytes = Buffer.from(content)
    if (bytes.length <= TEXT_BYTES) return content
    // Cut at the byte, whatever character it hits.
    this.#options.counters.truncated += 1
    return bytes.toString('utf8', 0, TEXT_BYTES)
  }

  /** `message/recall`: within 24 h [D 94867]; 42052 afterwards, 40058 for what is not this application's [W]. */
  recall(body: Json): Answer {
    const { counters, members, nowMs } = this.#options
    const message = this.#sent.get(String(body.msgid))
    if (message === undefined) return failed(40058, 'invalid msgid')
    if (message.atMs + RECALL_MS <= nowMs()) return failed(42052, 'recall msg expired')
    for (const account of message.recipients) members.takeBack(account, message)
    counters.recalled += 1
    return ok()
  }

  #newCode(message: Message): string {
    const code = `RC-${this.#codes.size + 1}-${message.msgId}`
    this.#codes.set(code, { message, expiresAtMs: this.#options.nowMs() + CODE_LIFE_MS, used: false })
    return code
  }

  /** A tap brings a code of its own; `null` for a card that was never sent. */
  tapped(taskId: string): { responseCode: string; cardType: string } | null {
    const message = this.#taskIds.get(taskId)
    if (message === undefined) return null
    return { responseCode: this.#newCode(message), cardType: String(message.card?.card_type) }
  }

  update(body: Json): Answer {
    const { agentId, counters, nowMs } = this.#options
    if (body.agentid !== agentId) return failed(42015, 'agentid of the card is another')
    const code = this.#codes.get(String(body.response_code))
    // Each is good for one change within 72 h; used, old and unknown ones are told alike [W].
    if (code === undefined || code.used || code.expiresAtMs <= nowMs()) return failed(60140, 'response_code invalid')
    const { message } = code
    const card = body.template_card as Json | undefined
    const button = body.button as Json | undefined
    const fault = card === undefined ? null : cardFault({ task_id: message.taskId ?? '', ...card })
    if (card === undefined && button === undefined) return failed(40058)
    if (fault !== null) return failed(fault)
    code.used = true
    counters.cardUpdates += 1
    const named = Array.isArray(body.userids) ? body.userids.map((id) => String(id).toLowerCase()) : []
    const reached = body.atall === 1 ? message.recipients : named.filter((id) => message.recipients.includes(id))
    for (const account of reached) {
      const before = message.cards.get(account) ?? { card: message.card ?? {}, updates: 0 }
      const changed = card ?? { ...before.card, replace_text: button?.replace_name }
      message.cards.set(account, { card: changed, updates: before.updates + 1 })
    }
    // A list here, a string in `message/send` [D 94888].
    return ok({ invaliduser: named.filter((id) => !message.recipients.includes(id)) })
  }
}
