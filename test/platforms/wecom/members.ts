/** What members and residents of the fake company have on their phones. */

/** A message as it reached one person. */
export interface Received {
  at: Date
  msgId: string
  msgtype: string
  /** Of text and markdown: cut at 2048 bytes as the platform does. */
  text: string | null
  /** The whole `message/send` body; for a welcome that of `send_welcome_msg`. */
  body: Readonly<Record<string, unknown>>
  /** The card as it looks now, after updates. */
  card: Readonly<Record<string, unknown>> | null
  taskId: string | null
  responseCode: string | null
  updates: number
}

export interface MemberLimits {
  perMinute: number
  perHour: number
}

/** One message for all its recipients; `cards` holds what was changed for some of them. */
export interface Message {
  atMs: number
  msgId: string
  msgtype: string
  text: string | null
  body: Readonly<Record<string, unknown>>
  card: Readonly<Record<string, unknown>> | null
  taskId: string | null
  responseCode: string | null
  recipients: string[]
  cards: Map<string, { card: Readonly<Record<string, unknown>>; updates: number }>
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

export class Members {
  readonly #limits: MemberLimits
  readonly #nowMs: () => number
  readonly #inboxes = new Map<string, Message[]>()
  /** When each member got messages within the last hour. */
  readonly #arrivals = new Map<string, number[]>()

  constructor(limits: MemberLimits, nowMs: () => number) {
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** Whether the message reaches the member. What is beyond 30 a minute or 1000 an hour is dropped in silence [D2]. */
  deliver(userId: string, message: Message): boolean {
    if (!this.#withinLimits(userId)) return false
    const inbox = this.#inboxes.get(userId)
    if (inbox) inbox.push(message)
    else this.#inboxes.set(userId, [message])
    message.recipients.push(userId)
    return true
  }

  takeBack(userId: string, message: Message): void {
    const inbox = this.#inboxes.get(userId) ?? []
    this.#inboxes.set(
      userId,
      inbox.filter((m) => m !== message),
    )
  }

  #withinLimits(userId: string): boolean {
    const { perMinute, perHour } = this.#limits
    if (perMinute === Number.POSITIVE_INFINITY && perHour === Number.POSITIVE_INFINITY) return true
    const nowMs = this.#nowMs()
    const arrivals = (this.#arrivals.get(userId) ?? []).filter((atMs) => atMs > nowMs - HOUR_MS)
    const inMinute = arrivals.filter((atMs) => atMs > nowMs - MINUTE_MS).length
    const within = inMinute < perMinute && arrivals.length < perHour
    if (within) arrivals.push(nowMs)
    this.#arrivals.set(userId, arrivals)
    return within
  }

  inboxOf(userId: string): Received[] {
    const account = userId.toLowerCase()
    return (this.#inboxes.get(account) ?? this.#inboxes.get(userId) ?? []).map((message) => {
      const changed = message.cards.get(account)
      return {
        at: new Date(message.atMs),
        msgId: message.msgId,
        msgtype: message.msgtype,
        text: message.text,
        body: message.body,
        card: changed?.card ?? message.card,
        taskId: message.taskId,
        responseCode: message.responseCode,
        updates: changed?.updates ?? 0,
      }
    })
  }

  accounts(): string[] {
    return [...this.#inboxes.keys()]
  }

  clear(): void {
    this.#inboxes.clear()
    this.#arrivals.clear()
  }
}
