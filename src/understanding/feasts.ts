/** Days that people call by the name of a feast: by the civil calendar, by the lunar one, by the sun. */
import { addDays, civilDate, daysBetween, lastOf, weekday } from './civil-date.ts'
import type { DayRule } from './days.ts'
import { lunarDate, SOLAR_TERM_NAMES, solarTermDate } from './lunar.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

type MonthDay = readonly [month: number, day: number]
type DateInYear = (year: number) => string | null

const CIVIL: Readonly<Record<string, MonthDay>> = {
  元旦: [1, 1],
  情人节: [2, 14],
  '学雷锋纪念日 学雷锋日 雷锋日 学雷锋': [3, 5],
  '三八妇女节 三八节 妇女节 三八': [3, 8],
  植树节: [3, 12],
  '消费者权益日 消费者日 3.15 315': [3, 15],
  '世界水日 水日': [3, 22],
  愚人节: [4, 1],
  '国家安全教育日 国家安全日': [4, 15],
  地球日: [4, 22],
  读书日: [4, 23],
  '五一劳动节 劳动节 五一节 五一': [5, 1],
  '五四青年节 青年节 五四': [5, 4],
  红十字日: [5, 8],
  '护士节 防灾减灾日': [5, 12],
  家庭日: [5, 15],
  '无烟日 戒烟日': [5, 31],
  '六一儿童节 儿童节 六一节 六一': [6, 1],
  '环境日 环保日': [6, 5],
  爱眼日: [6, 6],
  '高考首日 高考第一天 高考头一天 高考日': [6, 7],
  禁毒日: [6, 26],
  '七一 建党节': [7, 1],
  '八一建军节 建军节 八一': [8, 1],
  医师节: [8, 19],
  教师节: [9, 10],
  烈士纪念日: [9, 30],
  '国庆节 十一国庆 国庆': [10, 1],
  记者节: [11, 8],
  '消防宣传日 消防日 11.9': [11, 9],
  '双十一 双11': [11, 11],
  艾滋病日: [12, 1],
  '宪法宣传日 宪法日': [12, 4],
  '双十二 双12': [12, 12],
  公祭日: [12, 13],
  平安夜: [12, 24],
  '圣诞节 圣诞': [12, 25],
}
const LUNAR: Readonly<Record<string, MonthDay>> = {
  '大年初一 春节': [1, 1],
  '元宵节 元宵 正月十五': [1, 15],
  龙抬头: [2, 2],
  '端午节 端午 五月初五': [5, 5],
  '七夕节 七夕': [7, 7],
  '中元节 中元 七月半': [7, 15],
  '中秋节 中秋 八月十五': [8, 15],
  '重阳节 重阳 九月初九': [9, 9],
  '腊八节 腊八': [12, 8],
}

const feasts = new Map<string, DateInYear>([
  ...datesOf(CIVIL, (year, [month, day]) => civilDate(year, month, day)),
  ...datesOf(LUNAR, (year, [month, day]) => lunarDate(year, month, day)),
  ['母亲节', (year: number) => sundayOf(year, 5, 2)],
  ['助残日', (year: number) => sundayOf(year, 5, 3)],
  ['父亲节', (year: number) => sundayOf(year, 6, 3)],
  ...SOLAR_TERM_NAMES.map((name) => [name, (year: number) => solarTermDate(name, year)] as const),
  ...['除夕', '大年三十', '年三十', '大年夜', '年三十儿'].map((name) => [name, newYearsEve] as const),
])

function datesOf(days: Readonly<Record<string, MonthDay>>, dateOf: (year: number, day: MonthDay) => string | null) {
  return Object.entries(days).flatMap(([names, day]) =>
    names.split(' ').map((name): [string, DateInYear] => [name, (year) => dateOf(year, day)]),
  )
}

/** The second Sunday of a month, or whichever is wanted. */
function sundayOf(year: number, month: number, which: number): string | null {
  const first = civilDate(year, month, 1)
  return first && addDays(first, 7 - weekday(first) + 7 * (which - 1))
}

function newYearsEve(year: number): string | null {
  const newYear = lunarDate(year, 1, 1)
  return newYear && addDays(newYear, -1)
}

const NAME = [...feasts.keys()]
  .sort((a, b) => b.length - a.length)
  .map((name) => (/^[0-9]/.test(name) ? `(?<![0-9])${name.replace('.', '[.]')}` : name))
  .join('|')
/** `快过年三十`, `第315号`: a feast that is still to come, and figures of a longer number. */
const FEAST = `(?<![快将近离距迎等到像比第零一二三四五六七八九十百-]|[快没要]过|还没|临近|庆(?!国))(${NAME})节?(?![0-9]|目|[零〇一二三四五六七八九十百]{0,3}[号栋幢楼元块斤米])`
const PART_OF_DAY = '(?:当[天日晚夜]|那[天日晚夜]|这天|夜(?![巡班间查市])|晚(?!会)|一早|清早|早上|凌晨|上午|中午|下午)'
/** What follows the name where not the day is meant: `中秋前`, `国庆期间`, `六一节目`, `七一路`. */
const NOT_THE_DAY =
  '前|之前|以前|后|之后|以后|期间|假|长假|小长假|这|那|回|收假|出游|出行|放假|路|街|巷|村(?![里口民委干])|小学|中学|广场|公园|桥|大道|值[守班]第[^一]|晚会|节目|汇演|快乐|安康|礼|专|一过|没到|还没|快(?!递)|将|要|补|人多|第|了'
