/**
 * Civil dates and working time in a named time zone.
 *
 * Instants are `Date`, civil dates `YYYY-MM-DD`, times of day `HH:MM`. Which days are worked is data that comes in.
 */

export type CivilDate = string

/** Public holidays and make-up working days of a country, corrected by an organisation. */
export interface WorkCalendar {
  isWorkingDay(date: CivilDate): boolean
  /** Whether there are data for the year; without, only weekends are known. */
  known(year: number): boolean
}

/** One stretch of a working day, `HH:MM` each, the end not included. */
export interface WorkSpan {
  from: string
  to: string
}

export interface WorkTime {
  calendar: WorkCalendar
  timezone: string
  /** In order, not overlapping, at least one. */
  hours: readonly WorkSpan[]
}

/** Morning and afternoon with the noon break. */
export const USUAL_HOURS: readonly WorkSpan[] = [
  { from: '08:30', to: '12:00' },
  { from: '14:00', to: '17:30' },
]

/** A calendar that never has a working day must not hang the program. */
const MAX_DAYS_OFF = 366
const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60
const DAY_MS = 86_400_000

/** What the clock on the wall shows: the civil date and the minutes since midnight. */
interface WallClock {
  date: CivilDate
  minutes: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Clocks are changed at full quarters of an hour only, and asking for the offset costs more than all the rest. */
const QUARTER_MS = 15 * MINUTE_MS
const offsets = new Map<string, number>()
const OFFSETS_MAX = 10_000

function wallClock(at: Date, timezone: string): WallClock {
  const shown = new Date(at.getTime() + offsetNear(at.getTime(), timezone))
  return { date: shown.toISOString().slice(0, 10), minutes: shown.getUTCHours() * 60 + shown.getUTCMinutes() }
}

/** Where a day begins and ends with the same offset, no clock was changed on it. */
function offsetNear(atMs: number, timezone: string): number {
  const day = Math.floor(atMs / DAY_MS) * DAY_MS
  const offset = keptOffset(day, timezone)
  if (offset === keptOffset(day + DAY_MS, timezone)) return offset
  return keptOffset(Math.floor(atMs / QUARTER_MS) * QUARTER_MS, timezone)
}

function keptOffset(atMs: number, timezone: string): number {
  const key = `${atMs} ${timezone}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    offset = offsetAt(atMs, timezone)
    if (offsets.size >= OFFSETS_MAX) offsets.clear()
    offsets.set(key, offset)
  }
  return offset
}

/** What the wall clock shows at an instant (ms), less what UTC shows. */
function offsetAt(atMs: number, timezone: string): number {
  let format = formats.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(timezone, format)
  }
  const part = Object.fromEntries(format.formatToParts(new Date(atMs)).map(({ type, value }) => [type, value]))
  return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:00Z`) - atMs
}

/** The civil date of an instant. */
export function civilDate(at: Date, timezone: string): CivilDate {
  return wallClock(at, timezone).date
}

/** The time of day of an instant, `HH:MM`. */
export function localTime(at: Date, timezone: string): string {
  const { minutes } = wallClock(at, timezone)
  return [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0')).join(':')
}

/** The instant at which the wall clock shows `date` and `time`. In the hour that summer time skips: one hour later. */
export function instantOf(date: CivilDate, time: string, timezone: string): Date {
  return atMinutes(date, minutesOf(time), timezone)
}

function atMinutes(date: CivilDate, minutes: number, timezone: string): Date {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS
  let at = wanted
  // The offset at the first guess may be that of the other side of a change of the clock: look twice.
  for (let look = 0; look < 2; look++) {
    const shown = wallClock(new Date(at), timezone)
    at += wanted - (Date.parse(`${shown.date}T00:00:00Z`) + shown.minutes * MINUTE_MS)
  }
  return new Date(at)
}

/** Minutes since midnight of `HH:MM`. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** `date` moved by civil days, forward or back. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Days from one civil date to a later one; negative when `to` is the earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
}

/** The same time of day, `days` working days on. What begins outside working hours begins at the next opening. */
export function addWorkingDays(from: Date, days: number, time: WorkTime): Date {
  const start = nextOpening(wallClock(from, time.timezone), time)
  let { date } = start
  for (let left = days; left > 0; left--) date = workingDayFrom(addDays(date, 1), time.calendar)
  return atMinutes(date, start.minutes, time.timezone)
}

/** `minutes` of working time on, the noon break, nights and days off left out. */
export function addWorkingMinutes(from: Date, minutes: number, time: WorkTime): Date {
  let at = nextOpening(wallClock(from, time.timezone), time)
  let left = Math.round(minutes)
  for (;;) {
    const end = endOfSpan(at.minutes, time.hours)
    if (left <= end - at.minutes) return atMinutes(at.date, at.minutes + left, time.timezone)
    left -= end - at.minutes
    at = nextOpening({ date: at.date, minutes: end }, time)
  }
}

/** Minutes of working time from one instant to a later one, to the minute; 0 when the second is not later. */
export function workingMinutesBetween(from: Date, to: Date, { calendar, hours, timezone }: WorkTime): number {
  if (to <= from) return 0
  const start = wallClock(from, timezone)
  const end = wallClock(to, timezone)
  let total = 0
  for (let date = start.date; date <= end.date; date = addDays(date, 1)) {
    if (!calendar.isWorkingDay(date)) continue
    const opens = date === start.date ? start.minutes : 0
    const ends = date === end.date ? end.minutes : DAY_MINUTES
    for (const span of hours) {
      total += Math.max(0, Math.min(ends, minutesOf(span.to)) - Math.max(opens, minutesOf(span.from)))
    }
  }
  return total
}

function endOfSpan(minutes: number, hours: readonly WorkSpan[]): number {
  const span = hours.find(({ from, to }) => minutesOf(from) <= minutes && minutes < minutesOf(to))
  return span ? minutesOf(span.to) : minutes
}

/** The moment itself when it is worked, else the next one that is. */
function nextOpening(at: WallClock, { calendar, hours }: WorkTime): WallClock {
  if (calendar.isWorkingDay(at.date)) {
    const span = hours.find(({ to }) => at.minutes < minutesOf(to))
    if (span) return { date: at.date, minutes: Math.max(at.minutes, minutesOf(span.from)) }
  }
  return { date: workingDayFrom(addDays(at.date, 1), calendar), minutes: minutesOf(hours[0]?.from ?? '00:00') }
}

/** `date` when it is worked, else the next day that is. */
export function workingDayFrom(date: CivilDate, calendar: WorkCalendar): CivilDate {
  let day = date
  for (let off = 0; off < MAX_DAYS_OFF && !calendar.isWorkingDay(day); off++) day = addDays(day, 1)
  return day
}

/** Local times `HH:MM` between which only emergencies and replies are pushed; equal times: never quiet. */
export interface QuietHours {
  timezone: string
  quietFrom: string
  quietUntil: string
}

/** When the quiet that reigns at `now` ends; `null` when it is not quiet. */
export function quietUntil(now: Date, hours: QuietHours): Date | null {
  const { date, minutes } = wallClock(now, hours.timezone)
  const from = minutesOf(hours.quietFrom)
  const until = minutesOf(hours.quietUntil)
  const overnight = from > until
  const quiet = overnight ? minutes >= from || minutes < until : minutes >= from && minutes < until
  if (!quiet) return null
  const day = overnight && minutes >= from ? addDays(date, 1) : date
  return atMinutes(day, until, hours.timezone)
}
