/** The open corpora of Chinese time expressions, as far as they tell what the contract of the parser calls a time. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const FOLDER = new URL('../fixtures/understanding/time/', import.meta.url)

/** One expression and the dates that are right for it (several where the corpus leaves past or future open). */
export interface TimeCase {
  corpus: 'duckling' | 'jionlp' | 'recognizers'
  text: string
  /** Local time at which it is said: `YYYY-MM-DDTHH:MM…`. */
  ref: string
  dates: string[]
  /** Why the contract has no such time; `null` where the case is in scope. */
  skipped: string | null
}

const FUTURE = 'still to come: a plan, no time of a matter'
const LONG = 'a month, a season, a year or more: without a day there is no date'
const NO_POINT = 'a duration or something that comes again and again'
const UP_TO_NOW = 'a length of hours or less up to now, or from now on'
const MANY = 'several times in one text'
const NONE = 'the corpus expects no date'

/** What is left out by its words, each kind with its reason. */
const SKIPPED_WORDS: readonly (readonly [words: RegExp, reason: string])[] = [
  [
    /[0-9]{1,2}\/[0-9]{1,2}\/[0-9]{2,4}|^[0-9]{1,2}\/[0-9]{1,2}$|[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9])|[ap]m/i,
    'written in the English way, or with the century left out',
  ],
  [/以后|之后|以前|之前|以内|之内|[0-9天年月]内|止|或之|起至|及以/, 'a limit: before or after a date'],
  [/[上前](?:[两二几兩1]|个小时)|近|天半|前后|左右|许/, 'an estimate'],
  [/第.{1,3}(?:周|个?礼拜|个星期)|的?最后一个星期/, 'a week counted within a month or a year'],
  [/[两二兩三]个?(?:周|週|星期|禮拜|礼拜)/, 'weeks back to a Monday: here they are counted in days'],
  [
    /农历|十月初一|[二八十]月(?:十五|廿)|正月|大年|除夕|中秋|端午|重阳|清明|元宵|腊/,
    'a lunar day said without its sign, outside the table of lunar years, or long past',
  ],
  [
    /母亲节|父亲节|感恩节|复活节|万圣节|黑色星期五|圣帕|总统日|独立日|马丁|阵亡|情人节|愚人节/,
    'a holiday of other countries, or one that moves',
  ],
  [/月[初底]|年[起前]/, LONG],
  [/还剩/, FUTURE],
  [/次日|午夜|白天|全天/, 'part of a day that runs into the next'],
]

const jsonl = (file: string): unknown[] =>
  readFileSync(new URL(file, FOLDER), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))

const DAY_MS = 86_400_000
/** For texts that are said at no told time. */
const ANY_MOMENT = '2020-01-01T00:00:00'
const LONGEST_DAYS = 8
const daysLong = (from: string, to: string): number =>
  (Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / DAY_MS

function byWords(text: string): string | null {
  return SKIPPED_WORDS.find(([words]) => words.test(text))?.[1] ?? null
}

/** Compares moments as text; a date alone stands for its midnight. */
function isFuture(start: string, ref: string): boolean {
  return start.replace(' ', 'T') > ref
}

const ducklingLine = z.object({ text: z.string(), ref: z.string(), expect: z.string() })

function duckling(): TimeCase[] {
  return jsonl('duckling_zh_time_corpus.jsonl').map((line) => {
    const { text, ref, expect } = ducklingLine.parse(line)
    const numbers = [...expect.matchAll(/\((\d+), *(\d+), *(\d+), *(\d+), *(\d+)/g)].map(([, y, mo, d, h, mi]) => {
      const two = (part: string | undefined) => (part ?? '').padStart(2, '0')
      return `${y}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}`
    })
    const [start = ''] = numbers
    const grain = expect.split(' ').at(-1) ?? ''
    const interval = expect.startsWith('datetimeInterval')
    const reason =
      (/Month|Year|Quarter/.test(grain) && LONG) ||
      (interval && /Second|Minute|Hour/.test(grain) && /[秒分小时鐘钟時]/.test(text) && UP_TO_NOW) ||
      (isFuture(start, ref) && FUTURE) ||
      byWords(text)
    return { corpus: 'duckling', text, ref, dates: [start.slice(0, 10)], skipped: reason }
  })
}

const jionlpLine = z.object({
  text: z.string(),
  base: z.string(),
  expect: z.object({ type: z.string(), time: z.unknown() }),
})

function jionlp(): TimeCase[] {
  return jsonl('jionlp_time_parser_tests.jsonl').map((line) => {
    const { text, base: ref, expect } = jionlpLine.parse(line)
    const span = z.tuple([z.string(), z.string()]).safeParse(expect.time)
    if (expect.type === 'time_period' || !span.success) {
      return { corpus: 'jionlp', text, ref, dates: [], skipped: NO_POINT }
    }
    const [start, end] = span.data
    const reason =
      (start.replace(' ', 'T') === ref && FUTURE) ||
      (isFuture(start, ref) && FUTURE) ||
      (!/^\d/.test(start) && UP_TO_NOW) ||
      (end !== 'inf' && daysLong(start, end) >= LONGEST_DAYS && LONG) ||
      (/分钟|小时|秒|钟头/.test(text) && !/前$/.test(text) && UP_TO_NOW) ||
      byWords(text)
    return { corpus: 'jionlp', text, ref, dates: [start.slice(0, 10)], skipped: reason }
  })
}

const recognizersCase = z.object({
  Input: z.string(),
  Context: z.object({ ReferenceDateTime: z.string() }).optional(),
  Results: z.array(
    z.object({
      TypeName: z.string(),
      Resolution: z.object({ values: z.array(z.record(z.string(), z.string())) }),
    }),
  ),
})

function recognizers(): TimeCase[] {
  const text = readFileSync(new URL('recognizers_text_zh_DateTimeModel.json', FOLDER), 'utf8').replace(/^\uFEFF/, '')
  return z
    .array(recognizersCase)
    .parse(JSON.parse(text))
    .map(({ Input, Context, Results }) => {
      const ref = Context?.ReferenceDateTime ?? ANY_MOMENT
      const [result] = Results
      const values = result?.Resolution.values ?? []
      const starts = values.flatMap((v) => v.start ?? v.value ?? []).filter((start) => /^\d{4}-/.test(start))
      const past = starts.filter((start) => !isFuture(start, ref))
      const long = values.some((v) => v.start && v.end && daysLong(v.start, v.end) >= LONGEST_DAYS)
      const reason =
        (Results.length === 0 && NONE) ||
        (Results.length > 1 && MANY) ||
        (/duration|set$/.test(result?.TypeName ?? '') && NO_POINT) ||
        (/\.time/.test(result?.TypeName ?? '') && 'an hour that belongs to no day') ||
        (starts.length === 0 && 'a limit: before or after a date') ||
        (past.length === 0 && FUTURE) ||
        (long && LONG) ||
        byWords(Input)
      return {
        corpus: 'recognizers',
        text: Input,
        ref,
        dates: past.map((start) => start.slice(0, 10)),
        skipped: reason,
      }
    })
}

/** Every case of the three corpora, those out of scope with their reason. */
export function timeCases(): TimeCase[] {
  return [...duckling(), ...jionlp(), ...recognizers()]
}
