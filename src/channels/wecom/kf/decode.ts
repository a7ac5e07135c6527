import { z } from 'zod'
import { ANSWERABLE_HOURS } from '../../../domain/service-chat.ts'
import { ChannelError } from '../../../errors.ts'
import type { Inbound, InboundEvent, MessagePart, Sender } from '../../channel.ts'
import { cutBytes } from '../../text.ts'

/** Longer texts are cut: WeChat itself lets people write far less. */
const LONGEST_TEXT_BYTES = 64 * 1024
const HOUR_MS = 3_600_000

const media = z.object({ media_id: z.string().min(1) })
const words = z.string().catch('')

const item = z.looseObject({
  msgtype: z.string().catch(''),
  send_time: z.number().int().nonnegative(),
  open_kfid: words,
  external_userid: words,
})
const event = z.looseObject({
  event_type: z.string(),
  open_kfid: words,
  external_userid: words,
  scene_param: z.string().optional().catch(undefined),
  welcome_code: z.string().optional().catch(undefined),
  change_type: z.number().optional().catch(undefined),
  fail_msgid: words,
  fail_type: z.number().optional().catch(undefined),
})
type ServiceEvent = z.infer<typeof event>

const PARTS: Readonly<Record<string, (body: unknown) => MessagePart>> = {
  // A tap on one of our menus comes as the words of its line.
  text: (body) => ({
    type: 'text',
    // PostgreSQL keeps no NUL in a text; nobody types one.
    text: cutBytes(z.object({ content: z.string() }).parse(body).content.replaceAll('\0', ''), LONGEST_TEXT_BYTES),
  }),
  image: (body) => ({ type: 'image', mediaId: media.parse(body).media_id }),
  voice: (body) => ({ type: 'voice', mediaId: media.parse(body).media_id, format: 'amr', transcript: null }),
  video: (body) => ({ type: 'video', mediaId: media.parse(body).media_id }),
  file: (body) => ({ type: 'file', mediaId: media.parse(body).media_id, name: null }),
  location: (body) => {
    const { latitude, longitude, name, address } = z
      .object({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        name: words,
        address: words,
      })
      .parse(body)
    return { type: 'location', latitude, longitude, datum: 'GCJ-02', label: name || address || null }
  },
  link: (body) => {
    const { title, desc, url } = z.object({ title: words, desc: words, url: words }).parse(body)
    return { type: 'link', title, description: desc, url }
  },
}

/** Members took the chat over, or passed it on among them (1, 2, 4), or ended it. */
const TAKEN_OVER = [1, 2, 4]
const ENDED = 3
/** The session is older than 48 hours, closed, or had its five messages: it may reach them once they write again. */
const UNTIL_HEARD = [4, 5, 6]

/**
 * What a kept item of 微信客服 says. Kinds that we do not know become `unsupported` or `other`.
 *
 * @throws ChannelError `malformed`
 */
export function decodeKf(raw: string): Inbound {
  try {
    const read = item.parse(JSON.parse(raw))
    const sentAt = new Date(read.send_time * 1000)
    if (read.msgtype === 'event') return decodeEvent(event.parse(read.event), sentAt)
    return {
      type: 'message',
      chat: { kind: 'single' },
      from: senderOf(read.external_userid),
      sentAt,
      parts: [partOf(read.msgtype, read[read.msgtype])],
      quoted: null,
      replyHandle: { code: read.open_kfid, expiresAt: new Date(sentAt.getTime() + ANSWERABLE_HOURS * HOUR_MS) },
    }
  } catch (cause) {
    throw new ChannelError('malformed', 'not an item of 微信客服', { cause })
  }
}

function partOf(type: string, body: unknown): MessagePart {
  return PARTS[type]?.(body) ?? { type: 'unsupported', what: type }
}

function senderOf(account: string): Sender {
  if (account === '') throw new Error('nobody sent it')
  return { externalId: account, displayId: account, name: null }
}

function decodeEvent(read: ServiceEvent, sentAt: Date): InboundEvent {
  const from = read.external_userid === '' ? null : senderOf(read.external_userid)
  return { type: 'event', from, sentAt, ...meaningOf(read) } as InboundEvent
}

// A plain `Omit` would merge the members of the union into one.
type WithoutBase<T> = T extends unknown ? Omit<T, 'type' | 'from' | 'sentAt'> : never

function meaningOf(read: ServiceEvent): WithoutBase<InboundEvent> {
  const { event_type: name, change_type: change, fail_type: fault, open_kfid: openKfId } = read
  if (name === 'enter_session') {
    const { external_userid: resident, scene_param: scene, welcome_code: code } = read
    return { event: 'resident_added', member: '', resident, state: scene ?? null, welcomeCode: code || null }
  }
  if (name === 'session_status_change' && change === ENDED) return { event: 'service_handed', openKfId, to: 'bot' }
  if (name === 'session_status_change' && change !== undefined && TAKEN_OVER.includes(change)) {
    return { event: 'service_handed', openKfId, to: 'person' }
  }
  if (name === 'msg_send_fail' && read.fail_msgid !== '') {
    const untilHeard = fault !== undefined && UNTIL_HEARD.includes(fault)
    return { event: 'send_failed', platformId: read.fail_msgid, untilHeard }
  }
  return { event: 'other', name }
}
