import { type CivilDate, civilDate } from '../../domain/calendar.ts'
import type { Decision } from '../decision.ts'
import { canTake, type Held, handle, type Worked, workOn } from '../handling.ts'
import { askDay, cannotDoNow, dayIsOver, plannedNews, plannedText } from '../replies/handling.ts'
import { askedFor, orderOf } from '../said-order.ts'
import { step } from '../step.ts'
import { say } from '../tell.ts'
import { responded, tellReporter } from '../tell-reporter.ts'
import { type SpokenTurn, senderActor, type Turn } from '../turn.ts'

const VERB = '排期'

/** A3-0017 排到周五: taken on, if it was not yet, and planned for that day. */
export function plan(turn: SpokenTurn): Decision[] {
  return handle(turn, { verb: VERB, fits: plannable }, (held) => planCase(turn, held))
}

function plannable(held: Held): boolean {
  return ['accept', 'start', 'schedule'].some((event) => canTake(event as 'accept' | 'start' | 'schedule')(held))
}

function planCase(turn: SpokenTurn, held: Held): Decision[] {
  const { record } = held
  const about = { caseId: record.id }
  const { on } = orderOf(turn).args
  if (!plannable(held)) return [say(turn, cannotDoNow(VERB, record), { about })]
  if (on === undefined) return askedFor(turn, 'day', { record, question: askDay(record, '排') })
  if (on < today(turn)) return [say(turn, dayIsOver(on), { about })]
  const planned = planFor(turn, held, on)
  if (!planned) return [say(turn, cannotDoNow(VERB, record), { about })]
  return [
    ...planned.decisions,
    say(turn, plannedText(planned.record, on), { about }),
    ...tellReporter(turn, planned.record, { what: 'planned', text: plannedNews(planned.record, on) }),
  ]
}

/** What was planned before is begun, then planned anew. */
function planFor(turn: Turn, held: Held, on: CivilDate): Worked | null {
  const by = senderActor(turn)
  const sets = { scheduledOn: on, ...responded(turn, held.record) }
  const begun = held.record.state === 'scheduled' ? step(turn, held.record, { ...held, event: 'start', by }) : null
  const planned = workOn(turn, begun ? { ...held, record: begun.record } : held, { event: 'schedule', by, sets })
  return planned && { ...planned, decisions: [...(begun ? [begun.decision] : []), ...planned.decisions] }
}

/** The civil date on which something is said. */
export function today({ facts, now }: Turn): CivilDate {
  return civilDate(now, facts.settings.timezone)
}
