/** When duties fall due. A window is the whole of a period, never a single day: any day of it will do. */
import { addDays, type CivilDate, daysBetween } from './calendar.ts'
import { DUTY_PERIODS, type DutyPeriod } from './duty-catalogue.ts'

/** First and last day, both included. */
export interface DutySpan {
  startsOn: CivilDate
  endsOn: CivilDate
}

const MONTHS: Readonly<Record<Exclude<DutyPeriod, 'week'>, number>> = { month: 1, quarter: 3, half_year: 6, year: 12 }

/** The period that `date` lies in: weeks from Monday, all others from the first of a month, counted from January. */
export function periodAt(every: DutyPeriod, date: CivilDate): DutySpan {
  if (every === 'week') {
    const sinceMonday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
    const startsOn = addDays(date, -sinceMonday)
    return { startsOn, endsOn: addDays(startsOn, 6) }
  }
  const [year = 0, month = 1] = date.split('-').map(Number)
  const months = MONTHS[every]
  const first = Math.floor((month - 1) / months) * months
  return { startsOn: firstOfMonth(year, first), endsOn: addDays(firstOfMonth(year, first + months), -1) }
}

/** `month` from 0; 12 is January of the next year. */
function firstOfMonth(year: number, month: number): CivilDate {
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)
}

/** Windows are there so many days before they begin, so that a branch can call one off in time. */
const OPENED_AHEAD_DAYS = 7

export interface SpanToOpen extends DutySpan {
  every: DutyPeriod
  /** More than half of it is over: unfair to who only began in it. */
  late: boolean
}

/** The windows that are open on `today`, and those that begin within the next days. */
export function spansToOpen(today: CivilDate): SpanToOpen[] {
  return DUTY_PERIODS.flatMap((every) => {
    const current = periodAt(every, today)
    const next = periodAt(every, addDays(current.endsOn, 1))
    const spans = next.startsOn <= addDays(today, OPENED_AHEAD_DAYS) ? [current, next] : [current]
    return spans.map((span) => ({ ...span, every, late: isLate(span, today) }))
  })
}

function isLate({ startsOn, endsOn }: DutySpan, today: CivilDate): boolean {
  return daysBetween(startsOn, today) * 2 > daysBetween(startsOn, endsOn) + 1
}

/** A duty that falls due, and whether its window of today is there, whatever became of it. */
export interface DutyToCome {
  every: DutyPeriod
  opened: boolean
}

/** The day on which the first window opens that is not there yet; windows open each night. `null`: none ever does. */
export function nextDutyOn(duties: readonly DutyToCome[], today: CivilDate): CivilDate | null {
  const tomorrow = addDays(today, 1)
  const days = duties.map(({ every, opened }) => {
    const span = periodAt(every, tomorrow)
    const isThere = opened && span.startsOn <= today
    return isThere || isLate(span, tomorrow) ? addDays(span.endsOn, 1) : tomorrow
  })
  return days.sort()[0] ?? null
}

/** Days before the end of a window on which who has not done it is told, once. */
export const REMINDED_BEFORE_DAYS: Readonly<Record<DutyPeriod, number>> = {
  week: 2,
  month: 7,
  quarter: 14,
  half_year: 30,
  year: 45,
}
