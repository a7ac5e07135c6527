/** Zones, people and days as they stand in orders about who answers for a zone. */
import { SURNAME } from '../domain/names.ts'
import { addDays, civilDate, weekday } from './civil-date.ts'
import { readDayAhead } from './day-ahead.ts'
import { DOTTED, NAME } from './name-words.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

/** Ends of what is said of a part of a place. */
const ENDS = '[楼院栋幢座元门组队社村格级班区房室科片层号屯寨庄里苑园巷同弄路街诊心厅口间舍#A-Z0-9]'
/** A run of signs that may name zones; `areZones` says whether it does. Runs are short to compile and quick to pass. */
export const ZONES = `[0-9A-Z\\u4e00-\\u9fff#、~-]{1,40}?(?<=${ENDS}|责任区|那片|这片|那边)(?![0-9A-Z-])`
/** A run of signs that may be names; `areNames` says whether it is. */
export const NAMES = '[\\u4e00-\\u9fff·、]{2,24}?(?:\\([0-9A-Z\\u4e00-\\u9fff]{1,16}\\))?'

const COUNT = '(?:[0-9]{1,4}|[一二两三四五六七八九十百]{1,4}|[A-Z])'
const COUNTED =
  '(?:号楼|号院|栋楼|栋|幢|座|单元|号门|村民小组|小组|组|队|社|村|网格|年级|班|病区|病房|病室|诊室|科室|科|区|片区|片|楼|层|号|#)'
/** What is said in sentences stands in no name of a place. */
const IN_NAME = '[^0-9A-Z的了在把被给让是有没不到就都也说问查看想要我您你他她这那哪谁来去个]'
/** 3号楼, 幸福小区3号楼2单元, 1-3号楼, 三组, 内科二病区. */
const NUMBERED = `${IN_NAME}{0,8}(?:第?${COUNT}(?:[-~至到]${COUNT})?${COUNTED})+`
/** 东区, 幸福里小区, 老年活动中心, 高一年级组. */
const NAMED = `${IN_NAME}{1,10}(?:责任区|区|片|村|屯|寨|庄|组|院|里|苑|园|巷|胡同|弄|路|街|年级|科室|科|病房|门诊|中心|大厅|窗口|车间|宿舍|楼)`
const CODE = '[A-Z]{1,4}[0-9]{0,4}'
const ZONE = new RegExp(`^(?:${CODE}|${NUMBERED}|${NAMED})(?:的?(?:责任区|片区|那片|那栋楼?|这片|那边))?$`)
/** 和 joins, unless it is part of a name: 和平小区. */
const AND = /[、与跟及]|和(?![平谐睦美兴顺气])/u

const TITLE = '(?:书记|主任|师傅|老师|医生|大夫|护士|组长|科长|院长|校长|经理|阿姨|大姐|大哥)'
const POST = '(?:\\([0-9A-Z\\u4e00-\\u9fff]{1,16}\\))?'
/** What surely is somebody's name: 老王, 王秀英, 王师傅, 李敏(A3). */
export const ONE = `(?:${DOTTED}|[老小阿]${SURNAME}|${SURNAME}(?:${TITLE}|[\\u4e00-\\u9fff]{1,3}?))${POST}(?:同志)?`
const SURE_NAME = new RegExp(`^${ONE}$`)
/** Wishes for these are told to people: 让物业管3号楼. */
const NOBODY =
  '我|您|你|他|她|它|谁|哪|大家|别人|人|物业|城管|保安|保洁|居委|村委|社区|街道|领导|政府|派出所|警察|民警|消防|公司|单位|学校|医院|专人'
/** Behind 让 and the like any name will do. */
const ANY_NAME = new RegExp(`^(?!${NOBODY})${NAME}${POST}(?:同志)?$`)

/** The single zones that the words list: `3号楼和4号楼` → two of them. `null`: they name no zones. */
export function zonesListed(words: string): string[] | null {
  const parts = words.split(AND).filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => ZONE.test(part)) ? parts : null
}

/** The single names that the words list. `null`: they are none. @param sure whether each has to look like a name */
export function namesListed(words: string, sure: boolean): string[] | null {
  const names = words.split(AND).filter((name) => name !== '')
  const isName = (name: string) => SURE_NAME.test(name) || (!sure && ANY_NAME.test(name))
  return names.length > 0 && names.every(isName) ? names.map((name) => name.replace(/同志$/u, '')) : null
}

