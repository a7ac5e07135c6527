/** The day and hour that somebody plans: 下周五晚上七点, 明早八点, 12月3日14:30. */
import type { LocalMoment } from './civil-date.ts'
import { CLOCK, clockMinutes, hhmm, periodOf } from './clocks.ts'
import { readDayAhead } from './day-ahead.ts'

/** A run of signs that may tell a moment; `readMomentAhead` says whether it does. */
export const MOMENT =
  '[0-9一二三四五六七八九十两零半今明后大下本这个周星期礼拜天日号月年底末初早晚上中午下晨傍夜点钟分刻时整:./-]{2,20}'

/** A moment told: `time` as `HH:MM`, `null` where only the day is. */
export interface MomentAhead {
  date: string
  time: string | null
}

/** The first moment that the words tell, today where they tell an hour alone. `null`: they tell none. */
export function readMomentAhead(words: string, now: LocalMoment): MomentAhead | null {
  const time = readTime(words)
  const day = readDayAhead(words.replace(/(?:星期|礼拜)(?=[一二三四五六日天])/gu, '周'), now.date)
  if (day) return { date: day.date, time }
  return time === null ? null : { date: now.date, time }
}

function readTime(words: string): string | null {
  CLOCK.lastIndex = 0
  const found = CLOCK.exec(words)
  CLOCK.lastIndex = 0
  if (!found) return null
  // The part of the day may stand with the day: 明早八点, 今晚七点.
  const period = periodOf(found[1] ?? words.slice(Math.max(0, found.index - 2), found.index))
  const minutes = clockMinutes(found, period, null)
  return minutes === null ? null : hhmm(minutes)
}
