import chineseDays from 'chinese-days'
import type { CivilDate, WorkCalendar } from './domain/calendar.ts'

/**
 * China's public holidays and make-up working days, as far as the package has the year; weekends beyond.
 *
 * `corrections` are days that an organisation set right by hand: they win.
 */
export function chinaCalendar(corrections: ReadonlyMap<CivilDate, boolean> = new Map()): WorkCalendar {
  return {
    isWorkingDay: (date) => corrections.get(date) ?? chineseDays.getDayDetail(date).work,
    // The name of a day is `National Day,国庆节,3` where the holiday is in the data, and just `Thursday` where not.
    known: (year) => chineseDays.getDayDetail(`${year}-10-01`).name.includes(','),
  }
}
