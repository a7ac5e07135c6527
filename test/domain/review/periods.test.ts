import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, daysBetween } from '../../../src/domain/calendar.ts'
import {
  nextRound,
  type PeriodPart,
  partsOf,
  periodOf,
  periodSpan,
  plannedRound,
  type ReviewDates,
  type RoundsKnown,
  type RoundToOpen,
  roundDatesFault,
  roundsBeginning,
  roundsToOpen,
  USUAL_REVIEW_DATES,
} from '../../../src/domain/review/periods.ts'
import { REVIEW_KINDS, type ReviewKind } from '../../../src/domain/review/vocabulary.ts'

const kinds = Object.keys(REVIEW_KINDS) as ReviewKind[]
/** Any day of nine years, leap days among them. */
const days = fc.integer({ min: 0, max: 9 * 366 }).map((n) => addDays('2024-01-01', n))
const usual: RoundsKnown = { dates: USUAL_REVIEW_DATES, since: '2020-01-01', opened: [] }
const ONLY_SPOT_CHECKS: ReviewDates = {
  ...USUAL_REVIEW_DATES,
  opinion_round: {},
  year_end_evaluation: {},
  democratic_appraisal: {},
}

describe('a period', () => {
  test.each([
    ['spot_check', '2026-06-30', '2026-H1'],
    ['spot_check', '2026-07-01', '2026-H2'],
    ['opinion_round', '2026-03-31', '2026-Q1'],
    ['opinion_round', '2026-10-01', '2026-Q4'],
    ['year_end_evaluation', '2026-12-31', '2026'],
    ['democratic_appraisal', '2027-01-01', '2027'],
  ] as const)('of a %s on %s is %s', (kind, date, period) => {
    expect(periodOf(kind, date)).toBe(period)
  })

  test.each(kinds)('of a %s: periods tile the years, no gap and no overlap', (kind) => {
    fc.assert(
      fc.property(days, (date) => {
        const span = periodSpan(periodOf(kind, date))
        if (span === null) throw new Error('no span')
        expect(span.startsOn <= date && date <= span.endsOn).toBe(true)
        expect(periodOf(kind, span.startsOn)).toBe(periodOf(kind, span.endsOn))
        expect(periodOf(kind, addDays(span.endsOn, 1))).not.toBe(periodOf(kind, date))
        expect(periodOf(kind, addDays(span.startsOn, -1))).not.toBe(periodOf(kind, date))
      }),
    )
  })

  test.each(['2026-H3', '2026-Q5', '26', '2026-06', ''])('is not %j', (period) => {
    expect(periodSpan(period)).toBeNull()
  })
})

describe('the usual dates', () => {
  test('are those of the year', () => {
    expect(roundsBeginning('2026-01-01', '2026-12-31', USUAL_REVIEW_DATES)).toEqual([
      { kind: 'democratic_appraisal', period: '2025', opensOn: '2026-01-10', closesOn: '2026-01-25' },
      { kind: 'opinion_round', period: '2026-Q1', opensOn: '2026-03-10', closesOn: '2026-03-25' },
      { kind: 'opinion_round', period: '2026-Q2', opensOn: '2026-05-10', closesOn: '2026-05-25' },
      { kind: 'spot_check', period: '2026-H1', opensOn: '2026-06-01', closesOn: '2026-06-20' },
      { kind: 'opinion_round', period: '2026-Q3', opensOn: '2026-09-10', closesOn: '2026-09-25' },
      { kind: 'opinion_round', period: '2026-Q4', opensOn: '2026-11-10', closesOn: '2026-11-25' },
      { kind: 'year_end_evaluation', period: '2026', opensOn: '2026-12-01', closesOn: '2026-12-25' },
    ])
  })

  test('are such as an organisation could set', () => {
    for (const kind of kinds) {
      for (const [part, told] of Object.entries(USUAL_REVIEW_DATES[kind])) {
        expect(roundDatesFault(kind, part as PeriodPart, told)).toBeNull()
      }
    }
  })

  test('tell which round comes next, and that none does where none is planned', () => {
    expect(nextRound('spot_check', '2026-06-01', USUAL_REVIEW_DATES)).toMatchObject({ opensOn: '2027-06-01' })
    expect(nextRound('spot_check', '2026-05-31', USUAL_REVIEW_DATES)).toMatchObject({ opensOn: '2026-06-01' })
    expect(nextRound('opinion_round', '2026-05-31', ONLY_SPOT_CHECKS)).toBeNull()
    expect(plannedRound('spot_check', '2026-H2', USUAL_REVIEW_DATES)).toBeNull()
    expect(plannedRound('spot_check', 'H2', USUAL_REVIEW_DATES)).toBeNull()
  })
})

