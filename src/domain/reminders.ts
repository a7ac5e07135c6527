/** When somebody is reminded of a case, and of what. Each step is told once; after an outage only the last one. */
import {
  addDays,
  addWorkingDays,
  addWorkingMinutes,
  type CivilDate,
  civilDate,
  instantOf,
  type WorkTime,
  workingDayFrom,
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
export type Reminder = Ripe &
  ({ about: 'accept' | 'resolve'; step: ReminderStep } | { about: 'verify' | 'outside' | 'answer' | 'planned' })

interface Ripe {
  /** When it falls due. */
  since: Date
  /** When it is told: at once, or with whatever else normal matters ask for until the next working morning. */
  at: Date
}

/** A case as far as its reminders hang on it. */
export interface Remindable extends Clocked {
  /** The day on which those outside are asked again. */
  askAgainOn: CivilDate | null
  scheduledOn: CivilDate | null
}

/** How long a reporter may take to answer before the handler hears that no answer came. */
const ANSWER_WORKING_DAYS = 3
/** When a day's own reminders are due. What normal matters ask for waits for it, so that a person hears of all at once. */
const MORNING = '09:00'
/** When somebody is told that half of a time is over that ends before the next working morning. */
const AFTERNOON = '14:00'

/** Everything that the case will ask for as it stands, in the order in which it falls due. */
function remindersOf(record: Remindable, time: WorkTime): Reminder[] {
  if (outsideStatus(record.state) === 'closed') return []
  return remindersIn(record, time).sort((a, b) => a.since.getTime() - b.since.getTime())
}

function remindersIn(record: Remindable, time: WorkTime): Reminder[] {
  const { state, clocks, askAgainOn, scheduledOn } = record
  switch (state) {
    case 'to_verify':
      // Nobody is told.
      return clocks.verify.dueAt ? [{ about: 'verify', ...atOnce(clocks.verify.dueAt) }] : []
    case 'waiting_external':
      // Nobody outside answers on a day off.
      return askAgainOn ? [{ about: 'outside', ...morningOf(workingDayFrom(askAgainOn, time.calendar), time) }] : []
    case 'need_info': {
      const patientUntil = clocks.pausedAt && addWorkingDays(clocks.pausedAt, ANSWER_WORKING_DAYS, time)
      return patientUntil ? [{ about: 'answer', ...ripe(record, patientUntil, time) }] : []
    }
    case 'scheduled':
      return scheduledOn ? plannedFor(record, scheduledOn, time) : clocksOf(record, time)
    default:
      return clocksOf(record, time)
  }
}

/** How far doing is, is asked of those only who had taken it on by then: before, they are asked to take it on. */
function clocksOf(record: Remindable, time: WorkTime): Reminder[] {
  const { dueAt, doneAt } = record.clocks.accept
  const takenOnBy = (at: Date) => dueAt === null || (doneAt !== null && doneAt <= at)
  const doing = stepsOf(record, 'resolve', time).filter((r) => r.step > 0.5 || takenOnBy(r.since))
  return [...stepsOf(record, 'accept', time), ...doing]
}

/** Whoever has told the day is not asked before it how far they are; that the time is over is said all the same. */
function plannedFor(record: Remindable, day: CivilDate, time: WorkTime): Reminder[] {
  const planned = { about: 'planned' as const, ...morningOf(day, time) }
  const early = (r: Reminder) => 'step' in r && r.step === 0.5 && r.since <= planned.since
  return [...clocksOf(record, time).filter((r) => !early(r)), planned]
}

type ClockReminder = Extract<Reminder, { step: ReminderStep }>

/**
 * The steps of a running clock: of working time, but of an emergency of any hour.
 *
 * Those above hear of a normal matter a working day after those who lead, who may have put it right by then.
 */
function stepsOf(record: Remindable, about: 'accept' | 'resolve', time: WorkTime): ClockReminder[] {
  const { clocks, urgency } = record
  const { startedAt } = clocks
  const { dueAt, doneAt } = clocks[about]
  if (startedAt === null || dueAt === null || doneAt !== null) return []
  if (urgency === 'emergency') {
    const whole = dueAt.getTime() - startedAt.getTime()
    return STEPS.map((step) => ({ about, step, ...atOnce(new Date(startedAt.getTime() + whole * step)) }))
  }
  const whole = workingMinutesBetween(startedAt, dueAt, time)
  const over = ripe(record, dueAt, time)
  const long = ripe(record, addWorkingMinutes(startedAt, whole * 1.5, time), time)
  const sameDay = urgency === 'normal' && long.at <= over.at
  return [
    { about, step: 0.5, ...inTime(ripe(record, addWorkingMinutes(startedAt, whole * 0.5, time), time), dueAt, time) },
    { about, step: 1, ...over },
    { about, step: 1.5, since: long.since, at: sameDay ? nextMorning(over.at, time) : long.at },
  ]
}

function atOnce(since: Date): Ripe {
  return { since, at: since }
}

function morningOf(day: CivilDate, { timezone }: WorkTime): Ripe {
  return atOnce(instantOf(day, MORNING, timezone))
}

function ripe({ urgency }: Remindable, since: Date, time: WorkTime): Ripe {
  return urgency === 'normal' ? { since, at: morningFrom(since, time) } : atOnce(since)
}

/** What waits for a morning at which it is too late is told in the afternoon before, where there is one. */
function inTime({ since, at }: Ripe, dueAt: Date, { timezone }: WorkTime): Ripe {
  const afternoon = instantOf(civilDate(since, timezone), AFTERNOON, timezone)
  return at >= dueAt && since <= afternoon && afternoon < dueAt ? { since, at: afternoon } : { since, at }
}

/** The working morning at an instant, or the next one. */
function morningFrom(at: Date, time: WorkTime): Date {
  const today = civilDate(at, time.timezone)
  const morning = instantOf(today, MORNING, time.timezone)
  return morning >= at && time.calendar.isWorkingDay(today) ? morning : nextMorning(at, time)
}

/** That of the next working day. */
function nextMorning(at: Date, { calendar, timezone }: WorkTime): Date {
  const tomorrow = addDays(civilDate(at, timezone), 1)
  return instantOf(workingDayFrom(tomorrow, calendar), MORNING, timezone)
}

/** When the case is to be looked at next; `null`: it asks for nothing more. */
export function nextReminderAt(record: Remindable, time: WorkTime): Date | null {
  const times = untold(record, time).map((r) => r.at.getTime())
  return times.length === 0 ? null : new Date(Math.min(...times))
}

/** What is to be told at `now`: of each clock the latest step that was not told yet. */
export function dueReminders(record: Remindable, now: Date, time: WorkTime): Reminder[] {
  const open = untold(record, time)
  const last = open.findLast((r) => r.at <= now)
  // What fell due before goes with it, whatever morning it would have waited for: told is told up to an instant.
  const due = last ? open.filter((r) => r.since <= last.since) : []
  return due.filter((r, i) => !due.some((later, j) => j > i && later.about === r.about))
}

/** In the order in which it falls due. */
function untold(record: Remindable, time: WorkTime): Reminder[] {
  const after = record.clocks.remindedAt
  return remindersOf(record, time).filter((r) => after === null || r.since > after)
}
