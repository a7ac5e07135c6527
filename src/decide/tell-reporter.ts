import type { Decision } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import { withReceipt } from './replies/words.ts'
import { tellAddress } from './tell.ts'
import { receiptOf, type Turn } from './turn.ts'

/** Tell whoever reported a case what became of it, unless they did it themselves. */
export function tellReporter(
  turn: Turn,
  record: CaseFacts,
  { what, text }: { what: string; text: string },
): Decision[] {
  const { address, identityId, personId } = record.reporter
  const { sender } = turn.facts
  const self = identityId === sender.identityId || (personId !== null && personId === sender.person?.id)
  if (!address || self) return []
  return [
    tellAddress(turn, address, {
      key: `${what}/${record.code}/${record.version}`,
      lane: 'reminder',
      purpose: 'reply',
      content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
      about: { caseId: record.id },
    }),
  ]
}
