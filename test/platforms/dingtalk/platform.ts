/** What people do on their phones, brought to the product. */
import { randomUUID } from 'node:crypto'
import { type Json, parseObject, part } from './answers.ts'
import { type Answer, type Carried, Courier, type DeliveryOutcome, type Posted, type Rule } from './courier.ts'
import { type MemberMessage, messageBody, type Quote, reachesRobot, tapBody } from './inbound.ts'
import { encryptedId, People, type User } from './people.ts'
import { cardSign, decryptEvent, robotSign, sealEvent } from './sealing.ts'
import type { FakeDingtalkOptions, World } from './world.ts'

export interface SendOutcome extends DeliveryOutcome {
  msgId: string
  /** By which the product may answer in this chat. */
  sessionWebhook: string
}

export interface Tap {
  userId: string
  outTrackId: string
  actionId?: string
  params?: Json
  /** In the older form of the body. */
  legacy?: boolean
}

export type TapOutcome = { answeredMs: number; response: Json } | 'timeout'

/** Where things go over HTTP. */
export interface Addresses {
  webhook: string
  card: string
  event: string
}

export interface EventKeysOption {
  token: string
  aesKey: string
}

const STREAM_EVENT_WAIT_MS = 3_000
const HTTP_EVENT_WAIT_MS = 2_500

export class Platform {
  /** `null`: by stream. */
  addresses: Addresses | null = null
  readonly #world: World
  readonly #options: FakeDingtalkOptions
  readonly #event: EventKeysOption
  readonly #courier: Courier
  readonly #said = new Map<string, Json>()

