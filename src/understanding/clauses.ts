/** A stretch of the normalised text between two marks of punctuation or blanks. */
export interface Span {
  from: number
  to: number
}

export interface Clause extends Span {
  /** Begins a sentence: a full stop, a question or exclamation mark, a semicolon or a new line stands before it. */
  sentenceStart: boolean
  /** Begins a further item of a list: `另外…`, `二是…`, `2. …`. */
  itemStart: boolean
}

const STRONG = '。!?;\n'
const WEAK = ', '
/** The rest of a text with more clauses is read as one. */
const MAX_CLAUSES = 300
const ITEM =
  /^(?:另外|还有|对了|再就是|再有|顺便|此外|除此之外|同时|其次|再一个|[一二三四五]是|第[一二三四五](?!次|遍|天|名)|其[一二三四]|[1-9][.、):](?![0-9])|以及)/

/** Splits at punctuation and blanks; decimal points and times (`3.5`, `7:20`) stay whole. */
export function splitClauses(text: string): Clause[] {
  const clauses: Clause[] = []
  let from = 0
  let sentenceStart = true
  for (let i = 0; i <= text.length; i++) {
    const mark = i === text.length ? 'end' : (markAt(text, i) ?? spokenAt(text, from, i))
    if (mark === null || (mark !== 'end' && clauses.length >= MAX_CLAUSES)) continue
    const clause = trimmed(text, from, i)
    if (clause) {
      clauses.push({ ...clause, sentenceStart, itemStart: ITEM.test(text.slice(clause.from, clause.from + 6)) })
      sentenceStart = false
    }
    if (mark === 'strong' || mark === 'spoken') sentenceStart = true
    from = i + (mark === 'spoken' ? 0 : 1)
  }
  return clauses
}

function markAt(text: string, at: number): 'strong' | 'weak' | null {
  const char = text[at] ?? ''
  if (STRONG.includes(char)) return 'strong'
  if (WEAK.includes(char)) return 'weak'
  if (char === ':' && !/[0-9]/.test(text[at - 1] ?? '')) return 'weak'
  if (char === '.' && !/[0-9]/.test(text[at - 1] ?? '')) return 'weak'
  return null
}

/** Speech without punctuation goes on with `还有一个`, `对了`: there a clause begins. */
function spokenAt(text: string, from: number, at: number): 'spoken' | null {
  if (at - from < SPOKEN_LENGTH || !SPOKEN_FIRST.includes(text[at] ?? '')) return null
  return SPOKEN.test(text.slice(at, at + 6)) && !/[不没是说]/.test(text[at - 1] ?? '') ? 'spoken' : null
}
const SPOKEN_LENGTH = 8
const SPOKEN_FIRST = '还另对顺再'
const SPOKEN =
  /^(?:另外|对了|顺便|再就是|再一个|还有(?:就是(?!我)|一个|个事|一件|件事|[0-9一二三四五六七八九十]+(?:号|栋|楼|单元|组)))/

function trimmed(text: string, from: number, to: number): Span | null {
  let start = from
  let end = to
  while (start < end && text[start] === ' ') start++
  while (end > start && text[end - 1] === ' ') end--
  return start < end ? { from: start, to: end } : null
}
