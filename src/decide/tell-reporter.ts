import type { Decision } from './decision.ts'
import type { Address, CaseFacts, Facts } from './facts.ts'
import { personOf } from './find.ts'
import { lasting } from './outsiders.ts'
import { withReceipt } from './replies/words.ts'
import { tellAddress } from './tell.ts'
import { receiptOf, type Turn } from './turn.ts'

/** Tell whoever reported a case what became of it, unless they did it themselves; that nobody can, stays on record. */
export function tellReporter(
  turn: Turn,
  record: CaseFacts,
  { what, text }: { what: string; text: string },
): Decision[] {
  if (reportedBySender(turn.facts, record)) return []
  const address = reporterAddress(turn.facts, record)
  if (!address) return [{ do: 'edit_case', caseId: record.id, changes: {}, reason: '上报人收不到消息，没有告知' }]
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

/** Whether the reporter has to be told by a person, since no message reaches them. */
export function isReporterOutOfReach({ facts }: Turn, record: CaseFacts): boolean {
  return !reportedBySender(facts, record) && reporterAddress(facts, record) === null
}

function reportedBySender({ sender }: Facts, { reporter: { identityId, personId } }: CaseFacts): boolean {
  return identityId === sender.identityId || (personId !== null && personId === sender.person?.id)
}

/** The account that told it, else any other of the same person. Never a group. */
function reporterAddress(facts: Facts, { reporter }: CaseFacts): Address | null {
  return lasting(reporter.address) ?? lasting(personOf(facts, reporter.personId)?.addresses[0])
}
