/** Which review rounds an organisation has, and when: one of a kind in a period, reckoned from plain dates. */
import { addDays, type CivilDate, daysBetween } from '../calendar.ts'
import { type DutySpan, periodAt } from '../duty.ts'
import { REVIEW_KINDS, type ReviewKind } from './vocabulary.ts'

/** The part of a year that a period is. */
export const PERIOD_PARTS = ['H1', 'H2', 'Q1', 'Q2', 'Q3', 'Q4', 'year'] as const
export type PeriodPart = (typeof PERIOD_PARTS)[number]

/** First and last day on which answers are taken, `MM-DD`, a last day before the first being that of the next year. */
export interface RoundDates {
  from: string
  to: string
  /** In the year after the period's. */
  yearAfter?: boolean
}

/** When an organisation has its rounds. A part that is not told has none. */
export type ReviewDates = Readonly<Record<ReviewKind, Readonly<Partial<Record<PeriodPart, RoundDates>>>>>

/**
 * Opinions are asked in the months in which no other round asks residents. The appraisal waits until the evaluation that
 * feeds it was shown to the members and their time to appeal is over.
 */
export const USUAL_REVIEW_DATES: ReviewDates = {
  spot_check: { H1: { from: '06-01', to: '06-20' } },
  opinion_round: {
    Q1: { from: '03-10', to: '03-25' },
    Q2: { from: '05-10', to: '05-25' },
    Q3: { from: '09-10', to: '09-25' },
    Q4: { from: '11-10', to: '11-25' },
  },
  year_end_evaluation: { year: { from: '12-01', to: '12-25' } },
  democratic_appraisal: { year: { from: '01-10', to: '01-25', yearAfter: true } },
}

const LENGTHS = {
  spot_check: 'half_year',
  opinion_round: 'quarter',
  year_end_evaluation: 'year',
  democratic_appraisal: 'year',
} as const satisfies Record<ReviewKind, string>

/** A round that was missed is still opened so many days after it should have been over. */
const CAUGHT_UP_DAYS = 31
const ROUND_DAYS_MIN = 3
const ROUND_DAYS_MAX = 62
/** What is asked later than this after its period is asked of nobody who remembers. */
const AFTER_PERIOD_DAYS_MAX = 92

/** The period of a kind of round that `date` lies in: `2026-H1`, `2026-Q3` or `2026`. */
export function periodOf(kind: ReviewKind, date: CivilDate): string {
  const year = date.slice(0, 4)
  const month = Number(date.slice(5, 7))
  switch (LENGTHS[kind]) {
    case 'half_year':
      return `${year}-H${month <= 6 ? 1 : 2}`
    case 'quarter':
      return `${year}-Q${Math.ceil(month / 3)}`
    case 'year':
      return year
  }
}

/** The parts of a year that a kind of round can have dates for. */
export function partsOf(kind: ReviewKind): readonly PeriodPart[] {
  const length = LENGTHS[kind]
  if (length === 'year') return ['year']
  return PERIOD_PARTS.filter((part) => part.startsWith(length === 'half_year' ? 'H' : 'Q'))
}

const PERIOD = /^(\d{4})(?:-(H[12]|Q[1-4]))?$/u

interface Period {
  year: number
  part: PeriodPart
}

function readPeriod(period: string): Period | null {
  const [, year, part] = PERIOD.exec(period) ?? []
  return year === undefined ? null : { year: Number(year), part: (part as PeriodPart | undefined) ?? 'year' }
}

function periodName({ year, part }: Period): string {
  return part === 'year' ? String(year) : `${year}-${part}`
}

/** First and last day of a period as it is written; `null`: it is none. */
export function periodSpan(period: string): DutySpan | null {
  const read = readPeriod(period)
  if (read === null) return null
  const { year, part } = read
  if (part === 'year') return periodAt('year', `${year}-01-01`)
  const month = (Number(part.slice(1)) - 1) * (part.startsWith('H') ? 6 : 3) + 1
  return periodAt(part.startsWith('H') ? 'half_year' : 'quarter', `${year}-${String(month).padStart(2, '0')}-01`)
}

/** A round as the dates say. */
export interface PlannedRound {
  kind: ReviewKind
  period: string
  opensOn: CivilDate
  /** The last day on which answers are taken. */
  closesOn: CivilDate
}

/** The round of a period; `null`: the organisation has none in it. */
export function plannedRound(kind: ReviewKind, period: string, dates: ReviewDates): PlannedRound | null {
  const read = readPeriod(period)
  const told = read && dates[kind][read.part]
  return read && told ? { kind, period, ...daysOf(told, read.year) } : null
}

