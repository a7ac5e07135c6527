/** `robot/oToMessages` and `robot/groupMessages` (dingtalk.md §4.2, 4.3). */
import { randomUUID } from 'node:crypto'
import { type Call, type Json, ok, parseObject, type Reply, refused, strings } from './answers.ts'
import { readMsgParam } from './msg-params.ts'
import type { People } from './people.ts'
import type { Message, Phones } from './phones.ts'
import { type Quotas, SlidingWindow } from './quotas.ts'

export interface RobotOptions {
  robotCode: string
  people: People
  phones: Phones
  quotas: Quotas
  /** `Infinity`: no limit is documented for the robot of an enterprise; 20 is that of custom robots [KB 0717]. */
  perGroupPerMinute: number
  nowMs: () => number
}

export interface RobotCounters {
  /** People reached by `batchSend`, and asked for. */
  personSends: number
  personsAsked: number
  groupSends: number
}

const MOST_PEOPLE = 20

export class RobotApi {
  readonly counters: RobotCounters = { personSends: 0, personsAsked: 0, groupSends: 0 }
  readonly #options: RobotOptions
  readonly #groupMinutes = new Map<string, SlidingWindow>()

  constructor(options: RobotOptions) {
    this.#options = options
  }

  /** `POST /v1.0/robot/oToMessages/batchSend` [KB 0714]: 200 does not mean that everybody has it. */
  batchSend(call: Call): Reply {
    const json = parseObject(call.body.toString('utf8')) ?? {}
    const userIds = strings(json.userIds)
    const fault = this.#robotFault(json)
    if (fault !== null) return fault
    if (userIds.length === 0) return refused(400, 'invalidParameter.userIds.empty')
    // The text of the error says 100, the page 20 [KB 0714]: the stricter one here.
    if (userIds.length > MOST_PEOPLE) return refused(400, 'invalidParameter.userIds.overMax')
    const param = readMsgParam(json)
    if ('fault' in param) return refused(400, param.fault)
    const { people, phones, nowMs } = this.#options
    const message = this.#message('batchSend', param)
    const known = [...new Set(userIds)].filter((id) => people.user(id) !== null)
    const throttled = known.filter((id) => people.isThrottled(id, nowMs()))
    const reached = known.filter((id) => !throttled.includes(id))
    for (const userId of reached) phones.showPerson(userId, message)
    this.counters.personsAsked += userIds.length
    this.counters.personSends += reached.length
    return ok({
      processQueryKey: message.messageId,
      invalidStaffIdList: userIds.filter((id) => !known.includes(id)),
      flowControlledStaffIdList: throttled,
    })
  }

  /** `POST /v1.0/robot/groupMessages/send` [KB 0716]. */
  groupSend(call: Call): Reply {
    const json = parseObject(call.body.toString('utf8')) ?? {}
    const fault = this.#robotFault(json)
    if (fault !== null) return fault
    const { openConversationId } = json
    if (openConversationId === undefined || openConversationId === '') return refused(400, 'miss.openConversationId')
    const group = this.#options.people.group(String(openConversationId))
    if (group === null) return refused(400, 'invalid.openConversationId')
    const param = readMsgParam(json)
    if ('fault' in param) return refused(400, param.fault)
    const slow = this.#groupFault(group.conversationId)
    if (slow !== null) return slow
    const message = this.#message('group', param)
    this.#options.phones.showGroup(group.conversationId, message)
    this.counters.groupSends += 1
    return ok({ processQueryKey: message.messageId })
  }

  /** `POST …/otoMessages/batchRecall` [KB 0723], `…/groupMessages/recall` [KB 0725]. */
  recall(call: Call): Reply {
    const json = parseObject(call.body.toString('utf8')) ?? {}
    const fault = this.#robotFault(json)
    if (fault !== null) return fault
    const keys = strings(json.processQueryKeys)
    const done = keys.filter((key) => this.#options.phones.recall(key))
    const failed = Object.fromEntries(keys.filter((key) => !done.includes(key)).map((key) => [key, '消息不存在']))
    return ok({ successResult: done, failedResult: failed })
  }

  /** `GET …/oToMessages/readStatus` [KB 0720]. */
  readStatus({ query }: Call): Reply {
    const fault = this.#robotFault({ robotCode: query.get('robotCode') ?? '' })
    if (fault !== null) return fault
    const readers = this.#options.phones.readersOf(query.get('processQueryKey') ?? '')
    if (readers === null) return ok({ sendStatus: 'RECALLED', messageReadInfoList: [] })
    const list = readers.map(({ userId, isRead }) => ({ userId, readStatus: isRead ? 'READ' : 'UNREAD' }))
    return ok({ sendStatus: 'SUCCESS', messageReadInfoList: list })
  }

  #robotFault({ robotCode }: Json): Reply | null {
    if (robotCode === undefined || robotCode === '') return refused(400, 'invalidParameter.robotCode.empty')
    // Spelt so by the platform [KB 0714].
    return robotCode === this.#options.robotCode ? null : refused(400, 'invalidParameter.robotCode.notExsit')
  }

  #groupFault(conversationId: string): Reply | null {
    const { perGroupPerMinute, nowMs, quotas } = this.#options
    const minute = this.#groupMinutes.get(conversationId) ?? new SlidingWindow(60_000)
    this.#groupMinutes.set(conversationId, minute)
    if (minute.admit(nowMs(), perGroupPerMinute)) return null
    quotas.violations.groupPerMinute += 1
    return refused(400, 'send.too.fast')
  }

  #message(via: 'batchSend' | 'group', { kind, content }: Pick<Message, 'kind'> & { content: Json }): Message {
    const messageId = randomUUID()
    return { atMs: this.#options.nowMs(), kind, via, content, messageId, outTrackId: null, mentions: [] }
  }
}
