import type { Decision } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import { personOf } from './find.ts'
import { inHandsOf } from './in-hands.ts'
import { type News, tellAddresses } from './tell.ts'
import type { Turn } from './turn.ts'

/**
 * Tell whoever has the case in hands today, but for the sender: its handler, or while they are away whoever stands in.
 * Where nobody is there, the handler finds it on their return.
 */
export function tellInHands(turn: Turn, record: CaseFacts, news: Omit<News, 'about'>): Decision[] {
  const { facts } = turn
  const inHands = inHandsOf(facts, record)
  const handler = personOf(facts, record.handlerId)
  const people = inHands.length > 0 ? inHands : handler ? [handler] : []
  const others = people.filter((p) => p.id !== facts.sender.person?.id)
  const to = others.flatMap(({ addresses: [address] }) => address ?? [])
  return to.length > 0 ? [tellAddresses(turn, to, { ...news, about: { caseId: record.id } })] : []
}
