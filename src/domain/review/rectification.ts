/** 限期整改: what a member puts right by a day, looked at again by somebody else. Plain dates in, what is due out. */
import { addDays, type CivilDate, daysBetween } from '../calendar.ts'
import type { RectificationState } from './vocabulary.ts'

/** Days before the due date on which a member is reminded, nearest last. */
const LEADS_DAYS = [7, 3, 1] as const

const DAYS_MAX = 366

export interface Rectification {
  id: string
  personId: string
  helperId: string | null
  recheckerId: string | null
  state: RectificationState
  /** The last day on which somebody was told of its present due date: the member, or once it is over who gave it. */
  toldOn: CivilDate
  dueOn: CivilDate
}

/** `report`: the member says that it is done. `pass`, `not_yet`: who looked again. `extend`, `cancel`: who gave it. */
export type RectificationStep = 'report' | 'pass' | 'not_yet' | 'extend' | 'cancel'

const STEPS: Readonly<Record<RectificationStep, { from: readonly RectificationState[]; to: RectificationState }>> = {
  report: { from: ['open'], to: 'reported' },
  pass: { from: ['reported'], to: 'closed' },
  not_yet: { from: ['reported'], to: 'open' },
  extend: { from: ['open', 'reported'], to: 'open' },
  cancel: { from: ['open', 'reported'], to: 'cancelled' },
}

/** `null`: the step is not legal in this state. */
export function rectificationAfter(state: RectificationState, step: RectificationStep): RectificationState | null {
  return STEPS[step].from.includes(state) ? STEPS[step].to : null
}

export interface RectificationMove {
  step: RectificationStep
  /** Person. */
  by: string
  /** What was done, what was seen, or why. */
  reason: string
  /** Of an extension: the new last day. */
  dueOn: CivilDate | null
}

/**
 * `ended`: nothing more is done. `not_reported`: there is nothing to look at yet. `own`: the member or the helper looks at
 * their own work. `not_yours`: it is for somebody else to say. `bad_date`: not after the present one, or too far.
 */
export type RectificationRefusal =
  | 'ended'
  | 'not_reported'
  | 'reported'
  | 'own'
  | 'not_yours'
  | 'no_reason'
  | 'bad_date'

/** Why a step is not taken. Whether the person leads the branch is for their posts to say. */
export function rectificationRefusal(
  { state, personId, helperId, recheckerId, dueOn }: Rectification,
  move: RectificationMove,
  today: CivilDate,
): RectificationRefusal | null {
  if (rectificationAfter(state, move.step) === null) return illegalStep(state)
  const theirWork = move.by === personId || move.by === helperId
  if (move.step === 'report') return theirWork ? withReason(move) : 'not_yours'
  if (theirWork) return 'own'
  const looksAgain = move.step === 'pass' || move.step === 'not_yet'
  if (looksAgain && recheckerId !== null && move.by !== recheckerId) return 'not_yours'
  if (move.step === 'extend' && !isLater(move.dueOn, dueOn, today)) return 'bad_date'
  return withReason(move)
}

function illegalStep(state: RectificationState): RectificationRefusal {
  if (state === 'open') return 'not_reported'
  return state === 'reported' ? 'reported' : 'ended'
}

function withReason({ reason }: RectificationMove): RectificationRefusal | null {
  return reason.trim() === '' ? 'no_reason' : null
}

/** More time is more: after the present day and the one that was told. */
function isLater(day: CivilDate | null, dueOn: CivilDate, today: CivilDate): boolean {
  return day !== null && day > dueOn && mayBeDueOn(day, today)
}

export function mayBeDueOn(day: CivilDate, today: CivilDate): boolean {
  return day > today && day <= addDays(today, DAYS_MAX)
}

/** Who may look again: not the member, not the helper. */
export function mayRecheck({ personId, helperId }: Pick<Rectification, 'personId' | 'helperId'>, by: string): boolean {
  return by !== personId && by !== helperId
}

export interface RectificationReminder {
  /** Once told is told: with another due date it is another. */
  key: string
  id: string
  /** `member`: it is due soon. `rechecker`: it was reported. `giver`: the day is over. */
  to: 'member' | 'rechecker' | 'giver'
  /** Negative once it is over. */
  daysLeft: number
}

/**
 * What is owed today for what is under way.
 *
 * After an outage only the nearest lead is told, not every one missed. A lead that lies on or before the day on which the
 * it was last told of is none, and that it is over is told once. Who looks again is asked once, when it was reported.
 */
export function dueRectificationReminders(
  rectifications: readonly Rectification[],
  today: CivilDate,
): RectificationReminder[] {
  return rectifications.flatMap((one): RectificationReminder[] => {
    const daysLeft = daysBetween(today, one.dueOn)
    const reminder = (to: RectificationReminder['to'], what: string): RectificationReminder[] => [
      { key: `rectification/${one.id}/${one.dueOn}/${what}`, id: one.id, to, daysLeft },
    ]
    if (one.state === 'reported') return reminder('rechecker', 'recheck')
    if (one.state !== 'open') return []
    if (daysLeft < 0) return one.toldOn > one.dueOn ? [] : reminder('giver', 'over')
    const lead = LEADS_DAYS.findLast((days) => daysLeft <= days && addDays(one.dueOn, -days) > one.toldOn)
    return lead === undefined ? [] : reminder('member', `lead/${lead}`)
  })
}
