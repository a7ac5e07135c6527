import { decide } from '../decide/decide.ts'
import type { Happening } from '../decide/facts.ts'
import type { Deps } from '../deps.ts'
import { apply } from '../store/apply.ts'
import { type DueConversation, rosterVersion } from '../store/conversations.ts'
import { contactOf } from '../store/identities.ts'
import { takeSnapshot } from '../store/snapshot.ts'
import { inTransaction } from '../store/sql.ts'
import { conversationLock } from '../store/turns.ts'
import { surroundingsOf } from './surroundings.ts'

/** Conversations looked at by one run; the next run goes on. */
export const CONVERSATIONS_MAX = 500

/** Ask `decide` what the clock does to each of these conversations, each in its own transaction and turn. */
export async function decideDue(
  deps: Deps,
  {
    due,
    conversations,
    now,
  }: {
    due: Extract<Happening, { type: 'due' }>['due']
    conversations: readonly DueConversation[]
    now: Date
  },
): Promise<bigint[]> {
  const owed: bigint[] = []
  for (const conversation of conversations) owed.push(...(await decideOne(deps, { due, conversation, now })))
  return owed
}

async function decideOne(
  deps: Deps,
  {
    due,
    conversation,
    now,
  }: {
    due: Extract<Happening, { type: 'due' }>['due']
    conversation: DueConversation
    now: Date
  },
): Promise<bigint[]> {
  const { channel, external_id: externalId, organisation_id: organisationId } = conversation
  const applied = await inTransaction(
    deps.pool,
    async (sql) => {
      const contact = await contactOf(sql, channel, { externalId, displayId: externalId, name: null }, organisationId)
      const version = await rosterVersion(sql)
      const surroundings = await surroundingsOf(deps, { organisationId, rosterVersion: version, now })
      const subject = { contact, channel, externalId, conversation: externalId, inGroup: false }
      const facts = await takeSnapshot(
        sql,
        { ...subject, inbox: null, codes: [], asks: false, invite: null },
        { surroundings, now },
      )
      const origin = { organisationId, channel, inboxId: null, identityId: contact.identityId, personId: null }
      return apply(sql, { ...origin, role: 'system' }, decide({ type: 'due', due }, facts, now), now)
    },
    conversationLock({ channel, conversation: externalId }),
  )
  return applied.owed
}
