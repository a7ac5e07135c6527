/** From what DingTalk sends, in either mode, to what the inbox keeps. What is meant is read later, by `decode.ts`. */
import { createHash } from 'node:crypto'
import { groupConversation, OUTSIDER } from '../../domain/conversations.ts'
import type { Delivery } from '../channel.ts'
import { CallbackRefused } from '../refused.ts'
import { type EventBody, type MessageHead, messageHead, readEvent, type TapBody, tapBody, USED_UP } from './body.ts'
import { type Raw, readData } from './raw.ts'
import { taskIdOfTrack } from './track-id.ts'

/** A tap ready to be kept, and which card it was made on. */
export interface ReceivedTap {
  delivery: Delivery
  trackId: string
  taskId: string
}

/** Ready to be kept; and whether DingTalk said beside it that the month's quota is used up. */
export interface Received {
  deliveries: Delivery[]
  usedUp: boolean
}

const ACCOUNT = /^[^\p{C}]{1,128}$/u
/** Whom nothing tells from others. */
const NOBODY = `${OUTSIDER}unknown`
const KEY = /^[\x21-\x7E]{1,256}$/
/**
 * Within this time the same tap is one that was sent again, or a nervous thumb; later somebody asks anew, for a list
 * or for the present state. One that is sent again across the border is decided twice, which changes nothing.
 */
const SAME_TAP_MS = 60_000

/** A message to the robot, as JSON text. @throws CallbackRefused `malformed`, also where nobody could be answered */
export function receiveMessage(data: string, now: Date): Received {
  const body = messageHead.parse(readData(data))
  const account = accountOf(body)
  const chatId = groupOf(body)
  if (account === NOBODY && chatId === null && body.sessionWebhook === null) {
    throw new CallbackRefused('malformed', 'The message names nobody, and no chat')
  }
  const delivery: Delivery = {
    channel: 'dingtalk',
    key: keyOf(body.msgId, { prefix: 'message', of: data }),
    conversation: chatId === null ? account : groupConversation(chatId, account),
    sentAt: body.createAt ?? now,
    lane: 'normal',
    raw: toRaw({ kind: 'message', data, receivedMs: now.getTime() }),
  }
  return { deliveries: [delivery], usedUp: body.errorCode === USED_UP }
}

/**
 * A tap on a card, as JSON text. The same tap may be sent again, and carries no id: it is known by who pressed what on
 * which card, with which values [CARD 0007], in which minute.
 *
 * @throws CallbackRefused `malformed`, also where nobody can be said to have tapped
 */
export function receiveTap(data: string, now: Date): ReceivedTap {
  const body = tapBody.parse(readData(data))
  if (body.userId === null || !ACCOUNT.test(body.userId) || body.outTrackId === null) {
    throw new CallbackRefused('malformed', 'The tap names no person or no card')
  }
  const { outTrackId: trackId, userId } = body
  const { actionIds, params } = pressedOf(body)
  const minute = Math.floor(now.getTime() / SAME_TAP_MS)
  const delivery: Delivery = {
    channel: 'dingtalk',
    key: `card-${fingerprint([trackId, userId, actionIds, sorted(params), minute])}`,
    conversation: userId,
    sentAt: now,
    lane: 'fast',
    raw: toRaw({ kind: 'card', data, receivedMs: now.getTime() }),
  }
  return { delivery, trackId, taskId: taskIdOfTrack(trackId) }
}

/** What stands beside an event: in the headers of a frame, or nowhere, where it was pushed over HTTP. */
export interface EventHead {
  eventId: string | null
  eventType: string | null
  bornAt: Date | null
}

