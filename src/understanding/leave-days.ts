import { addDays, civilDate, type LocalMoment, weekday } from './civil-date.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

/** A day, or a week or month of which the first or the last day is meant. */
const DAY = `(?:(?:(${NUMERAL})月)?(${NUMERAL})[日号]|(1[0-2]|[1-9])[./](3[01]|[12][0-9]|[1-9])(?![0-9])|(大后天|[今明后][天早晚])|(下下|下|这|本)?个?周([一二三四五六日天末])|(下|这|本|${NUMERAL})?个?月([底末初]))`
const FIRST = new RegExp(DAY)
const SECOND = new RegExp(`(?:到|至|-|~)${DAY}`)
const WEEK = /(下下|下|这|本)个?周(?![一二三四五六日天末])/
const MONTH = /(下|这|本)个?月(?![底末初0-9一二三四五六七八九十])/
const COUNT = new RegExp(`(半|${NUMERAL})个?(天|日(?!到|至)|周|星期|礼拜|月)`)
const OPEN = /(?:开始|起)/

interface Days {
  from?: string
  /** Last day. Absent beside `from`: until they say so. */
  to?: string
}

/** The days of a leave that is to come: `12月1号到3号`, `明天一天`, `下周一到周三`, `下周`, `3天`. Empty when none are told. */
export function readLeaveDays(text: string, now: LocalMoment): Days {
  const words = withSpan(text.replace(/星期|礼拜/g, '周'))
  const today = now.date
  const until = SECOND.exec(words)
  const first = FIRST.exec(words)
  const isRange = until !== null && first !== null && first.index < until.index
  if (until && !isRange) {
    const to = dayOf(until, { today, monthOf: null })
    return to ? { from: today, to } : {}
  }
  const from = first && dayOf(first, { today, monthOf: null })
  if (first && !from) return {}
  if (from && until) {
    const to = dayOf(until, { today: until[5] ? today : from, monthOf: from })
    if (to) return { from, to }
  }
  return from ? fromDay(from, words) : wholeSpan(words, today)
}

/** 明天后天, 明后两天 are a span as well. */
function withSpan(text: string): string {
  return text
    .replace(/今[天日]?[、和跟, ]*明[天日]?[、和跟, ]*后(?:[天日]|三天)/, '今天到后天')
    .replace(/今[天日]?[、和跟, ]*明(?:[天日]|两天)/, '今天到明天')
    .replace(/明[天日]?[、和跟, ]*后(?:[天日]|两天)/, '明天到后天')
}

function fromDay(from: string, words: string): Days {
  const to = lastOfCount(from, words)
  if (to) return { from, to }
  return OPEN.test(words) ? { from } : { from, to: from }
}

/** `下周`, `这个月`, `3天`, `半个月`. */
function wholeSpan(words: string, today: string): Days {
  const counted = lastOfCount(today, words)
  const week = WEEK.exec(words)
  if (week) {
    const monday = addDays(today, 1 - weekday(today) + 7 * weeksOn(week[1]))
    const from = monday < today ? today : monday
    return { from, to: lastOfCount(from, words) ?? addDays(monday, 6) }
  }
  const month = MONTH.exec(words)
  if (month) {
    const first = monthStart(today, month[1] === '下' ? 1 : 0)
    return { from: first < today ? today : first, to: addDays(monthStart(first, 1), -1) }
  }
  return counted ? { from: today, to: counted } : {}
}

/** The last of so many days, the first of them counted. */
function lastOfCount(from: string, words: string): string | null {
  const found = COUNT.exec(words)
  if (!found) return null
  const [, amount = '', unit = ''] = found
  const days = unit === '月' ? 30 : unit === '天' || unit === '日' ? 1 : 7
  const count = amount === '半' ? days / 2 : (readNumeral(amount) ?? 0) * days
  return count > 0 ? addDays(from, Math.max(1, Math.ceil(count)) - 1) : null
}

/** The first such day on or after `today`; a bare day of the month stays in the month of `monthOf`. */
function dayOf(match: RegExpExecArray, { today, monthOf }: { today: string; monthOf: string | null }): string | null {
  const [, monthNamed, dayNamed, monthShort, dayShort, near, which, week, ofMonth, part] = match
  const [month, day] = [monthNamed ?? monthShort, dayNamed ?? dayShort]
  if (near) return addDays(today, near === '大后天' ? 3 : '今明后'.indexOf(near[0] ?? '今'))
  if (week) return dayOfWeek(which, week, { today, after: monthOf !== null })
  if (part) return partOfMonth(ofMonth, part, today)
  const base = monthOf ?? today
  const year = Number(base.slice(0, 4))
  const inMonth = month ? (readNumeral(month) ?? 0) : Number(base.slice(5, 7))
  const wanted = readNumeral(day ?? '') ?? 0
  const date = civilDate(year, inMonth, wanted)
  if (date === null || date >= base) return date
  return month ? civilDate(year + 1, inMonth, wanted) : civilDate(year, inMonth + 1, wanted)
}

/** Without 下 the first to come; behind the first day of a span always one after it. */
function dayOfWeek(
  which: string | undefined,
  week: string,
  { today, after }: { today: string; after: boolean },
): string {
  const wanted = week === '天' ? 7 : week === '末' ? 6 : '一二三四五六日'.indexOf(week) + 1
  const distance = wanted - weekday(today) + (after ? 0 : 7 * weeksOn(which))
  return addDays(today, distance < 0 ? distance + 7 : distance)
}

function weeksOn(which: string | undefined): number {
  return which === undefined ? 0 : which === '下下' ? 2 : which === '下' ? 1 : 0
}

function partOfMonth(which: string | undefined, part: string, today: string): string {
  const month = readNumeral(which ?? '')
  const monthsOn = month === null ? (which === '下' ? 1 : 0) : (month - Number(today.slice(5, 7)) + 12) % 12
  const first = monthStart(today, monthsOn)
  return part === '初' ? first : addDays(monthStart(first, 1), -1)
}

function monthStart(date: string, monthsOn: number): string {
  const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + monthsOn
  const year = Math.floor(months / 12)
  return `${year}-${String((months % 12) + 1).padStart(2, '0')}-01`
}
