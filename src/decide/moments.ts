/** Days and hours that are told in orders, and how they are said. */
import { civilDate, instantOf, localTime } from '../domain/calendar.ts'
import { sayTime } from './replies/words.ts'
import type { Turn } from './turn.ts'

/** Where only the day is told: when people are up, and the quiet hours are over. */
const MORNING = '08:30'

/** The instant that the order names. `null`: it names no day. */
export function momentOf({ facts }: Turn, { on, at }: { on?: string; at?: string }): Date | null {
  return on === undefined ? null : instantOf(on, at ?? MORNING, facts.settings.timezone)
}

/** `11月20日下午2点`. */
export function sayMoment({ facts }: Pick<Turn, 'facts'>, at: Date): string {
  const { timezone } = facts.settings
  return sayTime({ date: civilDate(at, timezone), time: localTime(at, timezone) }) ?? ''
}
