/** Messages as their platforms sent them: decoded, with who sent each and where to answer. */
import type { Channel, Inbound, Sender } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { groupAddress } from '../domain/conversations.ts'
import { ChannelError } from '../errors.ts'
import { keepCardHandles } from '../store/card-handles.ts'
import { type ChatHandle, keepReplyHandles } from '../store/reply-handles.ts'
import type { Sql } from '../store/sql.ts'
import type { ConversationKey, Turn } from '../store/turns.ts'

/** A message whose turn it is. */
export interface Taken {
  key: ConversationKey
  turn: Turn
}

/** A message decoded: who sent it, and where to answer. */
export interface Heard extends Taken {
  channel: Channel
  inbound: Inbound
  sender: Sender
  replyTo: string
  inGroup: boolean
}

/** Decode them; those that cannot be read are left. @throws ChannelError `malformed` when the only one cannot be read */
export function hearAll(deps: Deps, taken: readonly Taken[]): { heard: Heard[]; unread: Taken[] } {
  const heard: Heard[] = []
  const unread: Taken[] = []
  for (const one of taken) {
    try {
      heard.push(hear(deps, one))
    } catch (error) {
      if (taken.length === 1) throw error
      unread.push(one)
    }
  }
  return { heard, unread }
}

/** The message as its platform sent it. @throws ChannelError `malformed` */
function hear({ channels, seal }: Deps, { key, turn }: Taken): Heard {
  const channel = channels.get(key.channel)
  if (!channel) throw new ChannelError('misconfigured', `channel ${key.channel} is not set up`)
  if (turn.payload === null) throw new ChannelError('malformed', 'the original was deleted')
  const inbound = channel.decode(seal.open('inbox', turn.payload))
  const sender = senderOf(inbound, key)
  const group = inbound.type === 'message' && inbound.chat.kind === 'group' ? inbound.chat.id : null
  const replyTo = group === null ? sender.externalId : groupAddress(group)
  return { key, turn, channel, inbound, sender, replyTo, inGroup: group !== null }
}

/** Events come from the platform itself; the account that they speak of stands in for a sender. */
function senderOf(inbound: Inbound, { conversation }: ConversationKey): Sender {
  if (inbound.from) return inbound.from
  const account = inbound.type === 'event' && inbound.event === 'resident_added' ? inbound.resident : conversation
  return { externalId: account.toLowerCase(), displayId: account, name: null }
}

/** Rights that a message brought: to change the card that was tapped, to answer in its chat. */
export async function keepRights({ seal }: Deps, sql: Sql, heard: readonly Heard[]): Promise<void> {
  const cards = heard.flatMap(({ inbound, key, turn, sender }) =>
    inbound.type === 'tap' && inbound.cardHandle
      ? [
          {
            ...inbound.cardHandle,
            organisationId: turn.organisationId,
            channel: key.channel,
            taskId: inbound.taskId,
            recipients: [sender.externalId],
          },
        ]
      : [],
  )
  const replies = heard.flatMap(({ channel, inbound, key, turn, replyTo }): ChatHandle[] =>
    channel.givesReplyHandles && inbound.type === 'message' && inbound.replyHandle
      ? [{ ...inbound.replyHandle, channel: key.channel, recipient: replyTo, organisationId: turn.organisationId }]
      : [],
  )
  await keepCardHandles(sql, cards)
  await keepReplyHandles(sql, seal, replies)
}
