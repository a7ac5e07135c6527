/** Which orders look at how zones are filled, so that everything else need not read it. */
import type { Command, CommandName } from '../understanding/understanding.ts'

const ORDERS: readonly CommandName[] = [
  ...(['nominate', 'withdraw_offer', 'assign_zone', 'add_member', 'replace_member', 'stand_by', 'end_post'] as const),
  ...(['add_zone', 'change_zone', 'end_zone', 'approve_zones', 'know_zone', 'coverage'] as const),
]

export function isZoningOrder({ name, args }: Command): boolean {
  const decides = name === 'approve' || name === 'refuse'
  return ORDERS.includes(name) || (decides && args.code === undefined)
}
