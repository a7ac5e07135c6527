/** Interactive cards (dingtalk.md §4.6). */
import { randomUUID } from 'node:crypto'
import { type Call, type Json, ok, parseObject, part, type Reply, refused } from './answers.ts'
import type { People } from './people.ts'
import type { Phones } from './phones.ts'

type Params = Record<string, string>

/** Where a card is shown. */
export interface CardSpace {
  type: string
  id: string
  carrierId: string
}

/** A card as the platform keeps it. */
export interface Card {
  outTrackId: string
  cardTemplateId: string
  callbackType: string
  callbackRouteKey: string | null
  data: Params
  privateData: Map<string, Params>
  spaces: CardSpace[]
  updates: number
}

export interface CardOptions {
  robotCode: string
  templates: ReadonlySet<string>
  people: People
  phones: Phones
  nowMs: () => number
}

/** Written in capitals on the pages, in small letters in the samples of ALI. */
const SPACE = /^(?:dtv1\.card\/\/)?(IM_GROUP|IM_ROBOT|ONE_BOX)\.(.+)$/i
const MOST_KEY_BYTES = 100
const MOST_VALUE_BYTES = 1024
const MOST_TRACK_ID = 100

export class Cards {
  readonly all = new Map<string, Card>()
  /** `callbackRouteKey` → where taps go in HTTP mode, and the secret they are signed with [CARD 0007]. */
  readonly routes = new Map<string, { url: string; secret: string }>()
  /** Values longer than the stated 1 KB; whether the platform refuses them is not known, so it only counts. */
  longValues = 0
  readonly #options: CardOptions

  constructor(options: CardOptions) {
    this.#options = options
  }

