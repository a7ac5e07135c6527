/** The server's own time zone changes nothing: what is due is reckoned in that of the installation. */
import fc from 'fast-check'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { addDays, civilDate, instantOf, localTime } from '../../src/domain/calendar.ts'
import { periodAt } from '../../src/domain/duty.ts'

const timezone = 'Asia/Shanghai'
/** Shanghai has been eight hours ahead of UTC since 1991, in summer too. */
const OFFSET_MS = 8 * 3_600_000

/** Any minute of seven years, and the days on which mistakes are made. */
const HARD_DAYS = [
  '2028-02-28',
  '2028-02-29',
  '2028-03-01',
  '2032-02-29',
  '2027-02-28',
  '2026-06-30',
  '2026-07-01',
  '2026-12-31',
  '2027-01-01',
]
const anyDay = fc
  .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2032-12-31T00:00:00Z'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const day = fc.oneof(anyDay, fc.constantFrom(...HARD_DAYS))
const time = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minutes) => [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0')).join(':'))

afterAll(() => void vi.unstubAllEnvs())

describe.each(['UTC', 'Asia/Shanghai', 'America/New_York'])('on a server in %s', (zone) => {
  test('10,000 instants are those that the wall clock in Shanghai shows', () => {
    vi.stubEnv('TZ', zone)
    fc.assert(
      fc.property(day, time, (date, at) => {
        const instant = instantOf(date, at, timezone)
        expect(instant.getTime()).toBe(Date.parse(`${date}T${at}:00Z`) - OFFSET_MS)
        expect([civilDate(instant, timezone), localTime(instant, timezone)]).toEqual([date, at])
      }),
      { numRuns: 10_000 },
    )
  })

  test('the half-years tile the years: each begins at the midnight at which the one before ends', () => {
    vi.stubEnv('TZ', zone)
    const halves: string[] = []
    for (let on = '2026-01-01'; on < '2033-01-01'; on = addDays(periodAt('half_year', on).endsOn, 1)) halves.push(on)
    expect(halves).toEqual([2026, 2027, 2028, 2029, 2030, 2031, 2032].flatMap((y) => [`${y}-01-01`, `${y}-07-01`]))
    for (const on of halves) {
      const { startsOn, endsOn } = periodAt('half_year', on)
      const midnight = instantOf(addDays(endsOn, 1), '00:00', timezone)
      const half = (at: Date) => periodAt('half_year', civilDate(at, timezone)).startsOn
      expect(half(new Date(midnight.getTime() - 1))).toBe(startsOn)
      expect(half(midnight)).toBe(addDays(endsOn, 1))
      // 24:00 of the last day is 00:00 of the first.
      expect(instantOf(endsOn, '24:00', timezone)).toEqual(midnight)
    }
  })
})
