/** Hours and parts of the day, as speech tells them: `下午三点半`, `凌晨`, `九点二十`. */
import { NUMERAL, readNumeral } from './numerals.ts'

type Period = 'early' | 'morning' | 'noon' | 'afternoon' | 'evening' | 'night'

/** Words for a part of the day, as it moves an hour of twelve. */
const PERIODS: Readonly<Record<string, Period>> = {
  凌晨: 'early',
  清早: 'morning',
  清晨: 'morning',
  一早: 'morning',
  大早: 'morning',
  早上: 'morning',
  早晨: 'morning',
  今早: 'morning',
  早起: 'morning',
  早: 'morning',
  上午: 'morning',
  上昼: 'morning',
  头晌: 'morning',
  中午: 'noon',
  午间: 'noon',
  正午: 'noon',
  午后: 'afternoon',
  下午: 'afternoon',
  下昼: 'afternoon',
  后半晌: 'afternoon',
  傍晚: 'evening',
  晚上: 'evening',
  晚间: 'evening',
  今晚: 'evening',
  今夜: 'evening',
  昨晚: 'evening',
  前晚: 'evening',
  晚: 'evening',
  后半夜: 'night',
  夜里: 'night',
  夜间: 'night',
  夜黑: 'night',
  黑里: 'night',
  黑了: 'night',
  上半天: 'morning',
  上半日: 'morning',
  下半天: 'afternoon',
  下半日: 'afternoon',
  下半晌: 'afternoon',
  下晚: 'evening',
  半夜: 'night',
  深夜: 'night',
  昨夜: 'night',
}
/** Pattern of one word for a part of the day. */
export const PERIOD = `(?:${Object.keys(PERIODS).join('|')})`

/** When each part of the day begins, in minutes: before it, a plan is told. */
export const PERIOD_BEGINS: Readonly<Record<Period, number>> = {
  early: 0,
  night: 0,
  morning: 4 * 60,
  noon: 10 * 60 + 30,
  afternoon: 12 * 60,
  evening: 16 * 60,
}

/** Minutes whose word is left out: `九点二十`, `八点零五`; of `十点一起停的水` there are none. */
const MINUTES = '[0-5][0-9]|[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]'
/** Period, hour, `半`, quarter, `整`, minutes; or written hour and minutes. */
export const CLOCK = new RegExp(
  `(${PERIOD})?(?:的|大概|大约|差不多|快|约)?(?:(${NUMERAL})(?:点钟?|时)(?:(半)|(一刻|三刻)|(整)|(${NUMERAL})分|(${MINUTES})(?![0-9号栋幢楼单个人名户组点次排楼层岁]|单元))?|(?<![0-9:])([01]?[0-9]|2[0-4]):([0-5][0-9])(?::[0-5][0-9])?)`,
  'g',
)

/** The part of the day that the words name, or `undefined`. */
export function periodOf(words: string | undefined): Period | undefined {
  if (words === undefined) return undefined
  const name = Object.keys(PERIODS).find((period) => words.includes(period))
  return name === undefined ? undefined : PERIODS[name]
}

/** `两点意见`, `一点问题`, `3点建议`, `有一点`: counted points, no time. */
const POINTS = /^(?:意见|建议|要求|问题|想法|反映|情况|希望|体会|[:是]|儿|都|也|没|不|声|事|小)/
const POINTS_BEFORE = /(?:以下|集中在|提[了出]?|如下|有|早|晚|快|慢|好|差|多|少|大|小|这|那|几)$/
/** Only with such words around it is `一点` an hour, not a little of something. */
const ONE_OCLOCK = /^(?:半|多|来钟|来|过|左右|钟|的时候|,|到|就|还)/

/** Is the hour a count, a little of something, or no number at all? */
export function isCount(text: string, match: RegExpExecArray, told: boolean): boolean {
  if (match[8] !== undefined) return false
  const bare =
    match[3] === undefined && match[4] === undefined && minutesOf(match) === undefined && !match[0].endsWith('钟')
  if (!bare) return false
  const hour = match[2] ?? ''
  if (match[0].endsWith('时') && !/^[0-9]/.test(hour)) return match[1] === undefined
  if (told) return false
  const to = match.index + match[0].length
  const after = text.slice(to, to + 3)
  const before = text.slice(Math.max(0, match.index - 3), match.index)
  if (hour === '一' && (!ONE_OCLOCK.test(after) || /[\u4e00-\u9fff]$/.test(before))) return true
  return POINTS.test(after) || readNumeral(hour) === 0 || POINTS_BEFORE.test(before)
}

/** Minutes since midnight that the match tells, or `null`. `latest`: of two readings the later that is not after it. */
export function clockMinutes(match: RegExpExecArray, period: Period | undefined, latest: number | null): number | null {
  const written = match[8] !== undefined
  const hour = written ? Number(match[8]) : readNumeral(match[2] ?? '')
  const minute = written ? Number(match[9]) : spokenMinute(match)
  if (hour === null || hour > 24 || minute > 59) return null
  const plain = (hour % 24) * 60 + minute
  if (period !== undefined) return byPeriod(hour % 24, period) * 60 + minute
  if (written || hour > 12 || hour === 0) return plain
  const later = ((hour % 12) + 12) * 60 + minute
  if (latest !== null) return later <= latest ? later : plain
  return hour <= 6 ? later : plain
}

function minutesOf(match: RegExpExecArray): string | undefined {
  return match[6] ?? match[7]
}

function spokenMinute(match: RegExpExecArray): number {
  if (match[3]) return 30
  if (match[4]) return match[4] === '一刻' ? 15 : 45
  return readNumeral(minutesOf(match) ?? '') ?? 0
}

function byPeriod(hour: number, period: Period): number {
  if (hour > 12 || period === 'early' || period === 'morning') return hour
  if (period === 'noon') return hour <= 3 ? hour + 12 : hour
  if (period === 'night') return hour >= 6 && hour < 12 ? hour + 12 : hour % 12
  if (period === 'evening') return hour === 12 ? 0 : hour >= 4 ? hour + 12 : hour
  return hour === 12 ? 12 : hour + 12
}

export function hhmm(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