describe('dates of an organisation', () => {
  test.each([
    ['spot_check', 'Q1', '03-01', '03-10', false, 'wrong_part'],
    ['spot_check', 'H1', '02-29', '03-10', false, 'no_days'],
    ['spot_check', 'H1', '6-1', '06-10', false, 'no_days'],
    ['spot_check', 'H1', '06-01', '06-31', false, 'no_days'],
    ['spot_check', 'H1', '06-01', '06-02', false, 'too_short'],
    ['spot_check', 'H1', '06-10', '06-01', false, 'too_long'],
    ['spot_check', 'H2', '06-01', '06-20', false, 'before_period'],
    ['spot_check', 'H1', '06-01', '06-20', true, 'too_late'],
    ['spot_check', 'H2', '12-20', '01-10', false, null],
    ['year_end_evaluation', 'year', '01-05', '01-31', true, null],
  ] as const)('%s %s from %s to %s: %s %s', (kind, part, from, to, yearAfter, fault) => {
    expect(roundDatesFault(kind, part, { from, to, yearAfter })).toBe(fault)
  })

  test.each(kinds)('of a %s have a place for each part of the year', (kind) => {
    const parts = partsOf(kind)
    expect(
      new Set(
        parts.map(
          (part) =>
            plannedRound(kind, part === 'year' ? '2026' : `2026-${part}`, {
              ...USUAL_REVIEW_DATES,
              [kind]: { [part]: { from: '12-01', to: '12-20' } },
            })?.period,
        ),
      ).size,
    ).toBe(parts.length)
  })

  test('that run over the end of a year close in the next one', () => {
    const dates = { ...ONLY_SPOT_CHECKS, spot_check: { H2: { from: '12-20', to: '01-10' } } }
    expect(roundsToOpen('2026-12-20', { ...usual, dates })).toMatchObject([
      { period: '2026-H2', closesOn: '2027-01-10' },
    ])
  })
})

describe('rounds to open', () => {
  test('are opened on their first day and not again', () => {
    expect(roundsToOpen('2026-05-31', { ...usual, opened: [{ kind: 'opinion_round', period: '2026-Q2' }] })).toEqual([])
    const round = {
      kind: 'spot_check',
      period: '2026-H1',
      opensOn: '2026-06-01',
      closesOn: '2026-06-20',
      late: false,
    } as const
    const opened = [{ kind: 'opinion_round', period: '2026-Q2' } as const]
    expect(roundsToOpen('2026-06-01', { ...usual, opened })).toEqual([round])
    expect(roundsToOpen('2026-06-02', { ...usual, opened: [...opened, round] })).toEqual([])
  })

  test.each([
    ['2026-06-05', '2026-06-20'],
    ['2026-06-11', '2026-06-20'],
    ['2026-06-12', '2026-07-01'],
    ['2026-07-21', '2026-08-09'],
  ])('that were missed are opened on %s, late, until %s', (today, closesOn) => {
    expect(roundsToOpen(today, { ...usual, dates: ONLY_SPOT_CHECKS })).toEqual([
      { kind: 'spot_check', period: '2026-H1', opensOn: today, closesOn, late: true },
    ])
  })

  test('that were missed by more than a month are left', () => {
    expect(roundsToOpen('2026-07-22', { ...usual, dates: ONLY_SPOT_CHECKS })).toEqual([])
  })

  test('are none for a branch that was not there on the first day', () => {
    expect(roundsToOpen('2026-06-10', { ...usual, dates: ONLY_SPOT_CHECKS, since: '2026-06-02' })).toEqual([])
    expect(roundsToOpen('2026-06-10', { ...usual, dates: ONLY_SPOT_CHECKS, since: '2026-06-01' })).toHaveLength(1)
  })

  test('of one kind are at most one a day, the last of those missed', () => {
    const dates: ReviewDates = {
      ...ONLY_SPOT_CHECKS,
      spot_check: { H1: { from: '06-20', to: '06-30' }, H2: { from: '07-05', to: '07-15' } },
    }
    expect(roundsToOpen('2026-07-10', { ...usual, dates })).toMatchObject([{ period: '2026-H2' }])
  })

  test('whenever the clock was away: one in a period, none opened before its day, none twice', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 800 }), { minLength: 1, maxLength: 200 }), (numbers) => {
        const opened: RoundToOpen[] = []
        for (const n of numbers.sort((a, b) => a - b)) {
          const today = addDays('2026-01-01', n)
          opened.push(...roundsToOpen(today, { ...usual, opened }))
        }
        expect(new Set(opened.map(({ kind, period }) => `${kind} ${period}`)).size).toBe(opened.length)
        for (const round of opened) {
          const planned = plannedRound(round.kind, round.period, USUAL_REVIEW_DATES)
          if (planned === null) throw new Error('not planned')
          expect(round.opensOn >= planned.opensOn && round.closesOn >= planned.closesOn).toBe(true)
          expect(round.late).toBe(round.opensOn > planned.opensOn)
          const least = (daysBetween(planned.opensOn, planned.closesOn) + 1) / 2
          expect(daysBetween(round.opensOn, round.closesOn) + 1).toBeGreaterThanOrEqual(least)
        }
      }),
    )
  })

  test('day by day are just those that were planned', () => {
    const opened: RoundToOpen[] = []
    for (let n = 0; n < 730; n++)
      opened.push(...roundsToOpen(addDays('2026-01-01', n), { ...usual, since: '2026-01-01', opened }))
    // Of the year before, the members voted when the branch was not there.
    const planned = roundsBeginning('2026-01-01', '2027-12-31', USUAL_REVIEW_DATES).filter((r) => r.period >= '2026')
    expect(opened).toEqual(planned.map((round) => ({ ...round, late: false })))
  })
})
