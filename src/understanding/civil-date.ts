/** Civil dates as `YYYY-MM-DD`, counted without any time zone. */

const DAY_MS = 86_400_000

/** The local date and time of day at an instant. */
export interface LocalMoment {
  date: string
  /** Minutes since midnight. */
  minutes: number
}

const MINUTE_MS = 60_000

/** @throws RangeError when the time zone is unknown or `instant` is no valid date. */
export function localMoment(instant: Date, timezone: string): LocalMoment {
  const local = Math.floor(instant.getTime() / MINUTE_MS) * MINUTE_MS + offsetMs(instant, timezone)
  const midnight = Math.floor(local / DAY_MS) * DAY_MS
  return { date: new Date(midnight).toISOString().slice(0, 10), minutes: (local - midnight) / MINUTE_MS }
}

/** How far the clocks of each time zone are ahead on a day of UTC; `null` on a day on which they are changed. */
const offsets = new Map<string, Map<number, number | null>>()
const MAX_DAYS = 1_000

/** To ask the formatter takes as long as to read a clause, so it is asked once for a day. */
function offsetMs(instant: Date, timezone: string): number {
  const day = Math.floor(instant.getTime() / DAY_MS)
  const known = offsets.get(timezone) ?? new Map<number, number | null>()
  let offset = known.get(day)
  if (offset === undefined) {
    const [first, last] = [askedOffsetMs(day * DAY_MS, timezone), askedOffsetMs((day + 1) * DAY_MS, timezone)]
    offset = first === last ? first : null
    if (known.size >= MAX_DAYS) known.clear()
    offsets.set(timezone, known.set(day, offset))
  }
  return offset ?? askedOffsetMs(instant.getTime(), timezone)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function askedOffsetMs(at: number, timezone: string): number {
  let formatter = formatters.get(timezone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
    formatters.set(timezone, formatter)
  }
  return Date.parse(`${formatter.format(at).replace(' ', 'T')}Z`) - Math.floor(at / MINUTE_MS) * MINUTE_MS
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
