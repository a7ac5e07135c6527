/**
 * Hiding what identifies a person in free text: telephones, ID numbers, bank cards, plates.
 *
 * A masked text has the length of the original, so that offsets into it stay true, and keeps enough to be recognised by
 * whoever knows the number: `13812345678` → `138****5678`.
 */

const SIGN = '*'
const D = '[0-9０-９]'
const SPOKEN = '[0-9０-９零〇一二三四五六七八九幺]'
const GAP = '[ \\u3000\\-‐‑–—－.·]'
const NOT_AFTER_DIGIT = `(?<!${D})`
const NOT_BEFORE_DIGIT = `(?!${D})`

interface Kind {
  pattern: RegExp
  /** Digits (letters too for a plate) left readable at the start and at the end. */
  keep: { first: number; last: number }
  /** Mostly of an office. */
  landline?: true
}

/** A number in groups of these sizes, with at most two separators between: `grouped([3, 4, 4])` is `138-1234-5678`. */
function grouped(sizes: readonly number[]): string {
  return sizes.map((n) => `${D}{${n}}`).join(`${GAP}{0,2}`)
}

/** Provinces that a plate begins with, and what police, embassies and the army use. */
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使滬雲遼魯蘇贛陝貴閩寧瓊'

const KINDS: readonly Kind[] = [
  // ID number, 18 signs: whole, or in the groups 6-8-4, 6-4-4-4, 3-3-4-4-4 that people write.
  {
    pattern: new RegExp(
      `${NOT_AFTER_DIGIT}(?:${[
        [6, 8, 3],
        [6, 4, 4, 3],
        [3, 3, 4, 4, 3],
      ]
        .map(grouped)
        .join('|')})${GAP}{0,2}[0-9０-９XxＸｘ]${NOT_BEFORE_DIGIT}`,
      'g',
    ),
    keep: { first: 3, last: 2 },
  },
  // Bank cards and whatever else is as long, fifteen-digit ID numbers among them.
  {
    pattern: new RegExp(
      `${NOT_AFTER_DIGIT}(?:${D}{12,}|${grouped([4, 4, 4, 4])}(?:${GAP}{0,2}${D}{1,3})?)${NOT_BEFORE_DIGIT}`,
      'g',
    ),
    keep: { first: 3, last: 2 },
  },
  // Mobile numbers, with the country code or without, in any of the usual groups.
  {
    pattern: new RegExp(
      `(?<!${D})(?:(?:[+＋]|00|００)?[8８][6６]${GAP}{0,2})?[1１][3-9３-９]${D}(?:${[
        [8],
        [4, 4],
        [3, 5],
        [2, 2, 2, 2],
        [2, 3, 3],
        [1, 4, 3],
        [1, 1, 1, 1, 1, 1, 1, 1],
      ]
        .map((sizes) => `${GAP}{0,2}${grouped(sizes)}`)
        .join('|')})${NOT_BEFORE_DIGIT}`,
      'g',
    ),
    keep: { first: 3, last: 4 },
  },
  // The same read aloud: 幺三八…
  {
    pattern: new RegExp(`(?<!${SPOKEN})[1１一幺][3-9３-９三四五六七八九]${SPOKEN}{9}(?!${SPOKEN})`, 'g'),
    keep: { first: 3, last: 4 },
  },
  // Each digit set apart: 1 3 8 1 2 3 4 5 6 7 8.
  {
    pattern: new RegExp(`${NOT_AFTER_DIGIT}[1１](?:${GAP}{1,2}${D}){10}${NOT_BEFORE_DIGIT}`, 'g'),
    keep: { first: 3, last: 4 },
  },
  // Landlines with their area code.
  {
    pattern: new RegExp(
      `${NOT_AFTER_DIGIT}[(（]?[0０]${D}{2,3}[)）]?${GAP}{0,2}${D}{3,4}${GAP}{0,2}${D}{4}${NOT_BEFORE_DIGIT}`,
      'g',
    ),
    keep: { first: 4, last: 3 },
    landline: true,
  },
  // Landlines without it: only after a word that announces a number, for eight digits are also a date.
  {
    pattern: new RegExp(
      `(?<=(?:电话|電話|座机|座機|号码|號碼|手机|手機|联系|聯繫|拨打|致电|打)[^0-9０-９\\n]{0,6})[2-9２-９]${D}{2,3}${GAP}{0,2}${D}{4}${NOT_BEFORE_DIGIT}`,
      'g',
    ),
    keep: { first: 1, last: 2 },
    landline: true,
  },
  // Plates, of six signs after the province and of seven for new-energy cars; military ones begin with two letters.
  {
    pattern: new RegExp(
      `(?:[${PROVINCES}][A-Za-zＡ-Ｚａ-ｚ]|WJ[${PROVINCES}]?)[ \\u3000·•.\\-]{0,2}(?=[A-Za-zＡ-Ｚａ-ｚ]{0,5}${D})[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]{4,5}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９挂学學警港澳领領](?![A-Za-z0-9Ａ-Ｚａ-ｚ０-９])`,
      'g',
    ),
    keep: { first: 2, last: 1 },
  },
]

/** Anything that carries meaning in a number; separators are left standing. */
const COUNTED = new RegExp(`[A-Za-zＡ-Ｚａ-ｚ]|${SPOKEN}|[${PROVINCES}挂学學警港澳领領]`)

/**
 * The text with telephone numbers, ID numbers, long card numbers and plates hidden. Same length, safe to repeat.
 *
 * Public numbers (110, 12345, 400-…) and case codes are left as they are.
 */
export function mask(text: string): string {
  return masked(text, KINDS)
}

/** The same, but for landlines: of what a branch itself tells everybody they are the numbers of its office. */
export function maskButLandlines(text: string): string {
  return masked(
    text,
    KINDS.filter((kind) => !kind.landline),
  )
}

function masked(text: string, kinds: readonly Kind[]): string {
  return kinds.reduce((words, { pattern, keep }) => words.replace(pattern, (found) => hide(found, keep)), text)
}

function hide(found: string, keep: { first: number; last: number }): string {
  const total = [...found].filter((sign) => COUNTED.test(sign)).length
  let seen = 0
  return [...found]
    .map((sign) => {
      if (!COUNTED.test(sign)) return sign
      seen++
      return seen <= keep.first || seen > total - keep.last ? sign : SIGN
    })
    .join('')
}
