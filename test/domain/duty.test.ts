import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../src/domain/calendar.ts'
import { nextDutyOn, periodAt, REMINDED_BEFORE_DAYS, spansToOpen } from '../../src/domain/duty.ts'
import { DUTY_CATALOGUE, DUTY_PERIODS } from '../../src/domain/duty-catalogue.ts'

const day = fc
  .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2032-12-31T00:00:00Z'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const period = fc.constantFrom(...DUTY_PERIODS)

describe('the period of a day', () => {
  test.each([
    ['week', '2026-11-22', '2026-11-16', '2026-11-22'],
    ['week', '2026-11-23', '2026-11-23', '2026-11-29'],
    ['month', '2028-02-29', '2028-02-01', '2028-02-29'],
    ['quarter', '2026-12-31', '2026-10-01', '2026-12-31'],
    ['half_year', '2026-06-30', '2026-01-01', '2026-06-30'],
    ['half_year', '2026-07-01', '2026-07-01', '2026-12-31'],
    ['year', '2027-01-01', '2027-01-01', '2027-12-31'],
  ] as const)('of a %s, %s, is %s to %s', (every, date, startsOn, endsOn) => {
    expect(periodAt(every, date)).toEqual({ startsOn, endsOn })
  })

  test('holds the day, and the next period begins the day after: they tile time without gap or overlap', () => {
    fc.assert(
      fc.property(period, day, (every, date) => {
        const { startsOn, endsOn } = periodAt(every, date)
        expect(startsOn <= date && date <= endsOn).toBe(true)
        expect(periodAt(every, startsOn)).toEqual({ startsOn, endsOn })
        expect(periodAt(every, addDays(endsOn, 1)).startsOn).toBe(addDays(endsOn, 1))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('windows to open', () => {
  test('are those that run, and those that begin within a week', () => {
    const opened = spansToOpen('2026-06-25').map(({ every, startsOn }) => `${every} ${startsOn}`)
    expect(opened).toEqual([
      'week 2026-06-22',
      'week 2026-06-29',
      'month 2026-06-01',
      'month 2026-07-01',
      'quarter 2026-04-01',
      'quarter 2026-07-01',
      'half_year 2026-01-01',
      'half_year 2026-07-01',
      'year 2026-01-01',
    ])
  })

  test('are late when more than half of the window is over', () => {
    const late = (today: string) => spansToOpen(today).find((s) => s.every === 'month' && s.startsOn <= today)?.late
    expect([late('2026-11-01'), late('2026-11-16'), late('2026-11-17'), late('2026-11-30')]).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})

describe('the catalogue', () => {
  const all = Object.values(DUTY_CATALOGUE).flat()

  test('asks for nothing that no record can show', () => {
    for (const { clause, every, activities, categories } of all) {
      if (every !== null) expect(activities.length + categories.length, clause).toBeGreaterThan(0)
    }
  })

  test('of births knows services only, and never counts what a person thinks or whom somebody reports', () => {
    const births = all.find((duty) => duty.clause === 'community-5')
    expect(births).toMatchObject({ every: null, activities: [], categories: ['family'] })
    for (const { categories } of all) expect(categories).not.toContain('integrity')
  })

  test('reminds of a duty with time left, however short its window', () => {
    for (const every of DUTY_PERIODS) {
      const { startsOn, endsOn } = periodAt(every, '2026-02-10')
      expect(addDays(endsOn, -REMINDED_BEFORE_DAYS[every]) > startsOn).toBe(true)
    }
  })
})

describe('the day on which a duty is asked for next', () => {
  test.each([
    ['tomorrow where its window opens tonight', 'month', false, '2026-11-03', '2026-11-04'],
    ['tomorrow where a new period begins then', 'month', true, '2026-11-30', '2026-12-01'],
    ['the first of the next period where this one is more than half over', 'month', false, '2026-11-23', '2026-12-01'],
    ['the first of the next period where the window of this one is there', 'quarter', true, '2026-10-05', '2027-01-01'],
    ['a Monday where it is done every week', 'week', false, '2026-11-27', '2026-11-30'],
  ] as const)('is %s', (_what, every, opened, today, on) => {
    expect(nextDutyOn([{ every, opened }], today)).toBe(on)
  })

  test('is the earliest of several, and never where nothing falls due', () => {
    const duties = [
      { every: 'half_year', opened: false },
      { every: 'month', opened: false },
    ] as const
    expect(nextDutyOn(duties, '2026-11-23')).toBe('2026-12-01')
    expect(nextDutyOn([], '2026-11-23')).toBe(null)
  })
})
