import type { OccurredAt } from '../domain/place.ts'
import type { LocalMoment } from './civil-date.ts'
import type { Span } from './clauses.ts'
import { CLOCK, clockMinutes, hhmm, isCount, PERIOD, PERIOD_BEGINS, periodOf } from './clocks.ts'
import { DAY_RULES, type DayRule, type Grain } from './days.ts'
import { FEAST_SIGN } from './feasts.ts'
import { NUMERAL } from './numerals.ts'

/** A time that a message tells, with its span in the normalised text. */
export interface TimeMention extends Span {
  date: string
  /** `HH:MM` */
  time: string | null
  grain: Grain
}

/** What is to come, and what happens again and again, tells no time of a matter: with the hour that follows it. */
const NOT_TOLD = new RegExp(
  [
    `(?:明[天早晚日]|后天|下+个?周[一二三四五六日天]?|下个?月(?:${NUMERAL}[日号])?|改天|过[两几天]天|待会儿?|等会儿?|一会儿?|月底|每[天晚日周月到逢早][一二三四五六日]?|天天|日日|夜夜(?!里)|(?<![五六七八])一到|平时|平常|平日|工作日|整天|常年|经常|成天|成日`,
    `总是|老是|往常)(?:都|在|又|到)?${PERIOD}?(?:的)?(?:${NUMERAL}点(?:半|${NUMERAL}分?)?)?`,
  ].join('|'),
  'g',
)
/** Stands in for words that {@link NOT_TOLD} took out; no message holds it, since control characters are stripped. */
const HABIT_MARK = '\u0001'
const TRIGGER = /[天日昨今前周月号点时:早晚午昼晌刚啱夜晨宿]|[0-9][-./][0-9]|20[0-9]{6}|现在|此[时刻]|当前/
/** Matches that are looked at: no message tells more times, and a made one may not take long. */
const MAX_TRIES = 200

/** Every time that the text tells of the past or of now, in order. `masked` has blanks where places were read. */
export function findTimes(masked: string, now: LocalMoment): TimeMention[] {
  if (!TRIGGER.test(masked) && !FEAST_SIGN.test(masked)) return []
  const text = masked.replace(NOT_TOLD, (words) => HABIT_MARK.repeat(words.length))
  const days = findDays(text, now)
  const clocks = /[点时:]/.test(text) ? findClocks(text, now, days) : []
  const found = [...days, ...clocks]
  const parts = /[早晨午昼晚晌]/.test(text) ? findPartsOfToday(text, now, found) : []
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
  return found.sort((a, b) => a.from - b.from)
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

/** Attaches each clock time to the day told just before it, else makes it a time of today. */
function findClocks(text: string, now: LocalMoment, days: TimeMention[]): TimeMention[] {
  const alone: TimeMention[] = []
  CLOCK.lastIndex = 0
  let tries = 0
  for (let match = CLOCK.exec(text); match && tries < MAX_TRIES; match = CLOCK.exec(text)) {
    tries += 1
    const from = match.index
    const to = from + match[0].length
    const day = days.findLast((d) => d.from <= from && from - d.to <= 10 && !/[。;\n]/.test(text.slice(d.to, from)))
    const period = periodOf(match[1]) ?? (day ? periodOf(text.slice(day.from, from)) : undefined)
    if (isCount(text, match, match[1] !== undefined || day?.to === from)) continue
    if (isLimit(text, { from, to }, period !== undefined)) continue
    const ofToday = !day || day.date === now.date
    const minutes = clockMinutes(match, period, ofToday ? now.minutes : null)
    if (minutes === null || (!day && (minutes > now.minutes || isHabit(text, { from, to })))) continue
    if (day) {
      if (!/[到至]$/.test(text.slice(0, from))) day.time ??= hhmm(minutes)
      if (day.grain === 'hint') day.grain = 'day'
    } else {
      const grain = period === 'night' || isRange(text, to) ? 'hint' : 'hour'
      alone.push({ from, to, date: now.date, time: hhmm(minutes), grain })
    }
  }
  return alone
}

/** `写到十二点`, `定好九点半后不弹`, `四点半课堂`: an end, an appointment or a name, no time of a matter. */
function isLimit(text: string, { from, to }: Span, hasPeriod: boolean): boolean {
  const before = text.slice(Math.max(0, from - 6), from)
  if (!hasPeriod && /[到至]$/.test(before)) return true
  if (/(?:[说约定]好|约|定[在于]|谈妥|准时|[延改推]到|提前到|就在|得)$/.test(before)) return true
  return /^(?:多|半|钟)?(?:(?:以|之)?[前后](?!后)|课堂|的(?!时候|样子|光景))/.test(text.slice(to, to + 5))
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
  if (before.includes(HABIT_MARK) || /从不|常常|过了$/.test(before)) return true
  return /^(?:多|半|钟)?(?:准时|就(?:没|开门|关|放|得|收|停)|才(?:有|开|收|停|下|回|睡)|就?[要得]|开工|停工|开门|关门|放学|收摊|营业|去排)/.test(
    text.slice(to, to + 5),
  )
}

const PART_OF_TODAY =
  /(?<![一半昨今明前后每到放天号日_]|工作日|[说约]好)(?:大?清早|清晨|一大早|大早上?|早上|上午|中午|下午|午后|下昼|上昼|头晌|午间|早起|凌晨|晚上(?!到))(?![好班安头再要]|起来)|一整?个?(?:早上|上午|下午)/g
/** In the rest of the clause: told of one time, not of every day. */
const ONCE =
  /[了哒把被完]|已[经上]?|[有来](?:人|个|辆|两|几|群|位)|[来去到]过|带人|转[我给]|出[门去]|走失|[丢撞摔偷爆]|突然|忽然|分开|看见|发现/
const EVERY_TIME = /[才总都]|老是|偷偷|一晒|[能约想要]|还[有得要排]|就(?!开始)/

/** `下午巡了一圈`: today where no day stands before; of a fault only where it is told as of one time. */
function findPartsOfToday(text: string, now: LocalMoment, found: readonly TimeMention[]): TimeMention[] {
  const parts: TimeMention[] = []
  PART_OF_TODAY.lastIndex = 0
  for (let match = PART_OF_TODAY.exec(text); match; match = PART_OF_TODAY.exec(text)) {
    const from = match.index
    const to = from + match[0].length
    if (parts.length > MAX_TRIES) return parts
    if (found.some((f) => from < f.to + 2 && f.from < to)) continue
    const period = periodOf(match[0])
    if (period === undefined || PERIOD_BEGINS[period] > now.minutes) continue
    const clause = /^[^,。;!?\n]{0,24}/.exec(text.slice(to, to + 24))?.[0] ?? ''
    const before = text.slice(Math.max(0, from - 12), from)
    if (before.includes(HABIT_MARK)) continue
    const once = period !== 'evening' && !match[0].startsWith('一') && ONCE.test(clause) && !EVERY_TIME.test(clause)
    parts.push({ from, to, date: now.date, time: null, grain: once ? 'hour' : 'hint' })
  }
  return parts
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