function daysOf(
  { from, to, yearAfter = false }: RoundDates,
  year: number,
): { opensOn: CivilDate; closesOn: CivilDate } {
  const opening = year + (yearAfter ? 1 : 0)
  return { opensOn: `${opening}-${from}`, closesOn: `${to < from ? opening + 1 : opening}-${to}` }
}

/** Rounds of all kinds that begin in a span of days, both included, the earliest first. */
export function roundsBeginning(from: CivilDate, to: CivilDate, dates: ReviewDates): PlannedRound[] {
  const kinds = Object.keys(REVIEW_KINDS) as ReviewKind[]
  const rounds: PlannedRound[] = []
  for (let year = Number(from.slice(0, 4)) - 1; year <= Number(to.slice(0, 4)); year++) {
    for (const kind of kinds) {
      const periods = partsOf(kind).map((part) => periodName({ year, part }))
      rounds.push(...periods.flatMap((period) => plannedRound(kind, period, dates) ?? []))
    }
  }
  return rounds
    .filter(({ opensOn }) => from <= opensOn && opensOn <= to)
    .sort((a, b) =>
      a.opensOn === b.opensOn ? kinds.indexOf(a.kind) - kinds.indexOf(b.kind) : a.opensOn < b.opensOn ? -1 : 1,
    )
}

/** The next round of a kind that begins after `today`; `null`: none is planned. */
export function nextRound(kind: ReviewKind, today: CivilDate, dates: ReviewDates): PlannedRound | null {
  const inTwoYears = addDays(today, 2 * 366)
  return roundsBeginning(addDays(today, 1), inTwoYears, dates).find((round) => round.kind === kind) ?? null
}

export interface RoundToOpen extends PlannedRound {
  /** It should have been opened before. */
  late: boolean
}

export interface RoundsKnown {
  dates: ReviewDates
  /** First day of the branch: it is not asked about a time in which it was not there. */
  since: CivilDate
  /** Rounds that there are already, in whatever state. */
  opened: readonly { kind: ReviewKind; period: string }[]
}

/**
 * The rounds to open today, those included that nobody opened when they were due.
 *
 * Of several of a kind that were missed only the last is caught up. A round opened when more than half of its days are
 * over gets all its days from today on.
 */
export function roundsToOpen(today: CivilDate, { dates, since, opened }: RoundsKnown): RoundToOpen[] {
  const reach = addDays(today, -(ROUND_DAYS_MAX + CAUGHT_UP_DAYS))
  const due = roundsBeginning(since > reach ? since : reach, today, dates).filter(
    ({ closesOn }) => today <= addDays(closesOn, CAUGHT_UP_DAYS),
  )
  const theirs = due.filter(({ period }) => (periodSpan(period)?.endsOn ?? since) >= since)
  const last = theirs.filter((round, i) => !theirs.some((later, j) => j > i && later.kind === round.kind))
  return last
    .filter(({ kind, period }) => !opened.some((one) => one.kind === kind && one.period === period))
    .map((round) => openedOn(round, today))
}

function openedOn(round: PlannedRound, today: CivilDate): RoundToOpen {
  const days = daysBetween(round.opensOn, round.closesOn) + 1
  const daysLeft = daysBetween(today, round.closesOn) + 1
  const closesOn = daysLeft * 2 >= days ? round.closesOn : addDays(today, days - 1)
  return { ...round, opensOn: today, closesOn, late: today > round.opensOn }
}

/** Why dates cannot be set: no days of every year, a wrong part, too few or too many days, away from their period. */
export type RoundDatesFault = 'no_days' | 'wrong_part' | 'too_short' | 'too_long' | 'before_period' | 'too_late'

export function roundDatesFault(kind: ReviewKind, part: PeriodPart, told: RoundDates): RoundDatesFault | null {
  if (!partsOf(kind).includes(part)) return 'wrong_part'
  if (!isDayOfEveryYear(told.from) || !isDayOfEveryYear(told.to)) return 'no_days'
  const year = 2026
  const span = periodSpan(periodName({ year, part }))
  if (span === null) return 'wrong_part'
  const { opensOn, closesOn } = daysOf(told, year)
  const days = daysBetween(opensOn, closesOn) + 1
  if (days < ROUND_DAYS_MIN) return 'too_short'
  if (days > ROUND_DAYS_MAX) return 'too_long'
  if (opensOn < span.startsOn) return 'before_period'
  return daysBetween(span.endsOn, opensOn) > AFTER_PERIOD_DAYS_MAX ? 'too_late' : null
}

/** 29 February is none. */
function isDayOfEveryYear(day: string): boolean {
  if (!/^\d{2}-\d{2}$/u.test(day)) return false
  const at = new Date(`2026-${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(5, 10) === day
}
