import type { OccurredAt } from '../domain/place.ts'
import type { LocalMoment } from './civil-date.ts'
import type { Span } from './clauses.ts'
import { DAY_RULES, type DayRule } from './days.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

/** A time that a message tells, with its span in the normalised text. */
export interface TimeMention extends Span {
  date: string
  /** `HH:MM` */
  time: string | null
  /** `now` words and the day of a mere clock time give way to a day that is told. */
  weak: boolean
}

/** Part of the day, as it moves an hour of twelve. */
const PERIODS: Readonly<Record<string, 'early' | 'morning' | 'noon' | 'afternoon' | 'evening' | 'night'>> = {
  凌晨: 'early',
  清早: 'morning',
  清晨: 'morning',
  一早: 'morning',
  大早: 'morning',
  早上: 'morning',
  早晨: 'morning',
  今早: 'morning',
  早: 'morning',
  上午: 'morning',
  中午: 'noon',
  正午: 'noon',
  午后: 'afternoon',
  下午: 'afternoon',
  傍晚: 'evening',
  晚上: 'evening',
  晚间: 'evening',
  今晚: 'evening',
  昨晚: 'evening',
  前晚: 'evening',
  晚: 'evening',
  夜里: 'night',
  夜间: 'night',
  半夜: 'night',
  深夜: 'night',
  昨夜: 'night',
}
const PERIOD = `(?:${Object.keys(PERIODS).join('|')})`
const CLOCK = new RegExp(
  `(${PERIOD})?(?:的|大概|大约|差不多|快|约)?(?:(${NUMERAL})(?:点钟?|时)(?:(半)|(一刻|三刻)|(整)|(${NUMERAL})分?)?|([01]?[0-9]|2[0-4]):([0-5][0-9])(?::[0-5][0-9])?)`,
  'g',
)
/** `两点意见`, `一点问题`, `3点建议`, `有一点`: counted points, no time. */
const POINTS = /^(?:意见|建议|要求|问题|想法|反映|情况|希望|体会|[:是]|儿|都|也|没|不|声|事|小)/
const POINTS_BEFORE = /(?:以下|集中在|提[了出]?|如下|有|早|晚|快|慢|好|差|多|少|大|小|这|那|几)$/
/** What is to come, and what happens again and again, tells no time of a matter: with the hour that follows it. */
const NOT_TOLD = new RegExp(
  [
    '(?:明[天早晚日]|后天|下+个?周[一二三四五六日天]?|下个?月|改天|过[两几]天|待会儿?|等会儿?|一会儿?|月底|每[天晚日周月到逢早][一二三四五六日]?|天天|夜夜|一到|平时|平常|整天|常年|经常',
    `总是|老是|往常)(?:都|在|又|到)?${PERIOD}?(?:的)?(?:${NUMERAL}点(?:半|${NUMERAL}分?)?)?`,
  ].join('|'),
  'g',
)
/** Stands in for words that {@link NOT_TOLD} took out; no message holds it, since control characters are stripped. */
const HABIT_MARK = '\u0001'
const TRIGGER = /[年天日昨今前周月号点时:早晚午刚现夜晨除国元旦目]/

/** Every time that the text tells of the past or of now, in order. `masked` has blanks where places were read. */
export function findTimes(masked: string, now: LocalMoment): TimeMention[] {
  if (!TRIGGER.test(masked)) return []
  const text = masked.replace(NOT_TOLD, (words) => HABIT_MARK.repeat(words.length))
  const days = findDays(text, now)
  const clocks = findClocks(text, now, days)
  return [...days, ...clocks].sort((a, b) => a.from - b.from)
}

function findDays(text: string, now: LocalMoment): TimeMention[] {
  const found: TimeMention[] = []
  for (const rule of DAY_RULES) {
    rule.pattern.lastIndex = 0
    for (let match = rule.pattern.exec(text); match; match = rule.pattern.exec(text)) {
      const mention = dayMention(rule, match, now)
      if (rule.period && followsDay(match.index, found)) continue
      if (mention && !found.some((f) => f.from < mention.to && mention.from < f.to)) found.push(mention)
      if (found.length > MAX_MENTIONS) return found
    }
  }
  return found
}

/** `11月5号下午`: the afternoon of that day. */
function followsDay(at: number, days: readonly TimeMention[]): boolean {
  return days.some((d) => d.to <= at && at - d.to <= 1)
}

const MAX_MENTIONS = 40
const MAX_TRIES = 200

