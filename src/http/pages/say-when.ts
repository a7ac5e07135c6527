import { type CivilDate, civilDate, localTime } from '../../domain/calendar.ts'

export interface Clocked {
  now: Date
  timezone: string
}

/** `今天 09:30`, `11月21日 09:30`; the year where it is another one. */
export function sayWhen(at: Date, { now, timezone }: Clocked): string {
  const date = civilDate(at, timezone)
  return `${sayDate(date, civilDate(now, timezone))} ${localTime(at, timezone)}`
}

function sayDate(date: CivilDate, today: CivilDate): string {
  if (date === today) return '今天'
  const [year, month, day] = date.split('-').map(Number)
  return `${date.slice(0, 4) === today.slice(0, 4) ? '' : `${year}年`}${month}月${day}日`
}