  constructor(world: World, options: FakeDingtalkOptions, event: EventKeysOption) {
    this.#world = world
    this.#options = options
    this.#event = event
    this.#courier = new Courier({
      gateway: world.gateway,
      mode: options.redelivery ?? 'same messageId',
      redeliverAfterMs: options.redeliverAfterMs ?? 60_000,
      mostDeliveries: options.mostDeliveries ?? 4,
      nowMs: world.clock.nowMs,
    })
  }

  async send(message: MemberMessage): Promise<SendOutcome> {
    const body = this.#bodyOf(message)
    const msgId = String(body.msgId)
    this.#said.set(msgId, body)
    const sessionWebhook = String(body.sessionWebhook ?? '')
    if (!reachesRobot(message))
      return { acked: false, attempts: 0, statuses: [], tookMs: 0, via: 'stream', msgId, sessionWebhook }
    const { answer, ...outcome } = await this.#courier.bring(this.#message(body), this.#courier.messageRule(this.#way))
    if (answer !== null && this.addresses !== null) this.#showReply(message, answer)
    return { ...outcome, msgId, sessionWebhook }
  }

  /** Any `data` on the robot's topic. */
  async raw(body: Json): Promise<DeliveryOutcome> {
    const { answer: _, ...outcome } = await this.#courier.bring(
      this.#message(body),
      this.#courier.messageRule(this.#way),
    )
    return outcome
  }

  async event(type: string, data: Json, eventId: string = randomUUID()): Promise<DeliveryOutcome> {
    const { answer: _, ...outcome } = await this.#courier.bring(
      this.#eventCarried({ type, data, eventId }),
      this.#eventRule(),
    )
    return outcome
  }

  /** The check of the event address when an administrator saves it: answered with a sealed `success` [EV 0003]. */
  async checkUrl(): Promise<boolean> {
    const outcome = await this.event('check_url', {})
    return outcome.acked
  }

  async tap(tap: Tap): Promise<TapOutcome> {
    const { cards, company } = this.#world
    const card = cards.all.get(tap.outTrackId)
    const space = card?.spaces[0] ?? { type: 'IM_ROBOT', id: tap.userId }
    const { actionId = 'tap', params = {}, legacy = false } = tap
    const body = tapBody({ ...tap, actionId, params, legacy, space, corpId: company.corpId })
    const route = this.addresses === null ? null : this.#cardRoute(card?.callbackRouteKey ?? null)
    const waitMs = this.#options.tapWaitMs ?? 2_000
    const rule: Rule = {
      mode: 'fire-and-forget',
      waitMs,
      everyMs: waitMs,
      most: 1,
      accepts: ({ status }) => status === 200,
    }
    const { answer, tookMs } = await this.#courier.bring(this.#tapCarried(body, route), rule)
    if (answer === null) return 'timeout'
    const json = parseObject(answer.body) ?? {}
    const response = route === null ? part(json, 'response') : json
    cards.apply(tap.outTrackId, tap.userId, response)
    return { answeredMs: tookMs, response }
  }

  close(): Promise<void> {
    return this.#courier.close()
  }

  get #way(): 'stream' | 'http' {
    return this.addresses === null ? 'stream' : 'http'
  }

  #bodyOf(message: MemberMessage): Json {
    const { company, people, sessions, clock } = this.#world
    const group = message.group === undefined ? null : people.group(message.group)
    if (message.group !== undefined && group === null) throw new Error(`no group ${message.group}: addGroup first`)
    const user = this.#sender(message)
    const session = sessions.open(group === null ? { userId: user.userId } : { conversationId: group.conversationId })
    const nowMs = clock.nowMs()
    return messageBody(message, { robot: company, user, group, session, nowMs, recall: (quote) => this.#recall(quote) })
  }

  /** Whoever writes and is no outsider is of the organisation. */
  #sender({ from, outsider }: MemberMessage): User {
    const { people } = this.#world
    if (outsider) return People.newUser({ userId: from })
    return people.user(from) ?? people.addUser({ userId: from })
  }

  #recall(quote: Quote): Json {
    if ('repliedMsg' in quote) return { isReplyMsg: true, ...quote }
    if ('message' in quote) {
      const said = this.#said.get(quote.message)
      if (said === undefined) throw new Error(`nobody said ${quote.message}`)
      const { msgId, msgtype, senderId, createAt, text, content } = said
      const repliedMsg = {
        msgId,
        msgType: msgtype,
        senderId,
        createdAt: createAt,
        content: repliedContent(text ?? content),
      }
      return { isReplyMsg: true, repliedMsg, originalMsgId: msgId }
    }
    const shown = this.#world.phones.find(quote.ours)
    if (shown === null) throw new Error(`the robot sent no ${quote.ours}`)
    const senderId = encryptedId(this.#world.company.robotCode)
    const [msgType, content] = shown.kind === 'card' ? ['interactiveCard', {}] : [shown.kind, { text: shown.text }]
    const msgId = `msg-${quote.ours}`
    const repliedMsg = { msgId, msgType, senderId, createdAt: shown.at.getTime(), content }
    // An answer by session has no key that anybody was told.
    const key = shown.via === 'session' ? {} : { originalProcessQueryKey: quote.ours }
    return { isReplyMsg: true, repliedMsg, originalMsgId: msgId, ...key }
  }

  #message(body: Json): Carried {
    const { quotas } = this.#world
    const { msgId, createAt, senderId, senderNick, senderStaffId, conversationId, conversationType, robotCode } = body
    const over = { msgId, createAt, senderId, senderNick, senderStaffId, conversationId, conversationType, robotCode }
    const told = quotas.admitInbound() ? body : { ...over, errorCode: 20001, errorMessage: '受调用量超量影响' }
    const data = JSON.stringify(told)
    return {
      frame: { type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get', data },
      post: this.addresses === null ? null : () => this.#signed(this.addresses?.webhook ?? '', data),
    }
  }

  /** [KB 0699] */
  #signed(url: string, body: string): Posted {
    const timestamp = String(this.#world.clock.nowMs())
    const sign = robotSign(this.#world.company.clientSecret, timestamp)
    return { url, headers: { 'content-type': 'application/json; charset=utf-8', timestamp, sign }, body }
  }

  #tapCarried(body: Json, route: { url: string; secret: string } | null): Carried {
    const data = JSON.stringify(body)
    const post = (): Posted => {
      const timestamp = String(this.#world.clock.nowMs())
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'x-ddpaas-signature-timestamp': timestamp,
        'x-ddpaas-signature': cardSign(route?.secret ?? '', timestamp),
      }
      return { url: route?.url ?? '', headers, body: data }
    }
    return {
      frame: { type: 'CALLBACK', topic: '/v1.0/card/instances/callback', data },
      post: route === null ? null : post,
    }
  }

  /** Registered by the product for its key, or by hand in the console with the client's secret. */
  #cardRoute(key: string | null): { url: string; secret: string } {
    const { cards, company } = this.#world
    const registered = key === null ? undefined : cards.routes.get(key)
    return registered ?? { url: this.addresses?.card ?? '', secret: company.clientSecret }
  }

  #eventRule(): Rule {
    const { eventRetryPauseMs = 1_000, mostEventDeliveries: most = 4 } = this.#options
    const waitMs = this.addresses === null ? STREAM_EVENT_WAIT_MS : HTTP_EVENT_WAIT_MS
    const accepts = this.addresses === null ? acceptsByStream : (answer: Answer) => this.#acceptsByHttp(answer)
    return { mode: 'same messageId', waitMs, everyMs: waitMs + eventRetryPauseMs, most, accepts }
  }

  #eventCarried({ type, data, eventId }: { type: string; data: Json; eventId: string }): Carried {
    const { company, clock } = this.#world
    const bornAt = String(clock.nowMs())
    const headers = {
      eventType: type,
      eventId,
      eventCorpId: company.corpId,
      eventBornTime: bornAt,
      eventUnifiedAppId: 'fake',
    }
    const flat = { ...data, EventType: type, EventTime: bornAt, CorpId: company.corpId, BizId: eventId }
    return {
      frame: { type: 'EVENT', topic: '*', headers, data: JSON.stringify(data) },
      post: this.addresses === null ? null : () => this.#sealed(JSON.stringify(flat)),
    }
  }

  /** [EV 0003, 0004]: both names of the signature are sent. */
  #sealed(plain: string): Posted {
    const { company, clock } = this.#world
    const keys = { ...this.#event, ownerKey: company.clientId }
    const { signature, timestamp, nonce, encrypt } = sealEvent(keys, plain, new Date(clock.nowMs()))
    const query = `msg_signature=${signature}&signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`
    const url = `${this.addresses?.event ?? ''}?${query}`
    return { url, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ encrypt }) }
  }

  /** Answered with a sealed `success` [EV 0003]. */
  #acceptsByHttp({ status, body }: Answer): boolean {
    const { encrypt } = parseObject(body) ?? {}
    if (status !== 200 || typeof encrypt !== 'string') return false
    return decryptEvent({ ...this.#event, ownerKey: this.#world.company.clientId }, encrypt) === 'success'
  }

  /** A reply in the body of the answer is shown like one by session [KB 0718]. */
  #showReply({ from, group }: MemberMessage, { body }: Answer): void {
    const json = parseObject(body)
    if (json !== null)
      this.#world.sessions.show(group === undefined ? { userId: from } : { conversationId: group }, json)
  }
}

/** LATER asks for it again; anything else with code 200 is a success, also the echo of PY [DP]. */
function acceptsByStream({ status, body }: Answer): boolean {
  return status === 200 && parseObject(body)?.status !== 'LATER'
}

/** Within a quote a text stands as `text` [OC types.ts]. */
function repliedContent(content: unknown): Json {
  const { content: text, ...others } = (content ?? {}) as Json
  return text === undefined ? others : { text }
}
