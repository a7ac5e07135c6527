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
    const mark = i === text.length ? 'end' : markAt(text, i)
    if (mark === null || (mark !== 'end' && clauses.length >= MAX_CLAUSES)) continue
    const clause = trimmed(text, from, i)
    if (clause) {
      clauses.push({ ...clause, sentenceStart, itemStart: ITEM.test(text.slice(clause.from, clause.from + 6)) })
      sentenceStart = false
    }
    if (mark === 'strong') sentenceStart = true
    from = i + 1
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

function trimmed(text: string, from: number, to: number): Span | null {
  let start = from
  let end = to
  while (start < end && text[start] === ' ') start++
  while (end > start && text[end - 1] === ' ') end--
  return start < end ? { from: start, to: end } : null
}
