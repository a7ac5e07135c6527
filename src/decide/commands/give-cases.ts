/** A3-0001、A3-0002 转给老王: several matters go to another one of the branch, for good. */
import type { InboundTap } from '../../channels/channel.ts'
import { outsideStatus } from '../../domain/case.ts'
import { groupBy } from '../../domain/group.ts'
import { may } from '../../domain/permission.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts, PersonFacts } from '../facts.ts'
import { personOf } from '../find.ts'
import { personAsActor } from '../permit.ts'
import { cardOf } from '../replies/card.ts'
import { casesGiven, casesGivenNews, casesTakenNews, nothingToGiveOn } from '../replies/hand-on.ts'
import { matterLines } from '../replies/leave.ts'
import { reporterTitle } from '../replies/people.ts'
import { withReceipt } from '../replies/words.ts'
import { say, tellPerson, update } from '../tell.ts'
import { inboxOf, receiptOf, senderActor, type Turn } from '../turn.ts'
import { caseNamed } from './case-named.ts'
import { takerOf } from './claim.ts'

/** Nobody handles what names them, and integrity is given by nobody but a secretary, one by one. */
export function mayBeGiven(record: CaseFacts, person: PersonFacts): boolean {
  return record.category !== 'integrity' && may(personAsActor(person), 'handle', { ...record, handlerId: person.id })
}

export function giveInWords(turn: Turn, codes: readonly string[], person: PersonFacts): Decision[] {
  const { decisions, text } = give(turn, codes, person)
  return [...decisions, say(turn, text)]
}

/** The button by which those matters go back to whoever had them. */
export function giveByTap(
  turn: Turn,
  tap: InboundTap,
  { personId, codes }: { personId: string; codes: readonly string[] },
): Decision[] {
  const { facts } = turn
  const person = facts.zoning?.people.find((p) => p.id === personId) ?? personOf(facts, personId)
  const { decisions, text } = person ? give(turn, codes, person) : { decisions: [], text: nothingToGiveOn(codes) }
  const closedAs = decisions.length > 0 ? '已转' : '已处理过'
  return [...decisions, update(turn, cardOf({ taskId: tap.taskId, title: text, closedAs }))]
}

/** Their clocks go on as they are. What the sender may not give, or the person may not get, stays where it is, and is named. */
function give(turn: Turn, codes: readonly string[], person: PersonFacts): { decisions: Decision[]; text: string } {
  const known = codes.flatMap((code) => caseNamed(turn.facts, code) ?? [])
  const open = known.filter((c) => takerOf(turn, c) !== null && outsideStatus(c.state) === 'open')
  const given = open.filter((c) => mayBeGiven(c, person) && c.handlerId !== person.id)
  if (given.length === 0) return { decisions: [], text: nothingToGiveOn(codes) }
  const kept = codes.filter((code) => !given.some((c) => c.code === code))
  const hears = person.addresses.length > 0
  return {
    decisions: [
      ...assigned(turn, given, person),
      ...tellReceiver(turn, person, casesGivenNews(reporterTitle(turn.facts), linesOf(given))),
      ...tellThoseBefore(turn, given, person),
    ],
    text: casesGiven(
      given.map((c) => c.code),
      person.name,
      { hears, kept },
    ),
  }
}

export function assigned(turn: Turn, records: readonly CaseFacts[], { id }: PersonFacts): Decision[] {
  const by = senderActor(turn)
  return records.map((c): Decision => ({ do: 'assign_case', caseId: c.id, handlerId: id, by }))
}

/** As its new handler reads them. */
export function linesOf(records: readonly CaseFacts[]): string[] {
  return matterLines(records.map((matter) => ({ matter, withText: true })))
}

export function tellReceiver(turn: Turn, person: PersonFacts, text: string): Decision[] {
  if (person.id === turn.facts.sender.person?.id) return []
  return tellOf(turn, person, { part: 'handed-all', text })
}

/** Whoever had them until now need not go on. */
function tellThoseBefore(turn: Turn, given: readonly CaseFacts[], person: PersonFacts): Decision[] {
  return [...groupBy(given, (c) => c.handlerId)].flatMap(([id, own]) => {
    const before = id === turn.facts.sender.person?.id ? null : personOf(turn.facts, id)
    const codes = own.map((c) => c.code)
    return tellOf(turn, before, { part: 'taken', text: casesTakenNews(codes, person.name) })
  })
}

function tellOf(turn: Turn, person: PersonFacts | null, { part, text }: { part: string; text: string }): Decision[] {
  return tellPerson(turn, person, {
    key: `${part}/${inboxOf(turn).id}/${person?.id}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
    about: null,
  })
}
