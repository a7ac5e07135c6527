/** 微信客服: what a message does to the chat that it came by, beside what it means. */

import { WAITS_FOR_RESIDENT } from '../domain/service-chat.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Contact } from '../store/identities.ts'
import { handChat, hearInChats, takeBackSent, wakeSends } from '../store/kf-chats.ts'
import type { Sql } from '../store/sql.ts'
import type { Heard } from './hear-messages.ts'

const CHANNEL: ChannelName = 'kf'
const HOUR_MS = 3_600_000

export interface ServiceHeard {
  /** Identities whose chat a member serves now: what they say there is the member's to answer. */
  served: ReadonlySet<string>
  /** Outbox rows that waited for what came now. */
  owed: bigint[]
}

/** Open the chats of those who wrote, and follow who serves them. `contacts` in the order of `heard`. */
export async function hearServiceChats(
  sql: Sql,
  { heard, contacts, now }: { heard: readonly Heard[]; contacts: readonly Contact[]; now: Date },
): Promise<ServiceHeard> {
  const here = heard.flatMap((one, index) => {
    const contact = contacts[index]
    return one.key.channel === CHANNEL && contact ? [{ ...one, identityId: contact.identityId }] : []
  })
  if (here.length === 0) return { served: new Set(), owed: [] }
  const opened: string[] = []
  for (const { inbound, identityId, sender } of here) {
    if (inbound.type !== 'event') continue
    if (inbound.event === 'service_handed') {
      await handChat(sql, identityId, inbound.openKfId, inbound.to)
      if (inbound.to === 'bot') opened.push(sender.externalId)
    }
    if (inbound.event === 'send_failed') {
      const again = new Date(now.getTime() + HOUR_MS)
      const reason = inbound.untilHeard ? WAITS_FOR_RESIDENT : 'did not reach the resident'
      await takeBackSent(sql, sender.externalId, inbound.platformId, inbound.untilHeard, again, reason)
    }
  }
  const messages = here.flatMap(({ inbound, identityId, sender }) =>
    inbound.type === 'message' && inbound.replyHandle
      ? [{ identityId, account: sender.externalId, openKfId: inbound.replyHandle.code, at: inbound.sentAt }]
      : [],
  )
  const served = await hearInChats(sql, messages)
  opened.push(...messages.filter((m) => !served.has(m.identityId)).map((m) => m.account))
  return { served, owed: await wakeSends(sql, opened, now) }
}
