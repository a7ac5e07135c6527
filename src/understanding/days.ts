import { addDays, civilDate, lastLunarNewYear, weekday } from './civil-date.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

/** How one way of telling a day is read. */
export interface DayRule {
  pattern: RegExp
  /** The date meant, seen from `today`; `null` when the words tell none after all. */
  date: (match: RegExpExecArray, today: string) => string | null
  /** Gives way to any other day in the same matter. */
  weak?: boolean
  /** A part of the day, which means today only where no day stands before it. */
  period?: boolean
}

const NUM = NUMERAL
const WEEKDAYS = '一二三四五六日天'
const ago = (days: number) => (_: RegExpExecArray, today: string) => addDays(today, -days)
const number = (text: string | undefined): number => readNumeral(text ?? '') ?? 0
/** Longest span of days that is taken for a day, not for an estimate. */
const MAX_DAYS_AGO = 31

/** Ways to tell a day, the more particular first: of overlapping finds the first rule holds. */
export const DAY_RULES: readonly DayRule[] = [
  {
    pattern: /(20[0-9]{2})[年\-/.](1[0-2]|0?[1-9])[月\-/.](3[01]|[12][0-9]|0?[1-9])[日号]?/g,
    date: (m) => civilDate(Number(m[1]), Number(m[2]), Number(m[3])),
  },
  {
    pattern: new RegExp(`(${NUM})月(${NUM})[日号]?(?![个份])`, 'g'),
    date: (m, today) => lastMonthDay(number(m[1]), number(m[2]), today),
  },
  { pattern: new RegExp(`上个?月(${NUM})[日号]`, 'g'), date: (m, today) => dayOfMonth(number(m[1]), today, -1) },
  {
    pattern: new RegExp(`(?:这个?月|本月)(${NUM})[日号]`, 'g'),
    date: (m, today) => dayOfMonth(number(m[1]), today, 0),
  },
  {
    pattern: new RegExp(
      `(?<![第〕\\])0-9A-Z#-])(${NUM})号(?=上午|下午|早|晚|中午|凌晨|夜|半夜|开始|那天|就|去|来|晨|[,。]|报|说|到现在|${NUM}点|$)`,
      'g',
    ),
    date: (m, today) => lastDayOfMonth(number(m[1]), today),
  },
  { pattern: new RegExp(`上上个?周([${WEEKDAYS}])`, 'g'), date: (m, today) => dayOfWeek(m[1], today, -2) },
  { pattern: new RegExp(`上个?周([${WEEKDAYS}])`, 'g'), date: (m, today) => dayOfWeek(m[1], today, -1) },
  { pattern: new RegExp(`(?:这个?|本)周([${WEEKDAYS}])(?!次)`, 'g'), date: (m, today) => dayOfWeek(m[1], today, 0) },
  { pattern: /(?:上个?|上)周末/g, date: (_, today) => dayOfWeek('六', today, -1) },
  {
    pattern: /周末(?!愉快|快乐|去|约|有|能|可以|上班|开|要|想|准备|打算|休|加班|的)/g,
    date: (_, today) => lastWeekday(6, today),
  },
  { pattern: /上上个?周/g, date: (_, today) => dayOfWeek('一', today, -2) },
  { pattern: /上个?周/g, date: (_, today) => dayOfWeek('一', today, -1) },
  {
    pattern: new RegExp(`(?<![下每一两三四五六七八九十几0-9个])周([${WEEKDAYS}])(?![的到至次]|开始|起)`, 'g'),
    date: (m, today) => lastWeekday(weekdayNumber(m[1]), today),
  },
  {
    pattern: new RegExp(`(?:从|自|打)周([${WEEKDAYS}])(?:开始|起)?`, 'g'),
    date: (m, today) => lastWeekday(weekdayNumber(m[1]), today),
  },
  { pattern: /大前[天晚日]/g, date: ago(3) },
  { pattern: /前[天日晚夜](?!之前|以前)/g, date: ago(2) },
  { pattern: /昨[天日晚夜早晨]?(?:晚上|夜里|早上|下午|上午|中午|半夜)?/g, date: ago(1) },
  { pattern: new RegExp(`(${NUM})[天日](?:之前|以前|前)`, 'g'), date: (m, today) => daysAgo(number(m[1]), today) },
  { pattern: new RegExp(`(${NUM})个?周(?:之前|以前|前)`, 'g'), date: (m, today) => daysAgo(number(m[1]) * 7, today) },
  // A lasting state: 坏了两天了, 三天没人收, 停了3天, 连着三天
  {
    pattern: new RegExp(
      `(?:了|有|快|已经?|整整|连着|连续|都|等|拖|停|断|坏|黑|堵|臭|漏)(?:快|都|有|整整)?(${NUM})(?:多)?[天日](?:了|没|都|还|不|,|。|$|多)`,
      'g',
    ),
    date: (m, today) => daysAgo(number(m[1]), today),
  },
  {
    pattern: new RegExp(`(?<![每这那过])(${NUM})[天日](?:了|没|都没|还没|不)`, 'g'),
    date: (m, today) => daysAgo(number(m[1]), today),
  },
  {
    pattern: new RegExp(`(?:了|有|快|已经?|整整|等|拖|都)(${NUM})个?周(?:了|没|都|,|。|$)`, 'g'),
    date: (m, today) => daysAgo(number(m[1]) * 7, today),
  },
  { pattern: /除夕夜?|大年三十|年三十/g, date: (_, today) => lastLunarNewYear(today, -1) },
  {
    pattern: /大?年初([一二三四五六七])|正月初([一二三四五六七])/g,
    date: (m, today) => lastLunarNewYear(today, number(m[1] ?? m[2]) - 1),
  },
  { pattern: /元旦(?:当天|那天|当晚)/g, date: (_, today) => lastMonthDay(1, 1, today) },
  { pattern: /国庆(?:当天|那天)/g, date: (_, today) => lastMonthDay(10, 1, today) },
  { pattern: /(?:今[天日晚早晨]|今年今天|今儿)/g, date: ago(0) },
  {
    pattern:
      /刚才|刚刚(?!好)|(?<=^|[,。;!? \n])刚(?!好|性|需|强|毅|果|开始|出生|生|满|要|想|过来|来|搬|到|毕业|结婚|退休|怀孕|装修|交房|上小|上初|上高)/g,
    date: ago(0),
  },
  { pattern: /(?:上午|中午|下午|清早|清晨|早上|凌晨|大早上)(?!好|班|安)/g, date: ago(0), period: true },
  { pattern: /(?<!到)现在|(?<!到)目前|眼下|这会|此刻/g, date: ago(0), weak: true },
]

