/** When somebody is reminded of a case, and of what. Each step is told once; after an outage only the last one. */
import {
  addWorkingDays,
  addWorkingMinutes,
  type CivilDate,
  instantOf,
  type WorkTime,
  workingMinutesBetween,
} from './calendar.ts'
import { outsideStatus } from './case.ts'
import type { Clocked } from './case-step.ts'

/** Share of a clock that has run: half, all, half as much again. */
export const STEPS = [0.5, 1, 1.5] as const
export type ReminderStep = (typeof STEPS)[number]

/**
 * What is due. `accept` and `resolve`: a clock at one of its steps; `verify`: nobody has looked in time; `outside`: ask
 * those outside how it stands; `answer`: the reporter has not answered; `planned`: the day has come.
 */
export type Reminder =
  | { about: 'accept' | 'resolve'; step: ReminderStep; at: Date }
  | { about: 'verify' | 'outside' | 'answer' | 'planned'; at: Date }

/** A case as far as its reminders hang on it. */
export interface Remindable extends Clocked {
  /** The day on which those outside are asked again. */
  askAgainOn: CivilDate | null
  scheduledOn: CivilDate | null
}

/** How long a reporter may take to answer before the handler hears that no answer came. */
const ANSWER_WORKING_DAYS = 3
/** When a day's own reminders are due. */
const MORNING = '09:00'

/** Everything that the case will ask for as it stands, the earliest first. */
export function remindersOf(record: Remindable, time: WorkTime): Reminder[] {
  if (outsideStatus(record.state) === 'closed') return []
  return remindersIn(record, time).sort((a, b) => a.at.getTime() - b.at.getTime())
}

function remindersIn(record: Remindable, time: WorkTime): Reminder[] {
  const { state, clocks, askAgainOn, scheduledOn } = record
  switch (state) {
    case 'to_verify':
      return clocks.verify.dueAt ? [{ about: 'verify', at: clocks.verify.dueAt }] : []
    case 'waiting_external':
      return askAgainOn ? [{ about: 'outside', at: instantOf(askAgainOn, MORNING, time.timezone) }] : []
    case 'need_info':
      return clocks.pausedAt
        ? [{ about: 'answer', at: addWorkingDays(clocks.pausedAt, ANSWER_WORKING_DAYS, time) }]
        : []
    default: {
      const planned = state === 'scheduled' ? scheduledOn : null
      return [
        ...stepsOf(record, 'accept', time),
        ...stepsOf(record, 'resolve', time),
        ...(planned ? [{ about: 'planned' as const, at: instantOf(planned, MORNING, time.timezone) }] : []),
      ]
    }
  }
}

/** The steps of a running clock: of working time, but of an emergency of any hour. */
function stepsOf({ clocks, urgency }: Remindable, about: 'accept' | 'resolve', time: WorkTime): Reminder[] {
  const { startedAt } = clocks
  const { dueAt, doneAt } = clocks[about]
  if (startedAt === null || dueAt === null || doneAt !== null) return []
  if (urgency === 'emergency') {
    const whole = dueAt.getTime() - startedAt.getTime()
    return STEPS.map((step) => ({ about, step, at: new Date(startedAt.getTime() + whole * step) }))
  }
  const whole = workingMinutesBetween(startedAt, dueAt, time)
  return STEPS.map((step) => ({
    about,
    step,
    at: step === 1 ? dueAt : addWorkingMinutes(startedAt, whole * step, time),
  }))
}

/** When the case is to be looked at next; `null`: it asks for nothing more. */
export function nextReminderAt(record: Remindable, time: WorkTime): Date | null {
  const after = record.clocks.remindedAt
  return remindersOf(record, time).find((r) => after === null || r.at > after)?.at ?? null
}

/** What is to be told at `now`: of each clock the latest step that was not told yet. */
export function dueReminders(record: Remindable, now: Date, time: WorkTime): Reminder[] {
  const after = record.clocks.remindedAt
  const due = remindersOf(record, time).filter((r) => r.at <= now && (after === null || r.at > after))
  return due.filter((r, i) => !due.some((later, j) => j > i && later.about === r.about))
}
