import type { Decision } from '../decide/decision.ts'
import type { Order } from '../store/orders.ts'

/** Decisions in an organisation that the clock alone led to: nobody said anything. */
export function clockOrder(organisationId: string, decisions: readonly Decision[]): Order {
  const nobody = { inboxId: null, identityId: null, personId: null }
  return { origin: { organisationId, channel: 'local', ...nobody, role: 'system' }, decisions }
}
