/** Civil dates as `YYYY-MM-DD`, counted without any time zone. */

const DAY_MS = 86_400_000

/** The local date and time of day at an instant. */
export interface LocalMoment {
  date: string
  /** Minutes since midnight. */
  minutes: number
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** @throws RangeError when the time zone is unknown or `instant` is no valid date. */
export function localMoment(instant: Date, timezone: string): LocalMoment {
  let formatter = formatters.get(timezone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone: timezone,
      dateStyle: 'short',
      timeStyle: 'short',
    })
    formatters.set(timezone, formatter)
  }
  const [date = '', time = ''] = formatter.format(instant).split(' ')
  const [hour = '0', minute = '0'] = time.split(':')
  return { date, minutes: Number(hour) * 60 + Number(minute) }
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/** 1 (Monday) to 7 (Sunday). */
export function weekday(date: string): number {
  return new Date(Date.parse(date)).getUTCDay() || 7
}

/** The date, or `null` when there is no such day (31 June). */
export function civilDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  return date.toISOString().slice(0, 10)
}

/**
 * First days of the lunar year. A table, because the calendar that comes with Node is a day off where the new moon falls
 * near midnight (2027). To be carried on before 2041.
 */
const LUNAR_NEW_YEARS = [
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
  '2031-01-23',
  '2032-02-11',
  '2033-01-31',
  '2034-02-19',
  '2035-02-08',
  '2036-01-28',
  '2037-02-15',
  '2038-02-04',
  '2039-01-24',
  '2040-02-12',
]

/** The last day on or before `date` that is `days` after a lunar New Year (−1: New Year's Eve), or `null` outside the table. */
export function lastLunarNewYear(date: string, days: number): string | null {
  return LUNAR_NEW_YEARS.map((day) => addDays(day, days)).findLast((day) => day <= date) ?? null
}
