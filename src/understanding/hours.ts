/** Hours as a message tells them, each of the day told before it, else of today. */
import type { LocalMoment } from './civil-date.ts'
import type { Span } from './clauses.ts'
import { CLOCK, clockMinutes, hhmm, isCount, periodOf } from './clocks.ts'
import { HABIT_MARK, MAX_TRIES, type TimeMention } from './time-mention.ts'

/** Attaches each clock time to the day told just before it, else makes it a time of today. */
export function findHours(text: string, now: LocalMoment, days: TimeMention[]): TimeMention[] {
  const alone: TimeMention[] = []
  CLOCK.lastIndex = 0
  let tries = 0
  for (let match = CLOCK.exec(text); match && tries < MAX_TRIES; match = CLOCK.exec(text)) {
    tries += 1
    const span = { from: match.index, to: match.index + match[0].length }
    const day = dayOf(text, span, days)
    const hour = readHour(text, match, { span, day, now })
    if (!hour) continue
    const { minutes, period } = hour
    if (!day) {
      const grain = period === 'night' || isRange(text, span.to) ? 'hint' : 'hour'
      alone.push({ ...span, date: now.date, time: hhmm(minutes), grain })
    } else if (span.from - day.to > NEAR_LETTERS) {
      alone.push({ ...span, date: day.date, time: hhmm(minutes), grain: 'day' })
    } else {
      if (!/[到至]$/.test(text.slice(0, span.from))) day.time ??= hhmm(minutes)
      if (day.grain === 'hint') day.grain = 'day'
    }
  }
  return alone
}

/** So many letters behind a day an hour still belongs to it; */
const NEAR_LETTERS = 10
/** the hours of a night are told further on: `昨晚在卡口守着,十点有人翻墙`. */
const NIGHT_LETTERS = 20

function dayOf(text: string, { from }: Span, days: readonly TimeMention[]): TimeMention | undefined {
  return days.findLast((d) => {
    const letters = /[晚夜]/.test(text.slice(d.from, d.to + 2)) ? NIGHT_LETTERS : NEAR_LETTERS
    return d.from <= from && from - d.to <= letters && !/[。;\n]/.test(text.slice(d.to, from))
  })
}

interface HourOf {
  span: Span
  day: TimeMention | undefined
  now: LocalMoment
}

/** The minutes after midnight, or `null` where the words count or set a limit, or tell of every day. */
function readHour(text: string, match: RegExpExecArray, { span, day, now }: HourOf) {
  const period = periodOf(match[1]) ?? (day ? periodOf(text.slice(day.from, span.from)) : undefined)
  if (isCount(text, match, match[1] !== undefined || day?.to === span.from)) return null
  if (isLimit(text, span, period !== undefined)) return null
  const latest = now.minutes + (match[0].startsWith('快') ? NEARLY_MINUTES : 0)
  const minutes = clockMinutes(match, period, !day || day.date === now.date ? latest : null)
  if (minutes === null || (!day && (minutes > latest || isHabit(text, span)))) return null
  return { minutes, period }
}

/** `快十一点了`: not yet, but within the hour. */
const NEARLY_MINUTES = 60

/** `写到十二点`, `定好九点半后不弹`, `四点半课堂`: an end, an appointment or a name, no time of a matter. */
function isLimit(text: string, { from, to }: Span, hasPeriod: boolean): boolean {
  const before = text.slice(Math.max(0, from - 6), from)
  if (!hasPeriod && /[到至]$/.test(before)) return true
  if (/(?:[说约定]好|约|定[在于]|谈妥|准时|[延改推]到|提前到|就在|得)$/.test(before)) return true
  return /^(?:多|半|钟)?(?:(?:以|之)?[前后](?!后)|课堂|那[趟班场]|的(?!时候|样子|光景))/.test(text.slice(to, to + 5))
}

/** `从五点喊到七点`: hours that a round kept; of a fault they are those of every day. */
function isRange(text: string, to: number): boolean {
  return /^[^,。;]{0,4}[到至](?:凌晨|半夜)?[0-9一二两三四五六七八九十]{1,3}[点:]/.test(text.slice(to, to + 12))
}

/** `凌晨三点开工`, `天天…拍到十点多`, `九点以后就没公交`: an hour of every day. */
function isHabit(text: string, { from, to }: Span): boolean {
  const before =
    text
      .slice(Math.max(0, from - 20), from)
      .split(/[。;!?\n]/)
      .at(-1) ?? ''
  if (before.includes(HABIT_MARK) || /从不|常常|过了$|(?:营业|开放|开门|门诊|上班|作息)时间[^,]{0,4}$/.test(before))
    return true
  return /^(?:多|半|钟)?(?:准时|就(?:没|开门|关|放|得|收|停)|才(?:有|开|收|停|下|回|睡)|就?[要得]|开工|停工|开门|关门|放学(?!到)|收摊|营业|去排|就(?:叫|来|响|敲|吵)(?![^,。;]{0,6}了)|[到至][^,。;]{1,8}(?:营业|开[门放]))/.test(
    text.slice(to, to + 14),
  )
}
