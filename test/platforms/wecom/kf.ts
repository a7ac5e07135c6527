import { type Answer, failed, ok } from './answers.ts'
import type { Members } from './members.ts'

type Json = Readonly<Record<string, unknown>>

export interface KfOptions {
  openKfId: string
  members: Members
  pageItems: number
  nowMs: () => number
}

const DAY_MS = 86_400_000
const KEPT_MS = 3 * DAY_MS
const ANSWERABLE_MS = 2 * DAY_MS
const MOST_ANSWERS = 5
const TOKEN_MS = 10 * 60_000
const CODE_MS = 20_000
/** 0 nobody yet, 1 the bot, 2 the queue, 3 a member, 4 ended. */
type SessionState = 0 | 1 | 2 | 3 | 4

interface Session {
  state: SessionState
  heardAtMs: number
  answers: number
}

/** 微信客服 [W docs/kf.md]: everything lies in one list, which is read on from a cursor and kept for three days. */
export class Kf {
  readonly #options: KfOptions
  readonly #items: Json[] = []
  readonly #sessions = new Map<string, Session>()
  readonly #codes = new Map<string, { account: string; expiresAtMs: number; used: boolean }>()
  readonly #tokens = new Map<string, number>()
  readonly #msgIds = new Set<string>()
  #cursorsFrom = 0
  #count = 0
  /** Members at work; a queue without any takes nobody. */
  servicers: { userid: string; status: 0 | 1 }[] = []
  /** Members who have paused since the list was read, and whether there is a queue. */
  paused: ReadonlySet<string> = new Set()
  hasQueue = true
  /** Pages handed out, and those of them without a token. */
  pages = { all: 0, untokened: 0 }

  constructor(options: KfOptions) {
    this.#options = options
  }

  /** Cursors given out so far are refused from now on. */
  forgetCursors(): void {
    this.#cursorsFrom = this.#count++
  }

  get itemCount(): number {
    return this.#items.length
  }

  newToken(): string {
    const token = `ENC-${this.#count++}`
    this.#tokens.set(token, this.#options.nowMs() + TOKEN_MS)
    return token
  }

  /** A resident writes: five answers are free again, for 48 hours. */
  hear(account: string, message: Json, msgid?: string): string {
    const session = this.#session(account)
    session.heardAtMs = this.#options.nowMs()
    session.answers = 0
    if (session.state === 4) session.state = 0
    return this.#add({ external_userid: account, origin: 3, msgid, ...message })
  }

