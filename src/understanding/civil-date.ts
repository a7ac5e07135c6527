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

/** Days from one date to a later one; negative when `to` is the earlier. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS
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

/** Years back to the last 29 February, at most. */
const LEAP_YEARS = 8

/** The last day on or before `today` among what `ofYear` tells for this year and those before. */
export function lastOf(ofYear: (year: number) => string | null, today: string): string | null {
  const year = Number(today.slice(0, 4))
  for (let back = 0; back <= LEAP_YEARS; back++) {
    const date = ofYear(year - back)
    if (date !== null && date <= today) return date
  }
  return null
}