/** Days further back are told as memories, not as the day of a matter. */
const REMEMBERED_DAYS = 40
/** Nobody calls a day by its bare number in the first month after this one. */
const LAST_NEW_YEAR_DAY = 16

/** The last day that is `shift` days after such a feast, and is not after today. */
function feastDay(name: string | undefined, shift: number, today: string): string | null {
  const inYear = feasts.get(name ?? '')
  if (!inYear) return null
  const date = lastOf((year) => {
    const day = inYear(year)
    return day && addDays(day, shift)
  }, today)
  return remembered(date, today)
}

function remembered(date: string | null, today: string): string | null {
  return date !== null && daysBetween(date, today) <= REMEMBERED_DAYS ? date : null
}

const CHINESE_DAY =
  '初[一二三四五六七八九十]|十[一二三四五六七八九]|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十'
const LUNAR_MONTHS: Readonly<Record<string, number>> = { 正: 1, 冬: 11, 腊: 12 }

function lunarDay(month: string | undefined, day: string | undefined, today: string): string | null {
  const inMonth = LUNAR_MONTHS[month ?? ''] ?? readNumeral(month ?? '') ?? 0
  const onDay = readNumeral((day ?? '').replace('初', '')) ?? 0
  return remembered(
    lastOf((year) => lunarDate(year, inMonth, onDay), today),
    today,
  )
}

/** `初三` in the days after the New Year; at other times a class of a school or the third of some month. */
function newYearDay(day: string | undefined, today: string): string | null {
  const date = lastOf((year) => lunarDate(year, 1, readNumeral(day ?? '') ?? 0), today)
  return date !== null && daysBetween(date, today) <= LAST_NEW_YEAR_DAY ? date : null
}

/** The north keeps 小年 on the 23rd, the south on the 24th: today's, where today is one. */
function littleNewYear(today: string): string | null {
  const [north, south] = [23, 24].map((day) => lastOf((year) => lunarDate(year, 12, day), today))
  return remembered(south === today ? today : (north ?? null), today)
}

/** Ways to tell a day by a feast. */
export const FEAST_RULES: readonly DayRule[] = [
  {
    pattern: new RegExp(`${FEAST}第(${NUMERAL})[天日]`, 'g'),
    date: (m, today) => feastDay(m[1], (readNumeral(m[2] ?? '') ?? 1) - 1, today),
  },
  {
    pattern: new RegExp(`${FEAST}(?:的)?(?:前一[天日晚夜]|前[夜晚]|头一[天晚]|头天)`, 'g'),
    date: (m, today) => feastDay(m[1], -1, today),
  },
  {
    pattern: new RegExp(`${FEAST}(?:次日|后一天|后第一天)`, 'g'),
    date: (m, today) => feastDay(m[1], 1, today),
  },
  {
    pattern: new RegExp(`${FEAST}${PART_OF_DAY}`, 'g'),
    date: (m, today) => feastDay(m[1], 0, today),
  },
  {
    pattern: new RegExp(`${FEAST}(?:假期)?(?:这[几两]天|[两三四五六七仨](?:整)?天)`, 'g'),
    date: (m, today) => feastDay(m[1], 0, today),
    grain: 'span',
  },
  {
    pattern: new RegExp(`${FEAST}(?!${NOT_THE_DAY})`, 'g'),
    date: (m, today) => (feastDay(m[1], 0, today) === today ? today : null),
    grain: 'hint',
  },
  {
    pattern: new RegExp(`(?:农历|阴历)?([正冬腊]|十[一二])月(${CHINESE_DAY})(?![日号0-9了一二三四五六七八九十])`, 'g'),
    date: (m, today) => lunarDay(m[1], m[2], today),
  },
  {
    pattern: /(?:农历|阴历)([二三四五六七八九十])月(初.|[廿二三]?十?[一二三四五六七八九]?)/g,
    date: (m, today) => lunarDay(m[1], m[2], today),
  },
  {
    pattern:
      /(?<![高月])(?:大?年)?初([一二三四五六七八九十])(?![一二三四五六七八九十]?[(班中级]|年级|的?学生|新生|次|步|期|那个班)/g,
    date: (m, today) => newYearDay(m[1], today),
  },
  {
    pattern: new RegExp(`(?<![快过])小年(?:夜|${PART_OF_DAY})?(?!轻|前|后|纪)`, 'g'),
    date: (_, today) => littleNewYear(today),
    grain: 'hint',
  },
  {
    pattern: /(?<![快从])(?:除夕|大?年三十|大年夜)(?!前|的|走|就|还|要|之)/g,
    date: (_, today) => lastOf(newYearsEve, today),
    grain: 'hint',
  },
  { pattern: /(?:开学|开工)第一天/g, date: (_, today) => today, grain: 'hint' },
]

/** Letters of which a message has at least one where it tells a feast. */
export const FEAST_SIGN = new RegExp(`[初腊廿]|小年|开学|开工|[正冬一二]月|农历|阴历|${NAME}`)
