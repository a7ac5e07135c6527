import type { InboundTap } from '../../channels/channel.ts'
import { CASE_STATES, type Taker } from '../../domain/case.ts'
import { namesPerson } from '../../domain/names.ts'
import { isOfZone, isSecretaryOf } from '../../domain/roles.ts'
import { caseShown } from '../announce.ts'
import { isEmergency } from '../danger.ts'
import type { Decision } from '../decision.ts'
import { tellTakenOn } from '../emergency-news.ts'
import type { CaseFacts, PersonFacts } from '../facts.ts'
import { insteadOf } from '../in-hands.ts'
import { takenUp } from '../keep.ts'
import { mayDo } from '../permit.ts'
import { closed } from '../replies/card.ts'
import { caseCard } from '../replies/case-card.ts'
import { acceptedInsteadText, acceptedText, alreadyInState, notFoundText, notYoursText } from '../replies/commands.ts'
import { nextStep } from '../replies/next-step.ts'
import { acceptedNews } from '../replies/outcome.ts'
import { handlerOf } from '../replies/people.ts'
import { step } from '../step.ts'
import { say, update } from '../tell.ts'
import { responded, tellReporter } from '../tell-reporter.ts'
import { type SpokenTurn, senderActor, type Turn } from '../turn.ts'
import { caseNamed } from './case-named.ts'

/** 认领 A3-0017 */
export function claim(turn: SpokenTurn, code: string): Decision[] {
  return accept(turn, code, null)
}

/** Take a case on, by a tap on its card or in words. */
export function accept(turn: Turn, code: string, tap: InboundTap | null): Decision[] {
  const named = caseNamed(turn.facts, code)
  const taker = named && takerOf(turn, named)
  if (!named || !(taker || mayDo(turn, 'see', named))) return [say(turn, notFoundText(code))]
  if (!taker) return [say(turn, notYoursText(named.code))]
  const { decisions, record, news } = takeOn(turn, named, taker)
  if (decisions.length === 0) {
    const text = alreadyInState(record, handlerOf(turn.facts, record))
    return [outcome(turn, { record, tap, text, taken: false })]
  }
  const away = standsInFor(turn, record)
  const text = away ? acceptedInsteadText(record.code, away.name) : acceptedText(record.code)
  return [...decisions, outcome(turn, { record, tap, text, taken: true }), ...news]
}

interface TakenOn {
  decisions: Decision[]
  /** As it is then. */
  record: CaseFacts
  /** For its reporter, and for others who were alarmed. */
  news: Decision[]
}

/** The case in the hands of the sender. No decisions: it cannot be taken on, or was before. */
export function takeOn(turn: Turn, named: CaseFacts, taker: Extract<Taker, 'handler' | 'secretary'>): TakenOn {
  const { decisions, record } = takenUp(turn, named)
  const accepted = step(turn, record, { event: 'accept', taker, by: senderActor(turn), sets: responded(turn, record) })
  if (!accepted) return { decisions: [], record: named, news: [] }
  return {
    decisions: [...decisions, ...takeOver(turn, record), accepted.decision],
    record: accepted.record,
    news: [
      ...tellTakenOn(turn, { ...accepted.record, handlerId: senderActor(turn).personId }),
      ...tellReporter(turn, record, { what: 'accepted', text: acceptedNews(record) }),
    ],
  }
}

/** As what the sender may work on the case: its handler, its branch's secretary, or another one of its zone. */
export function takerOf(turn: Turn, record: CaseFacts): Extract<Taker, 'handler' | 'secretary'> | null {
  const { person } = turn.facts.sender
  if (!person) return null
  if (mayDo(turn, 'handle', record)) {
    return record.handlerId !== person.id && isSecretaryOf(person.assignments, record.branchId)
      ? 'secretary'
      : 'handler'
  }
  const readable = mayDo(turn, 'read', record) && !namesPerson(record.text, person.name)
  return readable && isOfZone(person.assignments, record.zoneCode) && isTold(record) ? 'handler' : null
}

/** A draft is nobody's yet, but an emergency is taken on before it is confirmed. */
function isTold(record: CaseFacts): boolean {
  return record.state !== 'draft' || isEmergency(record)
}

/**
 * Whoever takes it on handles it from now on. Who alone stands in for its handler does so for as long as they are away;
 * of several it is settled who.
 */
function takeOver(turn: Turn, record: CaseFacts): Decision[] {
  const by = senderActor(turn)
  if (by.personId === null || by.personId === record.handlerId) return []
  if (standsInFor(turn, record)) return []
  return [{ do: 'assign_case', caseId: record.id, handlerId: by.personId, by }]
}

function standsInFor(turn: Turn, record: CaseFacts): PersonFacts | null {
  return insteadOf(turn.facts, record, senderActor(turn).personId)
}

interface Outcome {
  record: CaseFacts
  tap: InboundTap | null
  text: string
  /** Whether it is the sender's from now on; else it was before, or is nobody's to take. */
  taken: boolean
}

/** A tap is answered on its card, words by words. */
function outcome(turn: Turn, { record, tap, text, taken }: Outcome): Decision {
  const about = { caseId: record.id }
  const away = standsInFor(turn, record)
  if (tap === null) return say(turn, text, { about })
  const shown = { ...caseShown(turn.facts, record, record.state), reporter: null }
  const options = { taskId: tap.taskId, acceptable: false, withText: mayDo(turn, 'read', record) }
  const next = away ? acceptedInsteadText(record.code, away.name) : nextStep(record, 'handler')
  const card = taken
    ? caseCard(shown, { ...options, title: `已认领 ${record.code}`, closable: true, next })
    : closed(caseCard(shown, { ...options, title: `事件 ${record.code}` }), CASE_STATES[record.state])
  return update(turn, card, { about })
}
