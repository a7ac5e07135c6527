/** The day that somebody plans: `周五`, `下周三`, `11月25日`, `月底`, `三天后`. Read forward, where reports look back. */
import { addDays, civilDate, daysBetween, weekday } from './civil-date.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

const WEEKDAYS = '一二三四五六日天'
const PARTS = '(?:(?:上午|下午|早上|晚上|中午|傍晚|早晨)(?:[0-9一二两三四五六七八九十]{1,3}点半?)?)?'

interface DayForm {
  /** Without groups that are numbered by another form: each is matched alone. */
  source: string
  /** `null` when there is no such day. */
  date: (groups: readonly (string | undefined)[], today: string) => string | null
}

/** The more particular first. */
const FORMS: readonly DayForm[] = [
  {
    source: '(20[0-9]{2})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})[日号]?',
    date: ([year, month, day]) => civilDate(Number(year), Number(month), Number(day)),
  },
  {
    source: `(${NUMERAL})月(${NUMERAL})[日号]?`,
    date: ([month, day], today) => nearestYear(number(month), number(day), today),
  },
  {
    source: '(1[0-2]|[1-9])[/.](3[01]|[12][0-9]|[1-9])(?![0-9.])',
    date: ([month, day], today) => nearestYear(Number(month), Number(day), today),
  },
  {
    source: `([上下])个?月的?(${NUMERAL})[日号]`,
    date: ([which, day], today) => dayOfMonth(number(day), today, which === '下' ? 1 : -1),
  },
  { source: '下个?月底', date: (_, today) => endOfMonth(today, 1) },
  { source: '(?:本|这个?)?月底', date: (_, today) => endOfMonth(today, 0) },
  {
    source: `(?<![月0-9一二三四五六七八九十])(?:本月|这个?月)?(${NUMERAL})[日号](?!楼|院|库|桥|井|梯|车|桌|门)`,
    date: ([day], today) => dayToCome(number(day), today),
  },
  {
    source: `(下下|下|上|这|本)?个?周([${WEEKDAYS}])`,
    date: ([which, day], today) => dayOfWeek(which ?? '', day ?? '', today),
  },
  { source: '(下|这|本)?个?周末', date: ([which], today) => dayOfWeek(which ?? '', '六', today) },
  { source: '大后天', date: (_, today) => addDays(today, 3) },
  { source: '([今明后昨前])[天日晚早]', date: ([near], today) => addDays(today, NEAR[near ?? ''] ?? 0) },
  {
    source: `(?<!月)(${NUMERAL})天(?:之?后|以后|内|之内|以内)?`,
    date: ([days], today) => addDays(today, number(days)),
  },
  {
    source: `(${NUMERAL})个?周(?:之?后|以后|内|之内|以内)?`,
    date: ([weeks], today) => addDays(today, number(weeks) * 7),
  },
]

const NEAR: Readonly<Record<string, number>> = { 今: 0, 明: 1, 后: 2, 昨: -1, 前: -2 }

/** Source of a pattern for a day, for larger patterns; it has no named groups. */
export const DAY_AHEAD = `(?:${FORMS.map(({ source }) => uncaptured(source)).join('|')})${PARTS}`

const READERS = FORMS.map(({ source, date }) => ({
  pattern: new RegExp(
    `(?:[延推改排定]?[到至在于])?(?:${source})${PARTS}(?:前|之前)?(?:再?(?:问|催|联系)(?:一下|问)?)?`,
  ),
  date,
}))

/** Leads to the day or away from it, and says nothing more. */
const AROUND = /^[ ,:;、。-]*(?:再?(?:延|推|改|排|定|宽限|延长)?[到至在于]?)?[ ,:;、。-]*|[ ,:;、。-]+$/g

/** Days back that are taken for a day of this year which is over, not for one of the next. */
const PAST_DAYS_MAX = 180
/** Further ahead nobody plans a repair. */
const AHEAD_DAYS_MAX = 400

/**
 * The first day told, which may be one that is over, and the words beside it.
 *
 * `today` is the date on which it was said. `null` where no day is told, or none that there is.
 */
export function readDayAhead(text: string, today: string): { date: string; rest: string } | null {
  for (const { pattern, date } of READERS) {
    const found = pattern.exec(text)
    const day = found && date(found.slice(1), today)
    if (!found || !day || daysBetween(today, day) > AHEAD_DAYS_MAX) continue
    const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`
    return { date: day, rest: rest.trim().replace(AROUND, '').trim() }
  }
  return null
}

/** What goes on behind the days that are told has no last one: 从明天起每天打扫. */
const GOES_ON = /起(?!来|码|火)|开始|每[天日周月晚早年]|天天|长期|今后|以后/u
const UP_TO = /[至到~-]\s*$/u

/**
 * The last of the days that a text tells, as somebody plans them who writes on `today`: 12月3日交表，12月5日开会.
 *
 * `null` where it tells none, only such as are over, or something that goes on.
 */
export function readLastDayAhead(text: string, today: string): string | null {
  if (GOES_ON.test(text)) return null
  const mentions = FORMS.flatMap(({ source, date }) =>
    [...text.matchAll(new RegExp(source, 'gu'))].map((found) => ({ found, day: date(found.slice(1), today) })),
  ).sort((a, b) => a.found.index - b.found.index || b.found[0].length - a.found[0].length)
  let last: string | null = null
  let readTo = 0
  for (const { found, day } of mentions) {
    if (found.index < readTo || day === null || daysBetween(today, day) > AHEAD_DAYS_MAX) continue
    readTo = found.index + found[0].length
    const ends: string = last !== null && UP_TO.test(text.slice(0, found.index)) ? onOrAfter(day, last) : day
    if (ends >= today && (last === null || ends > last)) last = ends
  }
  return last
}

/** 下周一至周三: the second day is of the week of the first. */
function onOrAfter(day: string, first: string): string {
  return day >= first ? day : addDays(day, 7 * Math.ceil(daysBetween(day, first) / 7))
}

function uncaptured(source: string): string {
  return source.replace(/\((?!\?)/g, '(?:')
}

function number(text: string | undefined): number {
  return readNumeral(text ?? '') ?? 0
}

/** A day of this year, unless it is so long over that next year's is meant. */
function nearestYear(month: number, day: number, today: string): string | null {
  const year = Number(today.slice(0, 4))
  const date = civilDate(year, month, day)
  const over = date !== null && daysBetween(date, today) > PAST_DAYS_MAX
  return over ? civilDate(year + 1, month, day) : date
}

function dayOfMonth(day: number, today: string, monthsOn: number): string | null {
  const months = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + monthsOn
  return civilDate(Math.floor(months / 12), (months % 12) + 1, day)
}

/** The next such day of a month, today counted. */
function dayToCome(day: number, today: string): string | null {
  const date = dayOfMonth(day, today, 0)
  return date !== null && date < today ? dayOfMonth(day, today, 1) : date
}

function endOfMonth(today: string, monthsOn: number): string | null {
  const next = dayOfMonth(1, today, monthsOn + 1)
  return next && addDays(next, -1)
}

const WEEKS_ON: Readonly<Record<string, number>> = { 上: -1, 下: 1, 下下: 2 }

/** Without a word before it the next one to come; 这周 and 本周 may name one that is over. */
function dayOfWeek(which: string, day: string, today: string): string {
  const wanted = day === '天' ? 7 : WEEKDAYS.indexOf(day) + 1
  const distance = wanted - weekday(today)
  if (which === '') return addDays(today, distance < 0 ? distance + 7 : distance)
  return addDays(today, distance + 7 * (WEEKS_ON[which] ?? 0))
}
