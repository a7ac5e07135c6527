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

const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' })

/** The last date on or before `date` with this month and day of the lunar calendar (leap months are passed over). */
export function lastLunar(date: string, month: number, day: number): string | null {
  for (let back = 0; back < 400; back++) {
    const candidate = addDays(date, -back)
    if (chinese.format(Date.parse(candidate)) === `${month}/${day}`) return candidate
  }
  return null
}
