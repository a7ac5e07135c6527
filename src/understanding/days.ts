import { addDays, civilDate, lastOf, weekday } from './civil-date.ts'
import { FEAST_RULES, FEAST_SIGN } from './feasts.ts'
import { LASTING_RULES } from './lasting.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

/**
 * How firmly words tell the date of a matter.
 *
 * `day`: a day is named. `hour`: an hour or a part of today, without its day. `span`: several days, told by the first.
 * `lasting`: counted back from a state that goes on, so no date of something done. `hint`: today, but only of something
 * done (`刚开完会`, `下班前`, a feast by its bare name). `now`: today, but only where somebody is in danger.
 */
export type Grain = 'day' | 'hour' | 'span' | 'lasting' | 'hint' | 'now'

/** How one way of telling a day is read. */
export interface DayRule {
  pattern: RegExp
  /** The date meant, seen from `today` at `minutes` after midnight; `null` when the words tell none after all. */
  date: (match: RegExpExecArray, today: string, minutes: number) => string | null
  /** `day` where it is left out. */
  grain?: Grain
}

/** Rules of which none holds in a text without the sign. */
interface DayRules {
  sign: RegExp
  rules: readonly DayRule[]
}

const NUM = NUMERAL
const WEEKDAYS = '一二三四五六日天'
const ago = (days: number) => (_: RegExpExecArray, today: string) => addDays(today, -days)
const number = (text: string | undefined): number => readNumeral(text ?? '') ?? 0
const DAY_MINUTES = 24 * 60
const EVENING_MINUTES = 17 * 60
const PART = '上午|下午|早|晚|中午|凌晨|夜|半夜|晨|傍晚'
/** What somebody does on a day, written right behind it. */
const DONE = '走访|巡[查逻河山]|慰问|看望|上门|入户|组织|带[领着队]|调解|宣传|义诊|值[班守]|帮|陪|清理|召开|参加|摆摊'
/** Things that are numbered like days: `车位3号`. */
const NUMBERED = '第〕\\])0-9A-Z#位柜窗台机门楼床桌桩泵线间厅路库井闸屏岗桥摊档铺组房院口区座仓棚梯炉车船杆箱塔站校池-'

