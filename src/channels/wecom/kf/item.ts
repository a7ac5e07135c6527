/** What `sync_msg` of 微信客服 hands out, one by one (wecom.md §6.9). */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Delivery } from '../../channel.ts'

/** Who made it: the resident, or WeCom itself. What a member types in their own client is theirs, and not kept. */
const RESIDENT = 3
const PLATFORM = 4

const name = z.string().regex(/^[^\p{C}]{1,128}$/u)
/** Seconds, as far as the database has dates. */
const seconds = z.number().int().min(0).max(99_999_999_999)

/** Only what says whose it is and when: each kind is looked at when its turn comes. */
const head = z.looseObject({
  msgid: name.optional(),
  external_userid: name.optional(),
  send_time: seconds.optional(),
  origin: z.number().int().optional(),
  event: z.looseObject({ external_userid: name.optional(), welcome_code: z.string().optional() }).optional(),
})

/**
 * An item as it is kept, `null` where it is nobody's that we answer. Nothing that a resident wrote is ever left out: what
 * has no id of its own gets one made of its bytes.
 */
export function deliveryOf(item: unknown, readAt: Date): Delivery | null {
  const read = head.safeParse(item)
  // Kept as it is, to be put aside for a person when its turn comes.
  const { msgid, external_userid, send_time, origin, event } = read.success ? read.data : {}
  if (origin !== undefined && origin !== RESIDENT && origin !== PLATFORM) return null
  const raw = JSON.stringify(item)
  const sentAt = send_time === undefined ? readAt : new Date(send_time * 1000)
  return {
    channel: 'kf',
    key: msgid ?? `item-${createHash('sha256').update(raw).digest('hex')}`,
    conversation: external_userid ?? event?.external_userid ?? 'sys:kf',
    sentAt,
    lane: event?.welcome_code ? 'fast' : 'normal',
    raw,
  }
}
