import type { Card } from '../channels/channel.ts'
import type { CaseSets, Decision } from './decision.ts'
import type { Address, CaseFacts, Facts } from './facts.ts'
import { personOf } from './find.ts'
import { lasting } from './outsiders.ts'
import { withReceipt } from './replies/words.ts'
import { tellAddress, tellAddresses } from './tell.ts'
import { receiptOf, type Turn } from './turn.ts'

/** What somebody is told of a matter, in words or on a card that asks. */
type CaseNews = { what: string } & ({ text: string } | { card: Card })

/** Tell whoever reported a case what became of it, unless they did it themselves; that nobody can, stays on record. */
export function tellReporter(turn: Turn, record: CaseFacts, news: CaseNews): Decision[] {
  if (reportedBySender(turn.facts, record)) return []
  const address = reporterAddress(turn.facts, record)
  if (!address && record.byProgram) return []
  if (!address) return [{ do: 'edit_case', caseId: record.id, changes: {}, reason: '上报人收不到消息，没有告知' }]
  return [
    tellAddress(turn, address, {
      key: `${news.what}/${record.code}/${record.version}`,
      lane: 'reminder',
      purpose: 'reply',
      content:
        'card' in news
          ? { type: 'card', card: news.card }
          : { type: 'text', text: withReceipt(news.text, receiptOf(turn)) },
      about: { caseId: record.id },
    }),
  ]
}

/** Tell those who follow a case, its reporter and the sender left out; `except`: those who hear of it otherwise. */
export function tellFollowers(
  turn: Turn,
  record: CaseFacts,
  { what, text, except = [] }: { what: string; text: string; except?: readonly Address[] },
): Decision[] {
  const { sender } = turn.facts
  const known = [sender.address, record.reporter.address, ...(sender.person?.addresses ?? []), ...except]
  const others = (record.followers ?? []).filter(
    (one) => lasting(one) && !known.some((k) => k?.channel === one.channel && k.externalId === one.externalId),
  )
  if (others.length === 0) return []
  return [
    tellAddresses(turn, others, {
      key: `${what}/${record.code}/${record.version}/followers`,
      lane: 'reminder',
      purpose: 'reply',
      content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
      about: { caseId: record.id },
    }),
  ]
}

/** What a step puts down once its reporter hears of it. */
export function responded(turn: Turn, record: CaseFacts): CaseSets {
  return isReporterOutOfReach(turn, record) ? {} : { responded: true }
}

/** Whether the reporter has to be told by a person: no message reaches them, and no program that asks how it stands. */
export function mustBeToldByPerson(turn: Turn, record: CaseFacts): boolean {
  return isReporterOutOfReach(turn, record) && !record.byProgram
}

/** Whether no message reaches the reporter. */
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