const CALENDAR: readonly DayRule[] = [
  {
    pattern: /(?<![0-9])((?:19|20)[0-9]{2})[-/. ](1[0-2]|0?[1-9])[-/. ](3[01]|[12][0-9]|0?[1-9])(?![0-9])/g,
    date: (m) => civilDate(number(m[1]), number(m[2]), number(m[3])),
  },
  {
    pattern: /(?<![0-9])(20[0-9]{2})(1[0-2]|0[1-9])(3[01]|[12][0-9]|0[1-9])(?![0-9])/g,
    date: (m) => civilDate(number(m[1]), number(m[2]), number(m[3])),
  },
  {
    pattern: new RegExp(`(?<![0-9])(${NUM}|今|去|前)年的?(${NUM}|元)月份?的?(${NUM})[日号]?`, 'g'),
    date: (m, today) => civilDate(yearOf(m[1], today), monthOf(m[2]), number(m[3])),
  },
  {
    pattern: new RegExp(`(?<![0-9年下说])(${NUM}|元)月份?(${NUM})[日号]`, 'g'),
    date: (m, today) => lastMonthDay(monthOf(m[1]), number(m[2]), today),
  },
  {
    pattern:
      /(?<![0-9年下])([0-9]{1,2}|十[一二]?|[一二三四五六七八九])月([0-9]{1,2}|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)(?![0-9个份多几年月来户人日号天])/g,
    date: (m, today) => lastMonthDay(number(m[1]), number(m[2]), today),
  },
  {
    pattern: new RegExp(
      `(?<![0-9A-Z./-])(1[0-2]|0?[1-9])[./-](3[01]|[12][0-9]|0?[1-9])(?=[号日]|${PART}|当天|那天)`,
      'g',
    ),
    date: (m, today) => lastMonthDay(number(m[1]), number(m[2]), today),
  },
  // 11.17 走访: as a line of a diary begins
  {
    pattern: new RegExp(`(?<=^|[\n;(\\[])(1[0-2]|[1-9])[.](3[01]|[12][0-9]|[1-9]) ?(?=${DONE})`, 'g'),
    date: (m, today) => lastMonthDay(number(m[1]), number(m[2]), today),
  },
  {
    pattern: new RegExp(`(?<!下个?)(${NUM}|上个?|这个?|本)月的?最后(${NUM})天`, 'g'),
    date: (m, today) => lastDaysOf(m[1] ?? '', number(m[2]), today),
  },
  {
    pattern: new RegExp(`上个?月的?(${NUM})[日号]`, 'g'),
    date: (m, today) => dayOfMonth(number(m[1]), today, -1),
  },
  {
    pattern: new RegExp(`(?:这个?|本)月的?(${NUM})[日号]`, 'g'),
    date: (m, today) => dayOfMonth(number(m[1]), today, 0),
  },
  {
    pattern: new RegExp(
      `(?<![${NUMBERED}]|下个?月的?)(${NUM})(?:号(?=${PART}|一早|大早|开始|那天|当天|就|去|来|报|说|到|停|发|坏|起|走|访|收|开|丢|把|给|赶|${DONE}|${NUM}点)|日(?=${PART}|开始|那天|当天))`,
      'g',
    ),
    date: (m, today) => lastDayOfMonth(number(m[1]), today),
  },
  {
    pattern: /(?<![第年月0-9.-])(3[01]|[12]?[0-9])日(?![0-9]*[次人片粒])/g,
    date: (m, today) => lastDayOfMonth(number(m[1]), today),
  },
  {
    pattern: new RegExp(`(?:^|[从自打于是在到 ,。;])(${NUM})号(?=[,。; ]|$)`, 'g'),
    date: (m, today) => lastDayOfMonth(number(m[1]), today),
  },
]

/** `说好周二`: a day that was agreed on; `周五五点`, `五周三`: figures that are no weekday. */
const WEEK_NAMED = `(?<![上下每连一两三四五六七八九十几0-9个定]|[说约]好|定在|[延等改拖]到|(?:希望|建议|盼|能不能|请)[^,。]{0,6})周([${WEEKDAYS}])(?![的次再]|[到至](?:下?周|[五六日])|开始|起|(?:之|以)?前(?!天)|那[台个场次位])`

/** Behind "this week": what there has been of it so far, or how often. */
const SO_FAR = `一直|顿顿|天天|每天|都|已|共|总共|累计|巡|走|$|[^,。;]{0,16}(?:[了过]|${NUM}(?:次|户|趟|场|遍|处))`

