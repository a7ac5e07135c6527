import type { Inbound, InboundEvent, InboundMessage, InboundTap, MessagePart, ReplyHandle } from '../channel.ts'
import { cutBytes } from '../text.ts'
import { type EventBody, type MessageBody, messageBody, readEvent, tapBody, USED_UP } from './body.ts'
import { decodeParts } from './parts.ts'
import { decodeQuote } from './quote.ts'
import { type Raw, readData, readRaw } from './raw.ts'
import { accountOf, groupOf, pressedOf } from './receive.ts'
import { handleOfTrack, taskIdOfTrack } from './track-id.ts'

const NAME_BYTES = 128

/**
 * What was kept of DingTalk says. Kinds that we do not know become `unsupported` or `other`, so that the sender gets a
 * polite answer.
 *
 * @throws CallbackRefused `malformed`
 */
export function decodeDingtalk(text: string): Inbound {
  const raw = readRaw(text)
  const data = readData(raw.data)
  switch (raw.kind) {
    case 'message':
      return decodeMessage(messageBody.parse(data), raw)
    case 'card':
      return decodeTap(data, raw)
    case 'event':
      return decodeEvent(readEvent(data), raw)
  }
}

function decodeMessage(body: MessageBody, { receivedMs }: Raw): InboundMessage {
  const account = accountOf(body)
  const chatId = groupOf(body)
  const { quoted, parts: shown } = decodeQuote(body)
  return {
    type: 'message',
    from: {
      externalId: account,
      displayId: account,
      name: body.senderNick === null ? null : cutBytes(body.senderNick.trim(), NAME_BYTES) || null,
    },
    chat: chatId === null ? { kind: 'single' } : { kind: 'group', id: chatId },
    sentAt: body.createAt ?? new Date(receivedMs),
    parts: [...ownParts(body), ...shown],
    quoted,
    replyHandle: replyHandleOf(body),
  }
}

/** Over quota there is an error code in place of the content [KB 0699]. */
function ownParts(body: MessageBody): MessagePart[] {
  const parts = decodeParts(body)
  const empty = parts.every((part) => part.type === 'unsupported' || (part.type === 'text' && part.text === ''))
  return body.errorCode === USED_UP && empty ? [{ type: 'unsupported', what: 'over_quota' }] : parts
}

/** Ours is the one kind of address that whoever has it may write to: only where DingTalk said until when. */
function replyHandleOf({ sessionWebhook, sessionWebhookExpiredTime }: MessageBody): ReplyHandle | null {
  if (sessionWebhook === null || sessionWebhookExpiredTime === null || !URL.canParse(sessionWebhook)) return null
  return { code: sessionWebhook, expiresAt: sessionWebhookExpiredTime }
}

function decodeTap(data: object, { receivedMs }: Raw): InboundTap {
  const body = tapBody.parse(data)
  const { actionIds, params } = pressedOf(body)
  const account = body.userId ?? ''
  const trackId = body.outTrackId ?? ''
  const { action } = params
  return {
    type: 'tap',
    from: { externalId: account, displayId: account, name: null },
    sentAt: new Date(receivedMs),
    taskId: taskIdOfTrack(trackId),
    action: (typeof action === 'string' || typeof action === 'number' ? String(action) : '') || (actionIds[0] ?? ''),
    selected: selectedOf(params),
    cardHandle: handleOfTrack(trackId, new Date(receivedMs)),
  }
}

/** The values of a form by field: `{ field: text | yes-no | { index, value } | several }` [CARDV 0014]. */
function selectedOf({ form }: Record<string, unknown>): Record<string, string[]> {
  if (typeof form !== 'object' || form === null) return {}
  return Object.fromEntries(Object.entries(form).map(([field, value]) => [field, valuesOf(value)]))
}

function valuesOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(scalarOf).filter((text) => text !== '')
}

function scalarOf(value: unknown): string {
  const inner = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
  return typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean' ? String(inner) : ''
}

const DIRECTORY_CHANGES = new Map<string, 'joined' | 'changed' | 'left'>([
  ['user_add_org', 'joined'],
  ['user_active_org', 'joined'],
  ['user_modify_org', 'changed'],
  ['user_leave_org', 'left'],
])

function decodeEvent(body: EventBody, raw: Extract<Raw, { kind: 'event' }>): InboundEvent {
  const base = { type: 'event' as const, from: null, sentAt: new Date(raw.receivedMs) }
  const change = DIRECTORY_CHANGES.get(raw.eventType)
  if (change !== undefined) {
    const externalId = raw.userId
    const name = body.diffInfo.find((diff) => (diff.userid ?? externalId) === externalId)?.curr.name ?? null
    return { ...base, event: 'directory_changed', change, externalId, newExternalId: null, name }
  }
  if (raw.eventType.startsWith('chat_')) {
    const chatId = body.openConversationId ?? body.chatId ?? ''
    const { chatId: callId, userId, title: detail } = body
    const memberCount = userId.length > 0 ? userId.length : null
    return { ...base, event: 'group_changed', chatId, change: raw.eventType, detail, memberCount, callId }
  }
  return { ...base, event: 'other', name: raw.eventType }
}