function dayMention(rule: DayRule, match: RegExpExecArray, now: LocalMoment): TimeMention | null {
  const date = rule.date(match, now.date)
  // What is to come is a plan, no time of a matter.
  if (date === null || date > now.date) return null
  return { from: match.index, to: match.index + match[0].length, date, time: null, weak: rule.weak ?? false }
}

/** Attaches each clock time to the day told just before it, else makes it a time of today. */
function findClocks(text: string, now: LocalMoment, days: TimeMention[]): TimeMention[] {
  const alone: TimeMention[] = []
  CLOCK.lastIndex = 0
  let tries = 0
  for (let match = CLOCK.exec(text); match && tries < MAX_TRIES; match = CLOCK.exec(text)) {
    tries += 1
    const from = match.index
    const to = from + match[0].length
    const day = days.findLast((d) => d.from <= from && from - d.to <= 8 && !/[。;\n]/.test(text.slice(d.to, from)))
    const period = match[1] ?? (day ? periodIn(text.slice(day.from, from)) : undefined)
    if (period === undefined && isCount(text, match)) continue
    if (!day && isHabit(text, from, to)) continue
    const minutes = clockMinutes(match, period, { now, today: !day || day.date === now.date })
    if (minutes === null) continue
    const time = hhmm(minutes)
    if (day) {
      day.time ??= time
      day.weak = false
    } else alone.push({ from, to, date: now.date, time, weak: false })
  }
  return alone
}

/** `天天…拍到十点多`, `九点以后就没公交`: an hour of every day. */
function isHabit(text: string, from: number, to: number): boolean {
  const before =
    text
      .slice(Math.max(0, from - 20), from)
      .split(/[。;!?\n]/)
      .at(-1) ?? ''
  return (
    /[天晚夜]_|_{2}|成天|经常|总|夜夜/.test(before) ||
    /^(?:多|半)?(?:以后|之后|以前|之前|准时|就(?:没|开|关))/.test(text.slice(to, to + 5))
  )
}

function periodIn(text: string): string | undefined {
  return Object.keys(PERIODS).find((period) => text.includes(period))
}

function isCount(text: string, match: RegExpExecArray): boolean {
  if (match[7] !== undefined) return false
  const after = text.slice(match.index + match[0].length, match.index + match[0].length + 2)
  const bare = match[3] === undefined && match[4] === undefined && match[6] === undefined && !match[0].endsWith('钟')
  if (!bare) return false
  if (match[0].endsWith('时') && !/^[0-9]/.test(match[2] ?? '')) return true
  const hour = readNumeral(match[2] ?? '') ?? 0
  return POINTS.test(after) || hour === 0 || POINTS_BEFORE.test(text.slice(Math.max(0, match.index - 3), match.index))
}

interface ClockContext {
  now: LocalMoment
  today: boolean
}

function clockMinutes(match: RegExpExecArray, period: string | undefined, { now, today }: ClockContext): number | null {
  const written = match[7] !== undefined
  const hour = written ? Number(match[7]) : readNumeral(match[2] ?? '')
  const minute = written ? Number(match[8]) : spokenMinute(match)
  if (hour === null || hour > 24 || minute > 59) return null
  const plain = (hour % 24) * 60 + minute
  if (period !== undefined) return byPeriod(hour % 24, PERIODS[period]) * 60 + minute
  if (written || hour > 12 || hour === 0) return plain
  // Twelve-hour speech: of the two readings the later one that is not still to come.
  const later = ((hour % 12) + 12) * 60 + minute
  if (today) return later <= now.minutes ? later : plain
  return hour <= 6 ? later : plain
}

function spokenMinute(match: RegExpExecArray): number {
  if (match[3]) return 30
  if (match[4]) return match[4] === '一刻' ? 15 : 45
  return match[6] ? (readNumeral(match[6]) ?? 0) : 0
}

function byPeriod(hour: number, period: (typeof PERIODS)[string] | undefined): number {
  if (hour > 12 || period === 'early' || period === 'morning' || period === undefined) return hour
  if (period === 'noon') return hour <= 3 ? hour + 12 : hour
  if (period === 'night') return hour >= 6 && hour < 12 ? hour + 12 : hour % 12
  if (period === 'evening') return hour === 12 ? 0 : hour >= 4 ? hour + 12 : hour
  return hour === 12 ? 12 : hour + 12
}

function hhmm(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** The time of a matter among the mentions of its words: a day that is told goes before "now". */
export function tellTime(mentions: readonly TimeMention[]): OccurredAt | null {
  const told = mentions.find((m) => !m.weak) ?? mentions[0]
  return told ? { date: told.date, time: told.time } : null
}