const WEEKS: readonly DayRule[] = [
  { pattern: new RegExp(`上上个?周的?([${WEEKDAYS}])`, 'g'), date: (m, today) => dayOfWeek(m[1], today, -2) },
  { pattern: new RegExp(`上个?周周?的?([${WEEKDAYS}])(?!样)`, 'g'), date: (m, today) => dayOfWeek(m[1], today, -1) },
  {
    pattern: new RegExp(`(?:[这今]个?|本)周周?([${WEEKDAYS}])(?!次|[天个]人)`, 'g'),
    date: (m, today) => dayOfWeek(m[1], today, 0),
  },
  { pattern: /上上个?周末/g, date: (_, today) => dayOfWeek('六', today, -2) },
  { pattern: /上个?周末/g, date: (_, today) => dayOfWeek('六', today, -1) },
  { pattern: /这个?周末(?=[^,。;]{0,12}(?:[了完过把]|出来))/g, date: (_, today) => lastWeekday(6, today) },
  {
    pattern: /(?<![每约这上下]|约[我你他她])周末(?=[^,。;]{0,12}(?:[了完过把]|出来))/g,
    date: (_, today) => lastWeekday(6, today),
  },
  { pattern: /上上个?周(?!末|的)/g, date: (_, today) => dayOfWeek('一', today, -2), grain: 'span' },
  { pattern: /(?<![跟和比像])上[一个]?周(?!末|的)/g, date: (_, today) => dayOfWeek('一', today, -1), grain: 'span' },
  {
    pattern: new RegExp(`(?:[这今][一个]?|本)周(?!末|[${WEEKDAYS}]|就|[能会要将可])(?=${SO_FAR})`, 'g'),
    date: (_, today) => dayOfWeek('一', today, 0),
    grain: 'span',
  },
  { pattern: new RegExp(WEEK_NAMED, 'g'), date: (m, today) => lastWeekday(weekdayNumber(m[1]), today) },
  {
    pattern: new RegExp(
      `(?:从|自|打)周([${WEEKDAYS}])(?:开始|起)?(?![^,。;]{0,6}到了?下)|(?<![下个])周([${WEEKDAYS}])(?:开始|起)就?(?=一直|都|[没不停断坏])`,
      'g',
    ),
    date: (m, today) => lastWeekday(weekdayNumber(m[1] ?? m[2]), today),
  },
  {
    pattern: new RegExp(`(${NUM})个?周(?:之前|以前|前)`, 'g'),
    date: (m, today) => daysAgo(number(m[1]) * 7, today),
  },
]

/** `昨晚交班时还在`, `昨天还好好的`: yesterday stands against what is now. */
const STILL = '(?![^,。;!?]{0,6}还(?:好好|能|正常|[在有亮好](?=[,。;!?的呢]|$)))'
/** `比昨天强`: yesterday is the measure. */
const MEASURED = '(?<![比像跟和到])'

const NEAR: readonly DayRule[] = [
  { pattern: /大前(?:[天日晚夜]|儿个?)/g, date: ago(3) },
  // 手术前夜: the eve of something, told by its name
  {
    pattern: /(?<![大跟门面眼])前(?:[天日晚]|(?<![一-龥]前)夜|儿个?|黑)(?!之前|以前)(?!买|卖|借|租|订)/g,
    date: ago(2),
  },
  {
    pattern: new RegExp(
      `${MEASURED}昨(?:[天日晚夜早晨儿黑]个?|下午|上午|中午|半夜)(?:子|黑里?|里)?(?![买卖借租订领]的)${STILL}`,
      'g',
    ),
    date: ago(1),
  },
  { pattern: /夜(?:儿黑|儿个?|黑里?|夜里|来个)(?!市|班)|寻晚/g, date: ago(1) },
  { pattern: /昨今两[天日]/g, date: ago(1) },
  { pattern: /连夜/g, date: (_, today, minutes) => (minutes < EVENING_MINUTES ? addDays(today, -1) : null) },
  {
    pattern: new RegExp(`(?<!提)(${NUM})[天日](?:之前|以前|前)(?!后)`, 'g'),
    date: (m, today) => daysAgo(number(m[1]), today),
  },
  {
    pattern: /(?<!到)今(?:[晚夜]|儿?黑儿?)/g,
    date: (_, today, minutes) => (minutes >= EVENING_MINUTES ? today : null),
  },
  {
    pattern:
      /(?<![到比跟])(?:今(?:[天日早晨]|儿个?|门儿|上午|下午|中午|清|个(?!周))|本日|当日)(?!份|非|就[去来派给把]|能不能|能来|可以|务必|必须|之内|内|还[没不在是]|[来特就]?(?:写信|来信|去信|提笔|想[说问跟向反])|[^,。]?(?:弄|打|砍|捅)死)/g,
    date: ago(0),
  },
  { pattern: /(?:刚才|刚刚(?!好)|啱啱|啱先|方才|将才|适才|才刚)(?!的)/g, date: ago(0) },
  { pattern: /(?:[叫喊干吵闹放唱跳敲钻响打嚷吼]|施工|装修)到现在/g, date: ago(0), grain: 'hour' },
  { pattern: /(?<=^|[,。;!?\n]|我们?)才(?:从[^,。;]{1,8})?(?:回来|出来|到家)/g, date: ago(0), grain: 'hint' },
  {
    pattern:
      /刚(?:散|结束)|(?<=^[嗯哦喂那个就是 ]*|[,。;!?\n] ?|我们?)刚(?![才刚好]|性|需|强|毅|果|开始|出生|生|满|要|想|过来|来|搬|到|毕业|结婚|退休|怀孕|装修|交房|上小|上初|上高)/g,
    date: ago(0),
    grain: 'hint',
  },
  { pattern: /(?<!到)(?:现在|而家|此[时刻]|当前)(?=[!,。 ]|$)|现在(?:正|还在)/g, date: ago(0), grain: 'hint' },
  {
    pattern: new RegExp(`(${NUM}|半)个?(?:半)?(?:多)?(?:(分半?钟|刻钟)|小时|钟头)(?:之前|以前|前)`, 'g'),
    date: (m, today, minutes) => addDays(today, Math.floor((minutes - number(m[1]) * (m[2] ? 1 : 60)) / DAY_MINUTES)),
  },
  { pattern: /刚(?![才刚好]|性|需|强|毅|果)|现在/g, date: ago(0), grain: 'now' },
  { pattern: /下班前|午休后|交班前/g, date: ago(0), grain: 'hint' },
]