/** An event, as JSON text: one delivery for each person that it names. @throws CallbackRefused `malformed` */
export function receiveEvent(data: string, head: EventHead, now: Date): Received {
  const read = readData(data)
  const body = readEvent(read)
  const key = keyOf(head.eventId ?? body.eventId, { prefix: 'event', of: body.bizId === null ? data : timeless(read) })
  const eventType = (head.eventType ?? body.eventType ?? '').slice(0, 128)
  const sentAt = body.timeStamp ?? body.eventTime ?? head.bornAt ?? now
  const people = peopleOf(eventType, body)
  const delivery = (about: string | null, own: Pick<Delivery, 'key'> & { data: string }): Delivery => ({
    channel: 'dingtalk',
    key: own.key,
    conversation: about === null ? 'sys' : `sys:${about}`,
    sentAt,
    lane: 'normal',
    raw: toRaw({ kind: 'event', data: own.data, receivedMs: sentAt.getTime(), eventType, userId: about }),
  })
  const usedUp = body.errCode === USED_UP
  if (people.length <= 1) return { deliveries: [delivery(people[0] ?? chatOf(body), { key, data })], usedUp }
  // Each row keeps what is its own: with the whole list in all of them a large event would fill the memory.
  const deliveries = people.map((userId) => delivery(userId, { key: `${key}/${userId}`, data: '{}' }))
  return { deliveries, usedUp }
}

/** What was pressed, in the shape of today or of older versions [OC card-callback-service.ts]. */
export function pressedOf({ content, value }: TapBody): { actionIds: string[]; params: Record<string, unknown> } {
  const params = {
    ...value.params,
    ...value.cardPrivateData.params,
    ...content.params,
    ...content.cardPrivateData.params,
  }
  const actionIds = [...content.cardPrivateData.actionIds, ...value.cardPrivateData.actionIds]
  return { actionIds: actionIds.filter((id) => id !== null), params }
}

/**
 * The account as written. Who is not of the organisation has none [KB 0699]; there the encrypted id stands in, or
 * whatever else tells this person from others.
 */
export function accountOf(body: MessageHead): string {
  const { senderStaffId, senderId, senderUnionId, conversationId } = body
  if (senderStaffId !== null && ACCOUNT.test(senderStaffId.trim())) return senderStaffId.trim()
  const other = [senderId, senderUnionId, groupOf(body) === null ? conversationId : null]
  const id = other.find((value) => value !== null && ACCOUNT.test(value))
  return id === undefined ? NOBODY : `${OUTSIDER}${id}`
}

/** The group that a message was written in; `null`: nobody but the robot reads it. */
export function groupOf({ conversationType, conversationId }: MessageHead): string | null {
  if (conversationType !== '2' || conversationId === null) return null
  // Group ids hold no colon, and ours are split at one.
  return conversationId.replace(/[\p{C}:]/gu, '').slice(0, 256) || null
}

const PEOPLE_EVENTS = new Set(['user_add_org', 'user_active_org', 'user_leave_org', 'user_modify_org'])

function peopleOf(eventType: string, { userId }: EventBody): string[] {
  if (!PEOPLE_EVENTS.has(eventType)) return []
  return [...new Set(userId.filter((id) => id !== null && ACCOUNT.test(id)))] as string[]
}

function chatOf({ openConversationId, chatId }: EventBody): string | null {
  return (openConversationId ?? chatId)?.replace(/\p{C}/gu, '').slice(0, 256) || null
}

function keyOf(id: string | null, { prefix, of }: { prefix: string; of: string }): string {
  return id !== null && KEY.test(id) ? id : `${prefix}-${sha256(of)}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Values that came from outside may be nested deeper than they can be written. @throws CallbackRefused `malformed` */
function fingerprint(value: unknown): string {
  try {
    return sha256(JSON.stringify(value))
  } catch (cause) {
    throw new CallbackRefused('malformed', 'The data are nested too deeply', { cause })
  }
}

/** An event over HTTP has an id of its business only; whether its time is that of the push is not documented. */
function timeless(data: object): string {
  return fingerprint(Object.entries(data).filter(([name]) => !/^eventTime$/i.test(name)))
}

function sorted(params: Record<string, unknown>): [string, unknown][] {
  return Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
}

function toRaw(raw: Raw): string {
  return JSON.stringify(raw)
}