function daysAgo(days: number, today: string): string | null {
  return days >= 1 && days <= MAX_DAYS_AGO ? addDays(today, -days) : null
}

/** This year's day, or last year's when that is still to come. */
function lastMonthDay(month: number, day: number, today: string): string | null {
  const year = Number(today.slice(0, 4))
  const date = civilDate(year, month, day)
  return date !== null && date > today ? civilDate(year - 1, month, day) : date
}

function dayOfMonth(day: number, today: string, monthsOn: number): string | null {
  const months = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + monthsOn
  return civilDate(Math.floor(months / 12), (months % 12) + 1, day)
}

/** The last such day of a month on or before today; a bare number beyond 31 names no day. */
function lastDayOfMonth(day: number, today: string): string | null {
  if (day < 1 || day > 31) return null
  const date = dayOfMonth(day, today, 0)
  return date !== null && date <= today ? date : dayOfMonth(day, today, -1)
}

/** The day of this week (`weeksOn` 0) or one before it; weeks begin on Monday. */
function dayOfWeek(name: string | undefined, today: string, weeksOn: number): string {
  return addDays(today, weekdayNumber(name) - weekday(today) + weeksOn * 7)
}

function weekdayNumber(name: string | undefined): number {
  return name === '天' ? 7 : WEEKDAYS.indexOf(name ?? '一') + 1
}

/** The last such weekday, today included. */
function lastWeekday(wanted: number, today: string): string {
  return addDays(today, -((weekday(today) - wanted + 7) % 7))
}