  /** `POST /v1.0/card/instances/createAndDeliver` [KB 0777]. */
  createAndDeliver(call: Call, deliverFailure: string | null): Reply {
    const json = parseObject(call.body.toString('utf8')) ?? {}
    const fault = this.#createFault(json) ?? this.#spaceFault(json)
    if (fault !== null) return fault
    const card = this.#create(json)
    return ok({
      success: true,
      result: { outTrackId: card.outTrackId, deliverResults: this.#deliver(card, json, deliverFailure) },
    })
  }

  /** `POST /v1.0/card/instances`: the result is the track id alone [ISS RA#12]. */
  create(call: Call): Reply {
    const json = parseObject(call.body.toString('utf8')) ?? {}
    const fault = this.#createFault(json)
    if (fault !== null) return fault
    return ok({ success: true, result: this.#create(json).outTrackId })
  }

  /** `POST /v1.0/card/instances/deliver` [KB 0779]. */
  deliver(call: Call, deliverFailure: string | null): Reply {
    const json = parseObject(call.body.toString('utf8')) ?? {}
    const card = this.all.get(String(json.outTrackId))
    if (card === undefined) return refused(400, 'param.cardNotExist')
    const fault = this.#spaceFault(json)
    if (fault !== null) return fault
    return ok({ success: true, result: this.#deliver(card, json, deliverFailure) })
  }

  /** `PUT /v1.0/card/instances`: overwrites everything unless told to go by key [KB 0782]. */
  update(call: Call): Reply {
    const json = parseObject(call.body.toString('utf8')) ?? {}
    const card = this.all.get(String(json.outTrackId))
    if (card === undefined) return refused(400, 'param.cardNotExist')
    const data = paramsOf(part(json, 'cardData'))
    const privateData = Object.entries(part(json, 'privateData')).map(
      ([userId, value]) => [userId, paramsOf(value)] as const,
    )
    if (data === 'wrong' || privateData.some(([, params]) => params === 'wrong'))
      return refused(400, 'param.cardDataInvalid')
    const { updateCardDataByKey, updatePrivateDataByKey } = part(json, 'cardUpdateOptions')
    if (json.cardData !== undefined) card.data = merged(card.data, data, updateCardDataByKey === true)
    for (const [userId, params] of privateData)
      this.#setPrivate(card, userId, { params, byKey: updatePrivateDataByKey === true })
    card.updates += 1
    return ok({ success: true, result: true })
  }

  /** Takes over what a tap was answered with: for everybody, and for the one who tapped [CARD 0007, KB 0790]. */
  apply(outTrackId: string, userId: string, response: Json): void {
    const card = this.all.get(outTrackId)
    if (card === undefined) return
    const { updateCardDataByKey, updatePrivateDataByKey } = part(response, 'cardUpdateOptions')
    const data = paramsOf(part(response, 'cardData'))
    const own = paramsOf(part(response, 'userPrivateData'))
    if (response.cardData !== undefined && data !== 'wrong')
      card.data = merged(card.data, data, updateCardDataByKey === true)
    if (response.userPrivateData !== undefined) {
      this.#setPrivate(card, userId, { params: own, byKey: updatePrivateDataByKey === true })
    }
    if (response.cardData !== undefined || response.userPrivateData !== undefined) card.updates += 1
  }

  /** `POST /v1.0/card/callbacks/register` [KB 0777]. */
  register(call: Call): Reply {
    const { callbackRouteKey, callbackUrl, apiSecret } = parseObject(call.body.toString('utf8')) ?? {}
    if (typeof callbackRouteKey !== 'string' || typeof callbackUrl !== 'string') return refused(400, 'param.error')
    const secret = typeof apiSecret === 'string' && apiSecret !== '' ? apiSecret : randomUUID()
    this.routes.set(callbackRouteKey, { url: callbackUrl, secret })
    return ok({ success: true, result: { callbackUrl, apiSecret: secret } })
  }

  #createFault(json: Json): Reply | null {
    const { cardTemplateId, outTrackId } = json
    if (cardTemplateId === undefined || cardTemplateId === '') return refused(400, 'param.cardTemplateIdEmpty')
    if (typeof outTrackId !== 'string' || outTrackId === '') return refused(400, 'param.outTrackIdEmpty')
    if (outTrackId.length > MOST_TRACK_ID) return refused(400, 'param.error', 'outTrackId is too long')
    if (!this.#options.templates.has(String(cardTemplateId))) return refused(400, 'param.templateNotExist')
    if (this.all.has(outTrackId)) return refused(400, 'param.cardAlreadyExist')
    return paramsOf(part(json, 'cardData')) === 'wrong' ? refused(400, 'param.cardDataInvalid') : null
  }

  #spaceFault(json: Json): Reply | null {
    const { openSpaceId } = json
    if (typeof openSpaceId !== 'string' || openSpaceId === '') return refused(400, 'param.openSpaceIdEmpty')
    for (const space of spacesOf(openSpaceId)) {
      const type = SPACE.exec(space)?.[1]?.toUpperCase()
      if (type === undefined) return refused(400, 'param.openSpaceIdInvalid')
      const model = type === 'IM_GROUP' ? 'imGroupOpenDeliverModel' : 'imRobotOpenDeliverModel'
      if (type !== 'ONE_BOX' && json[model] === undefined) return refused(400, 'param.openDeliverModelEmpty')
    }
    return null
  }

  #create(json: Json): Card {
    const params = (value: unknown) => valid(paramsOf(value))
    const card: Card = {
      outTrackId: String(json.outTrackId),
      cardTemplateId: String(json.cardTemplateId),
      callbackType: String(json.callbackType ?? 'HTTP'),
      callbackRouteKey: typeof json.callbackRouteKey === 'string' ? json.callbackRouteKey : null,
      data: params(part(json, 'cardData')),
      privateData: new Map(Object.entries(part(json, 'privateData')).map(([userId, value]) => [userId, params(value)])),
      spaces: [],
      updates: 0,
    }
    this.longValues += Object.values(card.data).filter((value) => Buffer.byteLength(value) > MOST_VALUE_BYTES).length
    this.all.set(card.outTrackId, card)
    return card
  }

  #deliver(card: Card, json: Json, deliverFailure: string | null): Json[] {
    return spacesOf(String(json.openSpaceId)).map((space) => {
      const [, type = '', spaceId = ''] = SPACE.exec(space) ?? []
      const spaceType = type.toUpperCase()
      const errorMsg = deliverFailure ?? this.#unreachable({ spaceType, spaceId }, json)
      if (errorMsg !== null) return { spaceType, spaceId, success: false, errorMsg }
      return { spaceType, spaceId, success: true, carrierId: this.#show(card, { spaceType, spaceId }), errorMsg: '' }
    })
  }

  #unreachable({ spaceType, spaceId }: { spaceType: string; spaceId: string }, json: Json): string | null {
    const { people, robotCode } = this.#options
    const model = part(json, spaceType === 'IM_GROUP' ? 'imGroupOpenDeliverModel' : 'imRobotOpenDeliverModel')
    if (spaceType !== 'IM_ROBOT' && model.robotCode !== robotCode) return 'robotCode is invalid'
    if (spaceType === 'IM_ROBOT' && people.user(spaceId) === null) return 'user not exist'
    return spaceType === 'IM_GROUP' && people.group(spaceId) === null ? 'conversation not exist' : null
  }

  #show(card: Card, { spaceType, spaceId }: { spaceType: string; spaceId: string }): string {
    const carrierId = randomUUID()
    card.spaces.push({ type: spaceType, id: spaceId, carrierId })
    const message = {
      atMs: this.#options.nowMs(),
      kind: 'card' as const,
      via: 'card' as const,
      content: (userId: string | null) => ({ ...card.data, ...(userId === null ? {} : card.privateData.get(userId)) }),
      messageId: carrierId,
      outTrackId: card.outTrackId,
      mentions: [],
    }
    if (spaceType === 'IM_ROBOT') this.#options.phones.showPerson(spaceId, message)
    else this.#options.phones.showGroup(spaceId, message)
    return carrierId
  }

  #setPrivate(card: Card, userId: string, { params, byKey }: { params: Params | 'wrong'; byKey: boolean }): void {
    if (params !== 'wrong') card.privateData.set(userId, merged(card.privateData.get(userId) ?? {}, params, byKey))
  }
}

/** Several are joined by `;`, which may also stand at the end. */
function spacesOf(openSpaceId: string): string[] {
  return openSpaceId.split(';').filter((space) => space !== '')
}

/** Every value of `cardParamMap` is a string, every key at most 100 bytes [KB 0789]. */
function paramsOf(value: unknown): Params | 'wrong' {
  const map = part(value as Json, 'cardParamMap')
  const good = Object.entries(map).every(
    ([key, v]) => typeof v === 'string' && Buffer.byteLength(key) <= MOST_KEY_BYTES,
  )
  return good ? (map as Params) : 'wrong'
}

function merged(before: Params, params: Params | 'wrong', byKey: boolean): Params {
  return { ...(byKey ? before : {}), ...valid(params) }
}

function valid(params: Params | 'wrong'): Params {
  return params === 'wrong' ? {} : params
}
