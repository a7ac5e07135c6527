import type { WorkTime } from '../domain/calendar.ts'
import { type CaseEvent, type CaseNote, type CaseState, saysItEnds, type Taker, transition } from '../domain/case.ts'
import { type ClockRules, clocksAfter } from '../domain/case-step.ts'
import { type CaseClocks, type Matter, startClocks } from '../domain/clocks.ts'
import { nextReminderAt, type Remindable } from '../domain/reminders.ts'
import type { Actor, CaseSets, Decision } from './decision.ts'
import type { CaseFacts, Facts } from './facts.ts'

/** What a step hangs on beside the case: the organisation's settings and calendar, and the hour. */
export interface StepTurn {
  facts: Pick<Facts, 'settings' | 'calendar'>
  now: Date
}

export interface StepAsked {
  event: CaseEvent
  taker: Taker
  /** Which end, where the table has several. */
  to?: CaseState
  by: Actor
  reason?: string | null
  sets?: CaseSets
}

/** A step taken: the decision that takes it, and the case as it is then. */
export interface Step {
  decision: Decision
  record: CaseFacts
}

/** One step of the transition table, with all that it does to the clocks. `null`: the table does not have it. */
export function step(turn: StepTurn, record: CaseFacts, asked: StepAsked): Step | null {
  const { event, taker, by, reason = null, sets } = asked
  const to = transition(record.state, event, taker, asked.to)
  if (to === null) return null
  const after = withSets({ ...record, state: to, clocks: clocksAfter(record, to, turn.now, rulesOf(turn)) }, sets)
  const moved = withReminder(turn, { ...after, stateBefore: to === 'need_info' ? record.state : record.stateBefore })
  const { clocks } = moved
  return {
    decision: {
      do: 'move_case',
      caseId: record.id,
      event,
      from: record.state,
      to,
      by,
      reason,
      clocks,
      ...(sets && { sets }),
    },
    record: saysItEnds(event) ? { ...moved, closedById: by.personId } : moved,
  }
}

/** What leaves the state as it is, but is put on record. */
export function note(
  turn: StepTurn,
  record: CaseFacts,
  { event, by, reason = null, sets, clocks = record.clocks }: NoteAsked,
): Step {
  const after = withReminder(turn, withSets({ ...record, clocks }, sets))
  const { id: caseId, state } = record
  return {
    decision: { do: 'note_case', caseId, event, state, by, reason, clocks: after.clocks, ...(sets && { sets }) },
    record: after,
  }
}

export interface NoteAsked {
  event: CaseNote
  by: Actor
  reason?: string | null
  sets?: CaseSets
  /** Where the note changes them, as more time does. */
  clocks?: CaseClocks
}

/** The clocks of a case that is opened without a draft, or of an emergency, which is acted on before it is confirmed. */
export function clocksAtOpening(turn: StepTurn, matter: Matter): CaseClocks {
  const { settings, time } = rulesOf(turn)
  const clocks = startClocks(matter, settings, turn.now, time)
  const record = { ...matter, state: 'new' as const, clocks, askAgainOn: null, scheduledOn: null }
  return { ...clocks, remindAt: nextReminderAt(record, time) }
}

function rulesOf(turn: StepTurn): ClockRules {
  return { settings: turn.facts.settings.clocks, time: workTime(turn) }
}

/** What working time is reckoned by. */
export function workTime({ facts: { settings, calendar } }: StepTurn): WorkTime {
  return { calendar, timezone: settings.timezone, hours: settings.workHours }
}

/** The case as its reminders see it. */
export function remindable(record: CaseFacts): Remindable {
  return { ...record, askAgainOn: record.external?.askAgainOn ?? null }
}

function withSets(record: CaseFacts, sets: CaseSets = {}): CaseFacts {
  const { external, scheduledOn, extension, escalation, satisfied } = sets
  return {
    ...record,
    ...(external === undefined ? {} : { external }),
    ...(scheduledOn === undefined ? {} : { scheduledOn }),
    ...(extension === undefined ? {} : { extension }),
    ...(escalation === undefined ? {} : { escalation }),
    ...(satisfied === undefined ? {} : { satisfied }),
  }
}

/** The case with the hour of its next reminder. */
function withReminder(turn: StepTurn, record: CaseFacts): CaseFacts {
  return { ...record, clocks: { ...record.clocks, remindAt: nextReminderAt(remindable(record), workTime(turn)) } }
}
