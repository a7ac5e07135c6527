import type { OccurredAt } from '../domain/place.ts'
import { daysBetween, type LocalMoment } from './civil-date.ts'
import type { Span } from './clauses.ts'
import { PERIOD } from './clocks.ts'
import { DAY_RULES, type DayRule, type Grain } from './days.ts'
import { FEAST_SIGN } from './feasts.ts'
import { findHours } from './hours.ts'
import { NUMERAL } from './numerals.ts'
import { findPartsOfToday } from './parts-of-today.ts'
import { HABIT_MARK, MAX_TRIES, type TimeMention } from './time-mention.ts'

export type { TimeMention }

/** What is to come, and what happens again and again, tells no time of a matter: with the hour that follows it. */
const NOT_TOLD = new RegExp(
  [
    `(?:明[天早晚日]|后天|下+个?周[一二三四五六日天]?|下个?月(?:${NUMERAL}[日号])?|改天|过[两几天]天|待会儿?|等会儿?|一会儿?|月底|每[天晚日周月到逢早][一二三四五六日]?|天天|日日|夜夜(?!里)|(?<![五六七八])一到|平时|平常|平日|工作日|(?<![两三仨四五六七])整天|常年|经常|成天|成日`,
    `总是|老是|往常)(?:都|在|又|到)?${PERIOD}?(?:的)?(?:${NUMERAL}点(?:半|${NUMERAL}分?)?)?`,
  ].join('|'),
  'g',
)
const TRIGGER = /[天日昨今前周月号点时:早晚午昼晌刚啱夜晨宿才]|[0-9][-./][0-9]|20[0-9]{6}|现在|此[时刻]|当前/
/** Every time that the text tells of the past or of now, in order. `masked` has blanks where places were read. */
export function findTimes(masked: string, now: LocalMoment): TimeMention[] {
  if (!TRIGGER.test(masked) && !FEAST_SIGN.test(masked)) return []
  const text = masked.replace(NOT_TOLD, (words) => HABIT_MARK.repeat(words.length))
  const days = findDays(text, now)
  const clocks = /[点时:]/.test(text) ? findHours(text, now, days) : []
  const found = [...days, ...clocks]
  const parts = /[早晨午昼晚晌半]/.test(text) ? findPartsOfToday(text, now, found) : []
  return [...found, ...parts].sort((a, b) => a.from - b.from)
}

function findDays(text: string, now: LocalMoment): TimeMention[] {
  const found: TimeMention[] = []
  let tries = 0
  for (const rule of DAY_RULES.flatMap(({ sign, rules }) => (sign.test(text) ? rules : []))) {
    rule.pattern.lastIndex = 0
    for (let match = rule.pattern.exec(text); match && tries < MAX_TRIES; match = rule.pattern.exec(text)) {
      tries += 1
      const mention = dayMention(rule, match, now)
      if (mention && !overlaps(mention, found)) found.push(mention)
    }
  }
  const inOrder = found.sort((a, b) => a.from - b.from)
  return inOrder.filter((mention, i) => {
    const endsSpan = /^(?:[到至-]|一直到)$/.test(text.slice(inOrder[i - 1]?.to ?? mention.from, mention.from))
    return !endsSpan && !isOfAnother(text, mention, now)
  })
}

/** From so many days back on, a month and a day may as well mean the year that is to come. */
const LONG_AGO_DAYS = 300

const PLANNED = /^[^,。;]{0,4}(?:要|将|准备|打算|计划|前|到期|截止|开始|起)/

/** `通知25号停水`, `12月1号要开学`, `5号就说来修`: days of a plan or of a promise. */
function isOfAnother(
  text: string,
  { from, to, date }: Pick<TimeMention, 'from' | 'to' | 'date'>,
  now: LocalMoment,
): boolean {
  const after = text.slice(to, to + 8)
  const words = text.slice(from, to)
  if (/^(?:物业|他们|村里|社区)?就[说讲]/.test(after)) return true
  if (/^[0-9]/.test(words) && /通知$/.test(text.slice(Math.max(0, from - 2), from))) return true
  const isYearTold = /[0-9]{4}|年/.test(words)
  return !isYearTold && daysBetween(date, now.date) >= LONG_AGO_DAYS && PLANNED.test(after)
}

function overlaps({ from, to }: Span, found: readonly Span[]): boolean {
  return found.some((f) => f.from < to && from < f.to)
}

function dayMention(
  { date: dateOf, grain = 'day' }: DayRule,
  match: RegExpExecArray,
  now: LocalMoment,
): TimeMention | null {
  const date = dateOf(match, now.date, now.minutes)
  // What is to come is a plan, no time of a matter.
  if (date === null || date > now.date) return null
  return { from: match.index, to: match.index + match[0].length, date, time: null, grain }
}

/** Of what the time is told: a fault, a fault with somebody in danger now, something done. */
type Told = 'incident' | 'emergency' | 'checkin'

/** Which grain goes before which, of a fault and of something done. */
const RANKS: Readonly<Record<Told, readonly Grain[]>> = {
  incident: ['day', 'hour', 'span', 'lasting'],
  checkin: ['day', 'hour', 'hint', 'span'],
  emergency: ['day', 'hour', 'hint', 'now', 'lasting'],
}

/**
 * The time of a matter among the mentions of its words.
 *
 * Of something done the last day holds, for what was before is why it was done; of a fault the first, when it began.
 */
export function tellTime(mentions: readonly TimeMention[], kind?: Told): OccurredAt | null {
  const ranks: readonly Grain[] = kind ? RANKS[kind] : ['day', 'hour', 'span', 'lasting', 'hint', 'now']
  const found = ranks.map((grain) => mentions.filter((m) => m.grain === grain)).find((list) => list.length > 0)
  const [first] = found ?? []
  const told = kind === 'checkin' ? (found?.find((m) => first && m.date > first.date) ?? first) : first
  if (!told) return null
  return { date: told.date, time: told.time ?? mentions.find((m) => m.date === told.date && m.time)?.time ?? null }
}
