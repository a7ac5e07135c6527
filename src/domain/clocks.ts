/**
 * The clocks of a case: how long it may wait to be taken up, to be done and to be looked at again.
 *
 * Each starts on entering its state, stands still while somebody else is waited for, and is never reset by an edit.
 */
import {
  addWorkingDays,
  addWorkingMinutes,
  type CivilDate,
  civilDate,
  type WorkTime,
  workingMinutesBetween,
} from './calendar.ts'
import type { CaseState } from './case.ts'
import type { Category, Urgency } from './vocabulary.ts'

const MINUTE_MS = 60_000

/** How long something may take: working days `5d`, working hours `8h`, or minutes of any hour `15m`. */
export type Span = `${number}d` | `${number}h` | `${number}m`
export const SPAN = /^(?:[1-9]\d?d|[1-9]\d?h|[1-9]\d{0,2}m)$/

/** `null`: as the matter itself asks. */
export interface ClockSpans {
  accept: Span | null
  resolve: Span | null
  verify: Span | null
}

/** What an organisation has set: per urgency, and where a category asks for less than a normal matter has. */
export interface ClockSettings {
  byUrgency: Readonly<Record<Urgency, ClockSpans>>
  byCategory: Readonly<Partial<Record<Category, Partial<ClockSpans>>>>
}

/** Defaults of the casework conventions. Only an emergency counts the hours of the night. */
export const USUAL_CLOCKS: ClockSettings = {
  byUrgency: {
    normal: { accept: '1d', resolve: '5d', verify: '2d' },
    urgent: { accept: '2h', resolve: '1d', verify: '1d' },
    emergency: { accept: '15m', resolve: null, verify: '1d' },
  },
  byCategory: { environment: { resolve: '8h' } },
}

/** One clock as it stands; `null` where it does not run, or has not ended. */
export interface Clock {
  dueAt: Date | null
  doneAt: Date | null
}

/** All clocks of a case. */
export interface CaseClocks {
  /** When those of accepting and resolving began; moved by the working time of every pause. */
  startedAt: Date | null
  accept: Clock
  resolve: Clock
  verify: Clock
  /** Since when all of them stand still. */
  pausedAt: Date | null
  /** When the next reminder is due; `null`: none is. */
  remindAt: Date | null
  /** What fell due up to this instant has been told. */
  remindedAt: Date | null
}

export const NO_CLOCKS: CaseClocks = {
  startedAt: null,
  accept: { dueAt: null, doneAt: null },
  resolve: { dueAt: null, doneAt: null },
  verify: { dueAt: null, doneAt: null },
  pausedAt: null,
  remindAt: null,
  remindedAt: null,
}

/** The states in which the clocks stand still: the reporter, or somebody outside, has to do something. */
export const PAUSING_STATES: readonly CaseState[] = ['need_info', 'waiting_external']

/** The states of a matter that somebody has taken on. */
export const WORK_GOES_ON: readonly CaseState[] = ['accepted', 'in_progress', 'scheduled', 'waiting_external']

export type Matter = { category: Category; urgency: Urgency }

/** The spans that hold for a matter. A category changes those of normal matters only. */
export function spansOf({ category, urgency }: Matter, { byUrgency, byCategory }: ClockSettings): ClockSpans {
  return { ...byUrgency[urgency], ...(urgency === 'normal' ? byCategory[category] : undefined) }
}

/** The clocks of a matter that becomes 待受理 (again) at `now`. */
export function startClocks(matter: Matter, settings: ClockSettings, now: Date, time: WorkTime): CaseClocks {
  const spans = spansOf(matter, settings)
  return {
    ...NO_CLOCKS,
    startedAt: now,
    accept: { dueAt: dueAt(now, spans.accept, time), doneAt: null },
    resolve: { dueAt: dueAt(now, spans.resolve, time), doneAt: null },
  }
}

/**
 * The clocks after a pause that ends at `now`: each has as much time left, or is as far over, as when it began. What was
 * told of them stays told.
 */
export function resumeClocks(
  { clocks, urgency }: { clocks: CaseClocks; urgency: Urgency },
  now: Date,
  time: WorkTime,
): CaseClocks {
  const { pausedAt, startedAt, remindedAt } = clocks
  if (pausedAt === null) return clocks
  const minutes = workingMinutesBetween(pausedAt, now, time)
  // Hours of the night count in an emergency, so they count as a pause too.
  const later = (at: Date) =>
    urgency === 'emergency'
      ? new Date(at.getTime() + now.getTime() - pausedAt.getTime())
      : addWorkingMinutes(at, minutes, time)
  const moved = (clock: Clock): Clock =>
    clock.doneAt === null && clock.dueAt !== null ? { ...clock, dueAt: later(clock.dueAt) } : clock
  // What was told during the pause was about the pause.
  const told = remindedAt !== null && remindedAt > pausedAt ? pausedAt : remindedAt
  return {
    ...clocks,
    startedAt: startedAt && later(startedAt),
    accept: moved(clocks.accept),
    resolve: moved(clocks.resolve),
    pausedAt: null,
    remindedAt: told && openingFrom(later(told), urgency, time),
  }
}

/** 12:00 and 14:00 are one instant of working time: the later of them, so that what was told is not told again. */
function openingFrom(at: Date, urgency: Urgency, time: WorkTime): Date {
  return urgency === 'emergency' ? at : addWorkingMinutes(at, 0, time)
}

/** The instant at which `span` is over. */
export function dueAt(from: Date, span: Span | null, time: WorkTime): Date | null {
  if (span === null) return null
  const count = Number.parseInt(span, 10)
  if (span.endsWith('m')) return new Date(from.getTime() + count * MINUTE_MS)
  return span.endsWith('h') ? addWorkingMinutes(from, count * 60, time) : addWorkingDays(from, count, time)
}

/** Working days within which every matter is to be done, whatever more time it is given. */
export const RESOLVE_LIMIT_DAYS = 10

/** The last day within that limit, reckoned as the clocks run: pauses left out. `null`: they have not begun. */
export function limitOn({ startedAt }: CaseClocks, time: WorkTime): CivilDate | null {
  return startedAt && civilDate(addWorkingDays(startedAt, RESOLVE_LIMIT_DAYS, time), time.timezone)
}
