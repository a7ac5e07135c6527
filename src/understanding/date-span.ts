import { addDays, civilDate, type LocalMoment, weekday } from './civil-date.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

const DAY = `(?:(?:(${NUMERAL})月)?(${NUMERAL})[日号]|([今明后]天)|(下?)个?周([一二三四五六日天]))`
const FIRST = new RegExp(DAY)
const SECOND = new RegExp(`(?:到|至|-|~)${DAY}`)
const COUNT = new RegExp(`(${NUMERAL})天`)

/** The days of a leave that is to come: `12月1号到3号`, `明天一天`, `下周一到周三`. Empty when none are told. */
export function readDateSpan(text: string, now: LocalMoment): { from?: string; to?: string } {
  const first = FIRST.exec(text)
  const from = first && dayAfter(first, now.date, null)
  if (!from) return {}
  const second = SECOND.exec(text)
  const to = second ? dayAfter(second, from, from) : null
  if (to) return { from, to }
  const count = readNumeral(COUNT.exec(text)?.[1] ?? '')
  return { from, to: count && count > 1 ? addDays(from, count - 1) : from }
}

/** The first such day on or after `today`; a bare day of the month stays in the month of `monthOf`. */
function dayAfter(match: RegExpExecArray, today: string, monthOf: string | null): string | null {
  const [, month, day, near, next, week] = match
  if (near) return addDays(today, '今明后'.indexOf(near[0] ?? '今'))
  if (week) {
    const wanted = week === '天' ? 7 : '一二三四五六日'.indexOf(week) + 1
    const distance = wanted - weekday(today) + (next ? 7 : 0)
    return addDays(today, distance < 0 ? distance + 7 : distance)
  }
  const base = monthOf ?? today
  const year = Number(base.slice(0, 4))
  const inMonth = month ? (readNumeral(month) ?? 0) : Number(base.slice(5, 7))
  const date = civilDate(year, inMonth, readNumeral(day ?? '') ?? 0)
  if (date === null || date >= base) return date
  return month
    ? civilDate(year + 1, inMonth, readNumeral(day ?? '') ?? 0)
    : civilDate(year, inMonth + 1, readNumeral(day ?? '') ?? 0)
}