  /** A resident opens the chat; greeted only where nothing was said within 48 hours. */
  enter(account: string, sceneParam: string | undefined): { code: string | null } {
    const { heardAtMs } = this.#session(account)
    const code = heardAtMs + ANSWERABLE_MS > this.#options.nowMs() ? null : this.#newCode(account)
    this.#addEvent({
      event_type: 'enter_session',
      external_userid: account,
      scene: 'zeren',
      ...(sceneParam === undefined ? {} : { scene_param: sceneParam }),
      ...(code === null ? {} : { welcome_code: code }),
    })
    return { code }
  }

  /** A member takes the chat over (1), or ends it (3). */
  change(account: string, changeType: 1 | 3): void {
    this.#session(account).state = changeType === 1 ? 3 : 4
    this.#addEvent({ event_type: 'session_status_change', external_userid: account, change_type: changeType })
  }

  /** What was taken does not reach them: 4 over 48 hours, 6 over five, 10 refused by the resident. */
  failLater(account: string, msgid: string, failType: number): void {
    this.#addEvent({ event_type: 'msg_send_fail', external_userid: account, fail_msgid: msgid, fail_type: failType })
  }

  answer(api: string, body: Json): Answer {
    switch (api) {
      case 'sync_msg':
        return this.#page(body)
      case 'send_msg':
        return this.#send(body)
      case 'send_msg_on_event':
        return this.#sendOnEvent(body)
      case 'service_state/trans':
        return this.#hand(body)
      case 'service_state/get':
        return ok({ service_state: this.#session(String(body.external_userid)).state })
      case 'add_contact_way':
        return body.open_kfid === this.#options.openKfId
          ? ok({ url: `https://work.weixin.qq.com/kf/kfcfake?enc_scene=${String(body.scene)}` })
          : failed(95004, 'open_kfid not exist')
      default:
        return failed(48002, 'api forbidden')
    }
  }

  servicerList(openKfId: string | null): Answer {
    return openKfId === this.#options.openKfId ? ok({ servicer_list: this.servicers }) : failed(95004)
  }

  #session(account: string): Session {
    const known = this.#sessions.get(account) ?? { state: 0, heardAtMs: Number.NEGATIVE_INFINITY, answers: 0 }
    this.#sessions.set(account, known)
    return known
  }

  #add(item: Json): string {
    const msgid = typeof item.msgid === 'string' ? item.msgid : `kfmsg-${this.#count++}`
    const send_time = Math.floor(this.#options.nowMs() / 1000)
    this.#items.push({ open_kfid: this.#options.openKfId, send_time, ...item, msgid })
    return msgid
  }

  #addEvent(event: Json): void {
    this.#add({ origin: 4, msgtype: 'event', event: { open_kfid: this.#options.openKfId, ...event } })
  }

  #newCode(account: string): string {
    const code = `CODE-${this.#count++}`
    this.#codes.set(code, { account, expiresAtMs: this.#options.nowMs() + CODE_MS, used: false })
    return code
  }

  /** Reading takes nothing away: the same cursor gives the same again. */
  #page(body: Json): Answer {
    const { openKfId, pageItems, nowMs } = this.#options
    if (body.open_kfid !== openKfId) return failed(95004, 'open_kfid not exist')
    const token = body.token === undefined ? null : String(body.token)
    if (token !== null && (this.#tokens.get(token) ?? 0) <= nowMs()) return failed(95007, 'invalid msg token')
    const place = this.#placeOf(body.cursor)
    if (place === null) return failed(40058, 'invalid cursor')
    this.pages.all += 1
    if (token === null) this.pages.untokened += 1
    const oldest = this.#items.findIndex((item) => Number(item.send_time) * 1000 > nowMs() - KEPT_MS)
    const from = Math.max(place, oldest === -1 ? this.#items.length : oldest)
    const until = Math.min(this.#items.length, from + Math.min(Number(body.limit ?? 1000), pageItems))
    const msg_list = this.#items.slice(from, until)
    const has_more = until < this.#items.length ? 1 : 0
    return ok({ next_cursor: `cur-${this.#cursorsFrom}-${until}`, has_more, msg_list })
  }

  #placeOf(cursor: unknown): number | null {
    if (cursor === undefined || cursor === '') return 0
    const [, from, place] = /^cur-(\d+)-(\d+)$/.exec(String(cursor)) ?? []
    return Number(from) === this.#cursorsFrom && place !== undefined ? Number(place) : null
  }

  #send(body: Json): Answer {
    const account = String(body.touser)
    const session = this.#sessions.get(account)
    if (body.open_kfid !== this.#options.openKfId) return failed(95004, 'open_kfid not exist')
    if (session === undefined) return failed(40096, 'invalid external userid')
    const fault = contentFault(body) ?? this.#idFault(body)
    if (fault !== null) return failed(fault)
    if (session.state > 1) return failed(95018, 'send msg session status invalid')
    if (session.heardAtMs + ANSWERABLE_MS <= this.#options.nowMs()) return failed(95002, 'out of 48 hours')
    if (session.answers >= MOST_ANSWERS) return failed(95001, 'more than five')
    session.answers += 1
    return this.#deliver(account, body)
  }

  #sendOnEvent(body: Json): Answer {
    const code = this.#codes.get(String(body.code))
    if (code === undefined || code.expiresAtMs <= this.#options.nowMs()) return failed(41050, 'code expired')
    if (code.used) return failed(41051, 'code used')
    const fault = contentFault(body) ?? this.#idFault(body)
    if (fault !== null) return failed(fault)
    code.used = true
    return this.#deliver(code.account, body)
  }

  /** The caller sees to it that each id is used once; which code a second use gets is not documented [M]. */
  #idFault({ msgid }: Json): number | null {
    if (msgid === undefined) return null
    return /^[\w-]{1,32}$/.test(String(msgid)) && !this.#msgIds.has(String(msgid)) ? null : 40058
  }

  #deliver(account: string, body: Json): Answer {
    const msgid = String(body.msgid ?? `kfsent-${this.#count++}`)
    this.#msgIds.add(msgid)
    this.#options.members.deliver(account, {
      atMs: this.#options.nowMs(),
      msgId: msgid,
      msgtype: String(body.msgtype),
      text: shownText(body),
      body,
      card: null,
      taskId: null,
      responseCode: null,
      recipients: [],
      cards: new Map(),
    })
    return ok({ msgid })
  }

  #hand(body: Json): Answer {
    const account = String(body.external_userid)
    const session = this.#session(account)
    const to = Number(body.service_state)
    const allowed = session.state <= 1 && ((to === 2 && this.hasQueue) || to === 3)
    if (!allowed) return failed(95016, 'not allowed to change service state')
    if (to === 3 && this.paused.has(String(body.servicer_userid))) return failed(95019, 'the servicer has paused')
    session.state = to
    return ok({ msg_code: this.#newCode(account) })
  }
}

function shownText(body: Json): string | null {
  if (body.msgtype === 'text') return String((body.text as Json).content)
  if (body.msgtype !== 'msgmenu') return null
  const { head_content: head, list } = body.msgmenu as { head_content: string; list: { click: { content: string } }[] }
  return [head, ...list.map(({ click }) => `[${click.content}]`)].join('\n')
}

function contentFault(body: Json): number | null {
  const part = body[String(body.msgtype)] as Json | undefined
  if (part === undefined || part === null) return 40008
  if (body.msgtype === 'text') {
    if (typeof part.content !== 'string' || part.content === '') return 44004
    return Buffer.byteLength(part.content) > 2048 ? 45002 : null
  }
  if (body.msgtype === 'msgmenu') {
    const list = part.list as { type: string; click: { id: string; content: string } }[]
    if (Buffer.byteLength(String(part.head_content)) > 1024 || list.length === 0 || list.length > 10) return 95008
    return list.every(({ click }) => Buffer.byteLength(click.content) <= 128 && click.content !== '') ? null : 95009
  }
  return null
}
