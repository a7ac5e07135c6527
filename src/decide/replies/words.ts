import { CASE_STATES, type CaseState } from '../../domain/case.ts'
import type { OccurredAt, Place } from '../../domain/place.ts'
import { describePlace, foldPlace } from '../../domain/places.ts'
import { type CaseKind, type Category, categoryLabel } from '../../domain/vocabulary.ts'

/** What WeCom lets through of a text; it cuts the rest in silence. */
const TEXT_BYTES_MAX = 2048

/** Signs that turn text around, hide in it, or that nobody can see; newlines and blanks become one blank. */
const UNSEEN = /[\p{Cf}\p{Co}]|(?!\s)\p{Cc}/gu
const LINK = /(?:[a-z][a-z0-9+.-]{1,15}:\/\/|www\.)[^\s，。；、）)】」]+/giu
const BARE_DOMAIN =
  /(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|top|xyz|vip|cc|info|io|me|site|club|app|link|shop)(?:\/[^\s，。；、）)】」]*)?(?![\w-])/giu

/** Markup and mentions of the platforms, made harmless by their full-width twins. */
const TWINS: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '@': '＠',
  '`': '｀',
  '|': '｜',
}

/**
 * A person's words as they may stand in our cards and texts: on one line, at most `maxChars`, and never a link, a
 * mention or markup, so that nobody can make the bot say what it does not.
 */
export function shown(text: string, maxChars: number): string {
  const harmless = text
    .replace(UNSEEN, '')
    .replace(LINK, '（链接略）')
    .replace(BARE_DOMAIN, '（链接略）')
    .replace(/[<>[\]@`|]/g, (sign) => TWINS[sign] ?? sign)
    .replace(/\s+/gu, ' ')
    .trim()
  const signs = [...harmless]
  return signs.length <= maxChars ? harmless : `${signs.slice(0, maxChars - 1).join('')}…`
}

/** The text with its receipt at the end, cut on a character so that both fit into one message. */
export function withReceipt(text: string, receipt: string): string {
  const ending = `\n回执 ${receipt}`
  return `${cutToBytes(text, TEXT_BYTES_MAX - byteCount(ending))}${ending}`
}

/** At most `maxBytes` of UTF-8, never half a character. */
function cutToBytes(text: string, maxBytes: number): string {
  if (byteCount(text) <= maxBytes) return text
  let bytes = byteCount('…')
  let cut = ''
  for (const sign of text) {
    bytes += byteCount(sign)
    if (bytes > maxBytes) break
    cut += sign
  }
  return `${cut}…`
}

/** Bytes in UTF-8, counted by code point. */
function byteCount(text: string): number {
  let bytes = 0
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** `11月21日下午3点半`; `null` where no time was told. */
export function sayTime(at: OccurredAt | null): string | null {
  if (!at) return null
  const [, month, day] = at.date.split('-').map(Number)
  return `${month}月${day}日${at.time === null ? '' : sayHour(at.time)}`
}

/** Hours from which a part of the day is called so. */
const PARTS_OF_DAY = [
  [18, '晚上'],
  [13, '下午'],
  [12, '中午'],
  [9, '上午'],
  [6, '早上'],
  [0, '凌晨'],
] as const

/** `15:00` as it is said: 下午3点; 9:05 is 上午9点05分. */
export function sayHour(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const part = PARTS_OF_DAY.find(([from]) => hour >= from)?.[1] ?? ''
  const minutes = minute === 0 ? '' : minute === 30 ? '半' : `${String(minute).padStart(2, '0')}分`
  return `${part}${hour > 12 ? hour - 12 : hour}点${minutes}`
}

/** How a case stands, as a part of a sentence: 现在处理中. */
export function nowIs(state: CaseState): string {
  return state === 'duplicate' ? '已和另一件合并' : `现在${CASE_STATES[state]}`
}

/** A matter as far as its name hangs on it. */
export interface Titled {
  /** Or what stands for it until it is given. */
  code: string
  kind: CaseKind
  category: Category
  place: Place | null
  text: string
}

const TITLE_CHARS = 20
/** Fewer signs say too little by themselves: 你好, 书记. */
const CLAUSE_CHARS_MIN = 5

/**
 * A matter as notices name it: `B1-0001（3号楼2单元楼道灯坏了）`.
 *
 * `withText`: whether the reader may read its words; else its kind stands for them.
 */
export function matterTitle(matter: Titled, withText = true): string {
  return `${matter.code}（${matterWords(matter, withText)}）`
}

/** The same without the code, for where the code stands beside it. */
export function matterWords({ kind, category, place, text }: Titled, withText = true): string {
  const what = kind === 'enquiry' ? '咨询' : categoryLabel(category, null)
  if (!withText) return what
  const spot = shown(describePlace(place), TITLE_CHARS)
  // The place was corrected or told later: the first words would name another one, or none.
  const stated = place === null || foldPlace(text).includes(foldPlace(place.text))
  return stated ? firstWords(text) || what : `${spot} ${what}`
}

/** The first clause that says something, without what ends it. */
function firstWords(text: string): string {
  const clauses = text.split(/[，。；！？、,;!?\s]+/u).filter(Boolean)
  let words = ''
  for (const clause of clauses) {
    words = words === '' ? clause : `${words}，${clause}`
    if ([...words].length >= CLAUSE_CHARS_MIN) break
  }
  return shown(words, TITLE_CHARS)
}
