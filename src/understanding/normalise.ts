import { Converter } from 'opencc-js/t2cn'
import { MIDDLE_DOTS } from '../domain/names.ts'
import { CANTONESE, CANTONESE_MARKS, DIALECT, EMOJI, SLIPS } from './lexicon/dialect.ts'
import { WordTree } from './word-tree.ts'

/** A message made uniform for reading, with the way back to the words that were really written. */
export interface Normalised {
  /** NFKC, Simplified, upper-case Latin, common words for dialect and slips, no invisible characters. */
  text: string
  /** Offsets of the original (UTF-16 code units) for a span of `text`. */
  span(from: number, to: number): [number, number]
  /** The words of the original for a span of `text`. */
  original(from: number, to: number): string
}

/** Longest run of one character that is kept: `！！！！！！` says no more than `！！！`. */
const RUN_KEPT = 3

const simplifiedOf = buildSimplified()
const ordinary = wordTree([...DIALECT, ...SLIPS])
const cantonese = wordTree([...DIALECT, ...SLIPS, ...CANTONESE])

/** Makes a message uniform. Never throws, whatever the string; time is linear in its length. */
export function normalise(message: string): Normalised {
  const letters = readLetters(message)
  const { text, starts, ends } = replaceWords(letters)
  const span = (from: number, to: number): [number, number] => {
    if (from >= to) return [starts[from] ?? message.length, starts[from] ?? message.length]
    return [starts[from] ?? 0, ends[to - 1] ?? message.length]
  }
  return { text, span, original: (from, to) => message.slice(...span(from, to)) }
}

interface Mapped {
  text: string
  starts: number[]
  ends: number[]
}

/** One pass over the code points: width, script, case, emoji, invisible characters and runs. */
function readLetters(message: string): Mapped {
  const starts: number[] = []
  const ends: number[] = []
  let text = ''
  let last = ''
  let run = 0
  const put = (char: string, start: number, end: number): void => {
    run = char === last ? run + 1 : 1
    last = char
    if (run > 1 && (char === ' ' || (run > RUN_KEPT && !isDigit(char)))) return
    text += char
    for (let unit = 0; unit < char.length; unit++) {
      starts.push(start)
      ends.push(end)
    }
  }
  for (let i = 0; i < message.length; ) {
    const code = message.codePointAt(i) ?? 0
    const end = i + (code > 0xffff ? 2 : 1)
    const known = letterOf(code)
    const letter = known === ' ' && code > 0x7f && joinsName(message, i) ? '·' : known
    if (letter.length === 1) put(letter, i, end)
    else for (const char of letter) put(char, i, end)
    i = end
  }
  return { text, starts, ends }
}

function letterOf(code: number): string {
  if (code >= LETTERS.length) return rareLetter(code)
  const known = LETTERS[code] ?? rareLetter(code)
  LETTERS[code] = known
  return known
}

/** What letters become: those of everyday messages from the start, others from when they were first read. */
const LETTERS = buildLetters()

function buildLetters(): (string | undefined)[] {
  const letters = new Array<string | undefined>(0x10000).fill(undefined)
  for (let code = 0; code < 0x7f; code++) letters[code] = code > 0x20 ? String.fromCharCode(code).toUpperCase() : ''
  for (const space of [0x09, 0x20]) letters[space] = ' '
  letters[0x0a] = '\n'
  for (let code = 0x4e00; code < 0xa000; code++) letters[code] = simplifiedOf.get(code) ?? String.fromCharCode(code)
  for (const mark of '。、') letters[mark.charCodeAt(0)] = mark
  return letters
}

function rareLetter(code: number): string {
  const char = String.fromCodePoint(code)
  if (/[\p{Cs}\p{Co}\p{Cc}\p{Cf}\p{Cn}\p{Mn}\p{Me}]/u.test(char) || /\p{Emoji_Modifier}/u.test(char)) return ''
  const emoji = EMOJI.get(char)
  if (emoji !== undefined) return emoji
  // Circled numbers begin an item of a list.
  if (code >= 0x2460 && code <= 0x2473) return `;${code - 0x245f}.`
  if (/\p{Extended_Pictographic}/u.test(char)) return ' '
  const simplified = simplifiedOf.get(code)
  if (simplified !== undefined) return simplified
  return (PUNCTUATION.get(char) ?? char.normalize('NFKC')).toUpperCase()
}

/** Between letters such a dot may be part of a name; between anything else it parts words. */
const JOINS_NAME = new RegExp(`(?<=[\\u4e00-\\u9fff])[${MIDDLE_DOTS}](?=[\\u4e00-\\u9fff])`, 'uy')

function joinsName(message: string, at: number): boolean {
  JOINS_NAME.lastIndex = at
  return JOINS_NAME.test(message)
}

/** What NFKC leaves as it is, though chat uses it for the plain sign. */
const PUNCTUATION = new Map([
  ...[...MIDDLE_DOTS].map((dot) => [dot, ' '] as const),
  ['—', '-'],
  ['–', '-'],
  ['－', '-'],
  ['~', '~'],
  ['〜', '~'],
  ['…', '.'],
  ['“', '"'],
  ['”', '"'],
  ['＃', '#'],
])

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}

/** Longest known word first, from left to right; each new letter points at the whole old word. */
function replaceWords({ text, starts, ends }: Mapped): Mapped {
  const tree = CANTONESE_MARKS.test(text) ? cantonese : ordinary
  const found = tree.scan(text)
  if (found.length === 0) return { text, starts, ends }
  const parts: string[] = []
  const newStarts: number[] = []
  const newEnds: number[] = []
  let at = 0
  const keepUntil = (to: number): void => {
    parts.push(text.slice(at, to))
    for (let i = at; i < to; i++) {
      newStarts.push(starts[i] ?? 0)
      newEnds.push(ends[i] ?? 0)
    }
  }
  for (const { from, to, value } of found) {
    if (from < at) continue
    keepUntil(from)
    parts.push(value)
    for (let i = 0; i < value.length; i++) {
      newStarts.push(starts[from] ?? 0)
      newEnds.push(ends[to - 1] ?? 0)
    }
    at = to
  }
  keepUntil(text.length)
  return { text: parts.join(''), starts: newStarts, ends: newEnds }
}

function wordTree(list: readonly [string, string][]): WordTree<string> {
  const tree = new WordTree<string>()
  for (const [from, to] of list) tree.add(from, to)
  return tree
}

/** Traditional → Simplified for single characters, made once: phrases do not matter for reading, equal length does. */
function buildSimplified(): Map<number, string> {
  const convert = Converter({ from: 't', to: 'cn' })
  const traditional: string[] = []
  for (let code = 0x3400; code <= 0x9fff; code++) traditional.push(String.fromCharCode(code))
  const simplified = convert(traditional.join('\n')).split('\n')
  const map = new Map<number, string>([[0x8457, '着']])
  traditional.forEach((char, i) => {
    const to = simplified[i]
    if (to !== undefined && to !== char) map.set(char.charCodeAt(0), to)
  })
  return map
}
