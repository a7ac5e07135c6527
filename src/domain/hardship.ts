/** How long a note on somebody's hardship is kept: no longer than they agreed to. */
import type { CivilDate } from './calendar.ts'
import { addDays } from './calendar.ts'

/** With the agreement of whom it is about; each renewal as long again. */
const AGREED_DAYS = 365
/** Where nobody said that they agreed: for the help at hand. */
const UNASKED_DAYS = 30
/** So long before its end the secretary is asked. */
export const ASKED_DAYS_BEFORE = 30

/** The day on which a note of `today` is emptied. */
export function noteEndsOn(today: CivilDate, agreed: boolean): CivilDate {
  return addDays(today, agreed ? AGREED_DAYS : UNASKED_DAYS)
}
