import { decide } from '../decide/decide.ts'
import type { Happening } from '../decide/facts.ts'
import type { Deps } from '../deps.ts'
import { apply } from '../store/apply.ts'
import { type DueConversation, rosterVersion } from '../store/conversations.ts'
import { contactOf } from '../store/identities.ts'
import { takeSnapshot } from '../store/snapshot.ts'
import { inTransaction, type Sql } from '../store/sql.ts'
import { conversationLock } from '../store/turns.ts'
import { refreshSurroundings, StaleSurroundings, surroundingsOf } from './surroundings.ts'

/** Conversations looked at by one run; the next run goes on. */
export const CONVERSATIONS_MAX = 500

/** Nobody said anything. */
const NOTHING_SAID = { inbox: null, codes: [], quotedCodes: [], asks: false, invite: null, binding: null } as const

/** What happens to a conversation although nobody wrote. */
interface Due {
  happening: Extract<Happening, { type: 'due' | 'named' }>
  now: Date
  /** Written in the same transaction as the decision, so that the same thing is not due again. */
  mark?: (sql: Sql, identityId: string, now: Date) => Promise<unknown>
}

/** Ask `decide` what the clock does to each of these conversations, each in its own transaction and turn. */
export async function decideDue(deps: Deps, conversations: readonly DueConversation[], what: Due): Promise<bigint[]> {
  const owed: bigint[] = []
  for (const conversation of conversations) {
    try {
      owed.push(...(await decideOne(deps, conversation, what)))
    } catch (error) {
      // The rest goes on; this one is still due at the next tick.
      deps.log.error(
        { identity_id: conversation.identity_id, happening: what.happening.type, err: error },
        'the clock failed',
      )
    }
  }
  return owed
}

async function decideOne(deps: Deps, conversation: DueConversation, what: Due): Promise<bigint[]> {
  try {
    return await decideInTurn(deps, conversation, what)
  } catch (error) {
    if (!(error instanceof StaleSurroundings)) throw error
    await refreshSurroundings(deps, error.asked)
    return decideInTurn(deps, conversation, what)
  }
}

async function decideInTurn(
  deps: Deps,
  conversation: DueConversation,
  { happening, now, mark }: Due,
): Promise<bigint[]> {
  const { channel, external_id: externalId, organisation_id: organisationId } = conversation
  const { owed } = await inTransaction(
    deps.pool,
    async (sql) => {
      const sender = { externalId, displayId: externalId, name: null }
      const contact = await contactOf(sql, { channel, sender, organisationId })
      const version = await rosterVersion(sql)
      const surroundings = surroundingsOf(deps, { organisationId, rosterVersion: version, now })
      const subject = { contact, channel, replyTo: externalId, conversation: externalId, inGroup: false }
      const facts = await takeSnapshot(sql, { subject: { ...subject, ...NOTHING_SAID }, surroundings }, now)
      await mark?.(sql, contact.identityId, now)
      const origin = { organisationId, channel, inboxId: null, identityId: contact.identityId, personId: null }
      return apply(sql, [{ origin: { ...origin, role: 'system' }, decisions: decide(happening, facts, now) }], now)
    },
    conversationLock({ channel, conversation: externalId }),
  )
  return owed
}
