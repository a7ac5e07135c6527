import type { CivilDate } from '../../domain/calendar.ts'
import { readLastDayAhead } from '../../understanding/day-ahead.ts'
import { normalise } from '../../understanding/normalise.ts'

/** Whether the days that an announcement told of, as it was said on its day, are all over on `today`. */
export function isOverOn(today: CivilDate): (words: string, saidOn: CivilDate) => boolean {
  return (words, saidOn) => {
    const last = readLastDayAhead(normalise(words).text, saidOn)
    return last !== null && last < today
  }
}
