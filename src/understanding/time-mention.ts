import type { Span } from './clauses.ts'
import type { Grain } from './days.ts'

/** A time that a message tells, with its span in the normalised text. */
export interface TimeMention extends Span {
  date: string
  /** `HH:MM` */
  time: string | null
  grain: Grain
}

/** Stands in for words of what is to come or comes again; no message holds it, since control characters are stripped. */
export const HABIT_MARK = '\u0001'
/** Matches that are looked at: no message tells more times, and a made one may not take long. */
export const MAX_TRIES = 200
