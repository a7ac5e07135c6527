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

/** The rest of a text with more clauses is read as one. */
const MAX_CLAUSES = 300
const ITEM =
  /^(?:另外|还有|对了|再就是|再有|顺便|此外|除此之外|同时|其次|再一个|[一二三四五]是|第[一二三四五](?!次|遍|天|名)|其[一二三四]|[1-9][.、):](?![0-9])|以及)/

/** Speech without punctuation goes on with `还有一个`, `对了`: there a clause begins. */
const SPOKEN =
  '另外|对了|顺便|再就是|再一个|还有(?:就是(?!我)|一个|个事|一件|件事|[0-9一二三四五六七八九十]{1,3}[号栋楼组]|[0-9一二三四五六七八九十]{1,2}单元)'
/** A clause of fewer characters goes on. */
const SPOKEN_LENGTH = 8
/** Where a sentence ends, where a clause does, or where speech begins something else. */
const MARK = new RegExp(`([。!?;\\n])|([, ]|(?<![0-9])[:.])|(?<![不没是说])(?=${SPOKEN})`, 'g')

/** Splits at punctuation and blanks; decimal points and times (`3.5`, `7:20`) stay whole. */
export function splitClauses(text: string): Clause[] {
  const clauses: Clause[] = []
  let from = 0
  let sentenceStart = true
  const end = (to: number): void => {
    const clause = trimmed(text, from, to)
    if (!clause) return
    const itemStart = ITEM.test(text.slice(clause.from, clause.from + 6))
    clauses.push({ from: clause.from, to: clause.to, sentenceStart, itemStart })
    sentenceStart = false
  }
  MARK.lastIndex = 0
  for (let mark = MARK.exec(text); mark && clauses.length < MAX_CLAUSES; mark = MARK.exec(text)) {
    const [sign, strong] = mark
    const spoken = sign === ''
    if (spoken) MARK.lastIndex++
    if (spoken && mark.index - from < SPOKEN_LENGTH) continue
    end(mark.index)
    if (strong !== undefined || spoken) sentenceStart = true
    from = mark.index + sign.length
  }
  end(text.length)
  return clauses
}

function trimmed(text: string, from: number, to: number): Span | null {
  let start = from
  let end = to
  while (start < end && text[start] === ' ') start++
  while (end > start && text[end - 1] === ' ') end--
  return start < end ? { from: start, to: end } : null
}