/** What whoever has a zone does for it. */
export const ANSWER_FOR =
  '(?:负责管理|负责|分管|主管|管理|管起来|管|包保|包联|联系|照看|照管|看管|接管|接手|接替|接|顶上|顶|担任|承担|认领|守|盯)'
/** Somebody ends it. */
export const LEAVES = '(?:退休|退出|退下|退|卸任|离任|离开|搬走|搬家|调走|调离|到期|期满|不管|不干|不负责|走)'

/** Words that a day is told by; whether there is such a day, `readLastDay` says. */
export const DAY = '[0-9一二三四五六七八九十两半今明后本这下个年月日号底末初周天星期礼拜./-]{2,14}'

const YEARS: Readonly<Record<string, number>> = { 今: 0, 本: 0, 这: 0, 明: 1, 后: 2 }
const END_OF_YEAR = /^(?:(今|本|这|明|后)|(20[0-9]{2}))?年(?:年)?[底末]$/u
const IN_MONTH = new RegExp(
  `^(?:(今|本|这|明|后)年|(20[0-9]{2})年)?(${NUMERAL})月(?:份)?(?:[底末]|(${NUMERAL})[日号])?$`,
)
const WEEK = /^(这|本|下下|下)个?(?:周|星期|礼拜)$/u
const WEEKS_AHEAD: Readonly<Record<string, number>> = { 这: 0, 本: 0, 下: 1, 下下: 2 }
const AFTER = new RegExp(`^(半|${NUMERAL})(年|个月)$`)

/**
 * The day that words tell, as the last day of something: 年底, 明年6月, 2027年底, 一年, 下周五. A month alone: its last day.
 *
 * `null` where they tell none.
 */
export function readLastDay(words: string, today: string): string | null {
  const text = words.trim()
  const thisYear = Number(today.slice(0, 4))
  const end = END_OF_YEAR.exec(text)
  if (end) return civilDate(yearOf(end[1], end[2], thisYear), 12, 31)
  const month = IN_MONTH.exec(text)
  if (month) return dayInMonth(month, today)
  const week = WEEK.exec(text)?.[1]
  if (week !== undefined) return addDays(mondayIn(week, today), 6)
  const after = AFTER.exec(text)
  if (after) return monthsAfter(today, monthCount(after[1] ?? '', after[2] ?? ''))
  const found = readDayAhead(text, today)
  return found && found.rest === '' ? found.date : null
}

/**
 * The day that something begins with; a month or a week alone: its first day. The day may be one that is over.
 *
 * `null` where they tell none.
 */
export function readFirstDay(words: string, today: string): string | null {
  const day = readDayAhead(words, today)
  if (day?.rest === '') return day.date
  const week = WEEK.exec(words)?.[1]
  if (week !== undefined) return mondayIn(week, today)
  const last = readLastDay(words, today)
  return last !== null && /月(?:份)?$/u.test(words) ? `${last.slice(0, 8)}01` : last
}

function mondayIn(week: string, today: string): string {
  return addDays(today, 7 * (WEEKS_AHEAD[week] ?? 0) + 1 - weekday(today))
}

function yearOf(word: string | undefined, number: string | undefined, thisYear: number): number {
  return number === undefined ? thisYear + (YEARS[word ?? ''] ?? 0) : Number(number)
}

/** Without a year the next such month to come, this one counted. */
function dayInMonth([, word, number, named, day]: RegExpExecArray, today: string): string | null {
  const month = readNumeral(named ?? '') ?? 0
  const thisYear = Number(today.slice(0, 4))
  if (month < 1 || month > 12) return null
  const of = (year: number) => (day === undefined ? lastOf(year, month) : civilDate(year, month, readNumeral(day) ?? 0))
  if (word !== undefined || number !== undefined) return of(yearOf(word, number, thisYear))
  const next = of(thisYear)
  return next !== null && next < today ? of(thisYear + 1) : next
}

function lastOf(year: number, month: number): string | null {
  const next = civilDate(month === 12 ? year + 1 : year, (month % 12) + 1, 1)
  return next && addDays(next, -1)
}

function monthCount(count: string, unit: string): number {
  if (count === '半') return unit === '年' ? 6 : 0
  return (readNumeral(count) ?? 0) * (unit === '年' ? 12 : 1)
}

/** The day before the same day of a later month: a year from 1 March lasts to the end of February. */
function monthsAfter(today: string, months: number): string | null {
  if (months === 0) return null
  const at = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + months
  const [year, month] = [Math.floor(at / 12), (at % 12) + 1]
  const same = civilDate(year, month, Number(today.slice(8)))
  return same === null ? lastOf(year, month) : addDays(same, -1)
}
