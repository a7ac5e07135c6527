import { putAsideReply } from '../decide/replies/put-aside.ts'
import type { Deps } from '../deps.ts'
import { addressOfConversation } from '../domain/conversations.ts'
import { receiptCode } from '../domain/receipt.ts'
import { owe } from '../store/outbox.ts'
import type { ConversationKey, Turn } from '../store/turns.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Tell the sender that the message is kept and that a person will look at it. */
export async function apologise(deps: Deps, { channel, conversation }: ConversationKey, turn: Turn): Promise<void> {
  // WeCom's own events: nobody waits for an answer.
  if (conversation.startsWith('sys:')) return
  const now = deps.now()
  const owed = await owe(
    deps.pool,
    [
      {
        organisationId: turn.organisationId,
        key: `put-aside/${turn.id}`,
        to: [{ channel, externalId: addressOfConversation(conversation), personId: null }],
        lane: 'reply',
        purpose: 'reply',
        content: putAsideReply(receiptCode(turn.id)),
        caseId: null,
        checkInId: null,
        notBefore: null,
        deadline: new Date(now.getTime() + DAY_MS),
      },
    ],
    now,
  )
  deps.bells.ring('outbound', owed)
}
