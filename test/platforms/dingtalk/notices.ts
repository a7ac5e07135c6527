/** The other ways to reach people: robots of one group, and work notifications (dingtalk.md §4.5, §8). */
import { type Call, type Json, oldOk, oldRefused, parseObject, part, type Reply } from './answers.ts'
import type { People } from './people.ts'
import type { Phones, ShownKind } from './phones.ts'
import { SlidingWindow } from './quotas.ts'
import { robotSign } from './sealing.ts'
import { faultOf } from './sessions.ts'

export interface NoticeOptions {
  people: People
  phones: Phones
  nowMs: () => number
}

export interface NoticeCounters {
  /** Answered ok, and delivered to nobody. */
  droppedNotices: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const CHINA_OFFSET_MS = 8 * HOUR_MS
/** [KB 0717] */
const PER_MINUTE = 20
const BLOCKED_MS = 600_000
/** Of an internal application to one person; beyond, nothing is said and nothing is delivered [KB 0769]. */
const NOTICES_PER_DAY = 500
const MOST_RECEIVERS = 100

interface CustomRobot {
  conversationId: string
  secret: string
  minute: SlidingWindow
  blockedUntilMs: number
}

export class Notices {
  readonly counters: NoticeCounters = { droppedNotices: 0 }
  readonly #options: NoticeOptions
  readonly #robots = new Map<string, CustomRobot>()
  readonly #days = new Map<string, { count: number; contents: Set<string> }>()
  #count = 0

  constructor(options: NoticeOptions) {
    this.#options = options
  }

  addCustomRobot({ token, secret, conversationId }: { token: string; secret: string; conversationId: string }): void {
    this.#robots.set(token, { conversationId, secret, minute: new SlidingWindow(60_000), blockedUntilMs: 0 })
  }

  /** `POST oapi/robot/send`: signed, 20 a minute, then blocked for ten minutes [KB 0717]. */
  sendByCustomRobot({ query, body }: Call): Reply {
    const { nowMs, phones } = this.#options
    const robot = this.#robots.get(query.get('access_token') ?? '')
    if (robot === undefined) return oldRefused(400101, 'access_token不存在')
    const timestamp = query.get('timestamp') ?? ''
    const isFresh = Math.abs(nowMs() - Number(timestamp)) <= HOUR_MS
    if (!isFresh || query.get('sign') !== robotSign(robot.secret, timestamp)) return oldRefused(310000, '签名不匹配')
    const json = parseObject(body.toString('utf8'))
    const fault = json === null ? oldRefused(40035, '参数错误') : faultOf(json)
    if (fault !== null) return fault
    if (robot.blockedUntilMs > nowMs()) return oldRefused(410100, '发送速度太快')
    if (!robot.minute.admit(nowMs(), PER_MINUTE)) {
      robot.blockedUntilMs = nowMs() + BLOCKED_MS
      return oldRefused(410100, '发送速度太快')
    }
    phones.showGroup(robot.conversationId, this.#message('custom', json ?? {}))
    return oldOk()
  }

  /** `topapi/message/corpconversation/asyncsend_v2`: what is over the limits, or equal on one day, is dropped in silence [KB 0769]. */
  sendWorkNotice({ body }: Call): Reply {
    const { people, phones } = this.#options
    const json = parseObject(body.toString('utf8')) ?? {}
    const userIds = String(json.userid_list ?? '')
      .split(',')
      .filter((id) => id !== '')
    const content = part(json, 'msg')
    if (userIds.length === 0 || userIds.length > MOST_RECEIVERS) return oldRefused(400002, '参数错误')
    if (typeof content.msgtype !== 'string') return oldRefused(400002, '参数错误')
    for (const userId of userIds.filter((id) => people.user(id) !== null)) {
      if (this.#admitNotice(userId, JSON.stringify(content)))
        phones.showPerson(userId, this.#message('workNotice', content))
      else this.counters.droppedNotices += 1
    }
    return oldOk({ task_id: this.#count })
  }

  #admitNotice(userId: string, content: string): boolean {
    const day = Math.floor((this.#options.nowMs() + CHINA_OFFSET_MS) / DAY_MS)
    const key = `${userId} ${day}`
    const sent = this.#days.get(key) ?? { count: 0, contents: new Set<string>() }
    this.#days.set(key, sent)
    if (sent.count >= NOTICES_PER_DAY || sent.contents.has(content)) return false
    sent.count += 1
    sent.contents.add(content)
    return true
  }

  #message(via: 'custom' | 'workNotice', json: Json) {
    this.#count += 1
    const kind: ShownKind = via === 'workNotice' ? 'workNotice' : (String(json.msgtype) as ShownKind)
    const content = part(json, String(json.msgtype))
    const messageId = `${via}-${this.#count}`
    return { atMs: this.#options.nowMs(), kind, via, content, messageId, outTrackId: null, mentions: [] }
  }
}
