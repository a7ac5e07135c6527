import { decide } from '../decide/decide.ts'
import type { Decision } from '../decide/decision.ts'
import type { Facts } from '../decide/facts.ts'
import type { Happening } from '../decide/happening.ts'
import type { Deps } from '../deps.ts'
import { reporterRole } from '../domain/roles.ts'
import { apply } from '../store/apply.ts'
import type { Origin } from '../store/cases.ts'
import type { DueConversation } from '../store/conversations.ts'
import { contactOf } from '../store/identities.ts'
import type { Order } from '../store/orders.ts'
import { takeSnapshot } from '../store/snapshot.ts'
import { inTransaction, type Sql } from '../store/sql.ts'
import { surroundingsIn, withSurroundings } from '../store/surroundings.ts'
import { conversationLock, forgetOriginals } from '../store/turns.ts'

/** Conversations looked at by one run; the next run goes on. */
export const CONVERSATIONS_MAX = 500

/** Nobody said anything. */
const NOTHING_SAID = { inbox: null, codes: [], quotedCodes: [], asks: false, invite: null, binding: null } as const

/** What happens to a conversation although nobody wrote. */
interface Due {
  happening: Extract<Happening, { type: 'due' | 'named' | 'second_reading' }>
  now: Date
  /** The message that it is about, where there is one. */
  inboxId?: bigint
  /** Written in the same transaction as the decision, so that the same thing is not due again. */
  mark?: (sql: Sql, identityId: string, now: Date) => Promise<unknown>
}

/** Ask `decide` what the clock does to each of these conversations, each in its own transaction and turn. */
export async function decideDue(deps: Deps, conversations: readonly DueConversation[], what: Due): Promise<bigint[]> {
  const owed: bigint[] = []
  for (const conversation of conversations) {
    try {
      owed.push(...(await withSurroundings(deps, () => decideInTurn(deps, conversation, what))))
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

async function decideInTurn(
  deps: Deps,
  conversation: DueConversation,
  { happening, now, inboxId, mark }: Due,
): Promise<bigint[]> {
  const { channel, external_id: externalId, organisation_id: organisationId } = conversation
  return inTransaction(
    deps.pool,
    async (sql) => {
      const sender = { externalId, displayId: externalId, name: null }
      const contact = await contactOf(sql, { channel, sender, organisationId })
      const surroundings = await surroundingsIn(sql, deps, { organisationId, now })
      const subject = { contact, channel, replyTo: externalId, conversation: externalId, inGroup: false }
      const facts = await takeSnapshot(sql, { subject: { ...subject, ...NOTHING_SAID }, surroundings }, now)
      await mark?.(sql, contact.identityId, now)
      const origin = { organisationId, channel, inboxId: null, identityId: contact.identityId, personId: null }
      const orders = ordersOf({ ...origin, role: 'system' }, facts, decide(happening, facts, now))
      const { owed, applied } = await apply(sql, orders, { now, timezone: deps.config.timezone })
      if (inboxId !== undefined && applied.some((a) => a.forgetOriginal)) await forgetOriginals(sql, [inboxId])
      return owed
    },
    conversationLock({ channel, conversation: externalId }),
  )
}

/** What is changed by itself is nobody's step; a matter that is opened all the same was told by its sender. */
function ordersOf(clock: Origin, { sender }: Facts, decisions: readonly Decision[]): Order[] {
  if (!decisions.some((d) => d.do === 'open_case' || d.do === 'open_check_in')) return [{ origin: clock, decisions }]
  const edits = (d: Decision) => d.do === 'edit_case' || d.do === 'edit_check_in'
  const told: Origin = {
    ...clock,
    personId: sender.person?.id ?? null,
    role: reporterRole(sender.person?.assignments ?? null),
  }
  return [
    { origin: clock, decisions: decisions.filter(edits) },
    { origin: told, decisions: decisions.filter((d) => !edits(d)) },
  ]
}
