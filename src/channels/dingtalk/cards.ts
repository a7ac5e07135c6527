import type { Lane } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import type { Card, CardHandle, Outbound, SendResult } from '../channel.ts'
import type { Refused } from '../refusing.ts'
import { cutCharacters, plainLine } from '../text.ts'
import { BY_KEY } from './card-answer.ts'
import { cardParams } from './card-params.ts'
import type { DingtalkAnswer, DingtalkClient } from './client.ts'
import { wasCardMade } from './faults.ts'
import type { Destination } from './recipients.ts'
import { handleOfTrack, isShared, outTrackId } from './track-id.ts'

/** Where taps come to: over the stream, or at an address of ours that is registered first. */
export type CardCallback = { kind: 'stream' } | { kind: 'http'; routeKey: string; url: string; secret: string }

export interface CardsOptions {
  client: DingtalkClient
  robotCode: string
  templateId: string
  callback: CardCallback
  now: () => Date
}

/** Interactive cards by the installation's template. */
export interface Cards {
  /** @throws ChannelError */
  create(message: Outbound, card: Card, to: Destination): Promise<SendResult>
  /** By the handle of `create` or of a tap. @throws ChannelError */
  update(message: { handle: string; card: Card; to: Destination; lane: Lane }): Promise<void>
}

export function createCards(options: CardsOptions): Cards {
  const { client, robotCode, templateId, callback, now } = options
  const register = once(() => registerCallback(client, callback))

  return {
    async create(message, card, to) {
      const spaces = spacesOf(to)
      if (spaces.length === 0) return { platformId: null, refused: to.refused, cardHandle: null }
      await register()
      const trackId = outTrackId(card.taskId, { sendId: message.id, shared: spaces.length > 1 })
      const body = {
        cardTemplateId: templateId,
        outTrackId: trackId,
        ...(callback.kind === 'http'
          ? { callbackType: 'HTTP', callbackRouteKey: callback.routeKey }
          : { callbackType: 'STREAM' }),
        userIdType: 1,
        cardData: { cardParamMap: cardParams(card) },
        openSpaceId: spaces.join(';'),
        ...deliverModels(to, { robotCode, title: cutCharacters(plainLine(card.title), 60) }),
      }
      const path = '/v1.0/card/instances/createAndDeliver'
      const handle = handleOfTrack(trackId, now())
      try {
        const answer = await client.call({ method: 'POST', path, body, cost: message.lane })
        return delivered(answer, { to, recipients: message.recipients, handle })
      } catch (error) {
        // Made by an earlier try whose answer was lost.
        if (!wasCardMade(error)) throw error
        return { platformId: null, refused: to.refused, cardHandle: handle }
      }
    },

    async update({ handle, card, to, lane }) {
      const data = { cardParamMap: cardParams(card) }
      const body = {
        outTrackId: handle,
        userIdType: 1,
        ...(isShared(handle)
          ? { privateData: Object.fromEntries(to.userIds.map((userId) => [userId, data])) }
          : { cardData: data }),
        cardUpdateOptions: BY_KEY,
      }
      // Saying the same twice leaves the same card.
      await client.call({ method: 'PUT', path: '/v1.0/card/instances', body, cost: lane, harmless: true })
    },
  }
}

/** [KB 0777] */
function spacesOf({ groupId, userIds }: Destination): string[] {
  if (groupId !== null) return [`dtv1.card//IM_GROUP.${groupId}`]
  return userIds.map((userId) => `dtv1.card//IM_ROBOT.${userId}`)
}

function deliverModels({ groupId }: Destination, { robotCode, title }: { robotCode: string; title: string }): object {
  const space = { supportForward: false, lastMessageI18n: { ZH_CN: title } }
  return groupId === null
    ? { imRobotOpenSpaceModel: space, imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode } }
    : { imGroupOpenSpaceModel: space, imGroupOpenDeliverModel: { robotCode } }
}

/** The call may go well and a space may not: each tells for itself. */
function delivered(
  answer: DingtalkAnswer,
  { to, recipients, handle }: { to: Destination; recipients: readonly string[]; handle: CardHandle },
): SendResult {
  const result = typeof answer.result === 'object' && answer.result !== null ? answer.result : {}
  const results: unknown = 'deliverResults' in result ? result.deliverResults : null
  const list = Array.isArray(results) ? results.filter((r) => typeof r === 'object' && r !== null) : []
  const failed: Refused = list
    .filter((r) => r.success === false || r.success === 'false')
    .flatMap((r) => {
      const reason = `card not delivered: ${plainLine(String(r.errorMsg ?? '')).slice(0, 100)}`
      const recipient = to.groupId === null ? String(r.spaceId) : recipients[0]
      return recipient !== undefined && recipients.includes(recipient) ? [{ recipient, reason }] : []
    })
  const carrierId = list.find((r) => typeof r.carrierId === 'string' && r.carrierId !== '')?.carrierId
  const refused = [...to.refused, ...failed]
  const platformId = list.length === 1 && typeof carrierId === 'string' ? carrierId : null
  return { platformId, refused, cardHandle: refused.length < recipients.length ? handle : null }
}

/** Known to DingTalk before the first card that names it [KB 0790]. */
async function registerCallback(client: DingtalkClient, callback: CardCallback): Promise<void> {
  if (callback.kind === 'stream') return
  const { routeKey, url, secret } = callback
  await client.call({
    method: 'POST',
    path: '/v1.0/card/callbacks/register',
    body: { callbackRouteKey: routeKey, callbackUrl: url, apiSecret: secret, forceUpdate: true },
    cost: 'reply',
    harmless: true,
  })
}

/** Does it until it went well once; those who come meanwhile wait for the same try. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null
      throw error
    })
    return done
  }
}

/** DingTalk took no card, and words would do: anything that another try of the same would not mend. */
export function isCardRefused(error: unknown): boolean {
  return error instanceof ChannelError && (error.fault === 'rejected' || error.fault === 'misconfigured')
}
