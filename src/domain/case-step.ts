/** What a step of the transition table does to the clocks of a case. */
import { type WorkTime, workingMinutesBetween } from './calendar.ts'
import { type CaseState, outsideStatus } from './case.ts'
import {
  type CaseClocks,
  type ClockSettings,
  dueAt,
  PAUSING_STATES,
  resumeClocks,
  spansOf,
  startClocks,
  WORK_GOES_ON,
} from './clocks.ts'
import type { Category, Urgency } from './vocabulary.ts'

/** A case as far as its clocks hang on it. */
export interface Clocked {
  category: Category
  urgency: Urgency
  state: CaseState
  clocks: CaseClocks
}

/** What clocks are reckoned by. */
export interface ClockRules {
  settings: ClockSettings
  time: WorkTime
}

/** The clocks of a case that goes from its state to `to` at `now`. */
export function clocksAfter(record: Clocked, to: CaseState, now: Date, rules: ClockRules): CaseClocks {
  const begun = beginning(record, to, now, rules)
  const going = pausing(record.state, to)
    ? { ...begun, pausedAt: now }
    : resumed({ ...record, clocks: begun }, to, now, rules)
  return ended(record, to, going, now, rules)
}

/** 待受理 starts them, and a matter opened again starts them anew; one told as an emergency had them as a draft. */
function beginning(record: Clocked, to: CaseState, now: Date, { settings, time }: ClockRules): CaseClocks {
  const starts = to === 'reopened' || (to === 'new' && record.clocks.startedAt === null)
  return starts ? startClocks(record, settings, now, time) : record.clocks
}

function pausing(from: CaseState, to: CaseState): boolean {
  return PAUSING_STATES.includes(to) && !PAUSING_STATES.includes(from)
}

/** What was waited for came; what was looked at and found not good goes on as if nobody had looked. */
function resumed(
  { state: from, urgency, clocks }: Clocked,
  to: CaseState,
  now: Date,
  { time }: ClockRules,
): CaseClocks {
  if (PAUSING_STATES.includes(to)) return clocks
  if (from !== 'to_verify' || to !== 'in_progress') return resumeClocks({ clocks, urgency }, now, time)
  const undone = { ...clocks, resolve: { ...clocks.resolve, doneAt: null }, verify: { dueAt: null, doneAt: null } }
  return resumeClocks({ clocks: { ...undone, pausedAt: clocks.resolve.doneAt }, urgency }, now, time)
}

function ended(record: Clocked, to: CaseState, clocks: CaseClocks, now: Date, rules: ClockRules): CaseClocks {
  const closes = outsideStatus(to) === 'closed'
  const done = closes || to === 'to_verify'
  const accepted = done || WORK_GOES_ON.includes(to)
  const verifyDueAt = () => dueAt(now, spansOf(record, rules.settings).verify, rules.time)
  return {
    ...clocks,
    accept: accepted ? { ...clocks.accept, doneAt: clocks.accept.doneAt ?? now } : clocks.accept,
    resolve: done ? { ...clocks.resolve, doneAt: clocks.resolve.doneAt ?? now } : clocks.resolve,
    verify:
      to === 'to_verify'
        ? { dueAt: verifyDueAt(), doneAt: null }
        : closes && record.state === 'to_verify'
          ? { ...clocks.verify, doneAt: now }
          : clocks.verify,
    pausedAt: closes ? null : clocks.pausedAt,
  }
}

/** Working minutes that a matter took until it was done, what others were waited for left out; `null`: not done yet. */
export function minutesTaken({ startedAt, resolve }: CaseClocks, time: WorkTime): number | null {
  if (startedAt === null || resolve.doneAt === null) return null
  return workingMinutesBetween(startedAt, resolve.doneAt, time)
}