/** Ways to tell a day, the more particular first: of overlapping finds the first rule holds. */
export const DAY_RULES: readonly DayRules[] = [
  { sign: /[月号日./-]|20[0-9]{6}/, rules: CALENDAR },
  { sign: /周/, rules: WEEKS },
  { sign: FEAST_SIGN, rules: FEAST_RULES },
  { sign: /[今昨前刚啱现而此当本夜午晚才]|下班|交班/, rules: NEAR },
  { sign: /[天日宿晚夜周]/, rules: LASTING_RULES },
]

function daysAgo(days: number, today: string): string | null {
  return days >= 1 && days <= MAX_DAYS_AGO ? addDays(today, -days) : null
}
/** Longest span of days that is taken for a day, not for an estimate. */
const MAX_DAYS_AGO = 31

function yearOf(text: string | undefined, today: string): number {
  const near = '今去前'.indexOf(text ?? '')
  if (near >= 0) return Number(today.slice(0, 4)) - near
  const year = number(text)
  return year < 100 ? 2000 + year : year
}

function monthOf(text: string | undefined): number {
  return text === '元' ? 1 : number(text)
}

/** This year's day, or last year's when that is still to come. */
function lastMonthDay(month: number, day: number, today: string): string | null {
  return lastOf((year) => civilDate(year, month, day), today)
}

/** The first of the last days of a month that is named, of this month, or of the one before. */
function lastDaysOf(month: string, days: number, today: string): string | null {
  if (/^[上这本]/.test(month)) {
    const nextMonth = dayOfMonth(1, today, month.startsWith('上') ? 0 : 1)
    return nextMonth && addDays(nextMonth, -days)
  }
  return lastOf((year) => {
    const first = civilDate(number(month) === 12 ? year + 1 : year, (number(month) % 12) + 1, 1)
    return first && addDays(first, -days)
  }, today)
}

function dayOfMonth(day: number, today: string, monthsOn: number): string | null {
  const months = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + monthsOn
  return civilDate(Math.floor(months / 12), (months % 12) + 1, day)
}

/** The last such day of a month on or before today; a bare number beyond 31 names no day. */
function lastDayOfMonth(day: number, today: string): string | null {
  if (day < 1 || day > 31) return null
  const months = [0, -1, -2].map((monthsOn) => dayOfMonth(day, today, monthsOn))
  return months.find((date) => date !== null && date <= today) ?? null
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
