import type { UnderstoodRecord } from '../understanding/understanding.ts'
import { codeOf } from './announce.ts'
import { attachTo, keepLoose } from './attachments.ts'
import type { Decision } from './decision.ts'
import type { PendingQuestion } from './facts.ts'
import { joinedText } from './message-text.ts'
import { openingOf, type Told, toldBy } from './open-records.ts'
import { pendingWhat } from './pending.ts'
import { isTelling, isUnclear, isWholeReport } from './reading.ts'
import { handlerOf } from './replies/people.ts'
import { askWhat, droppedQuestion, keptForPersonText, nothingKept } from './replies/questions.ts'
import { announceOpened, keptForPerson, report } from './report.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'

/** What is unclear is asked once; its text waits for the answer. */
export function askWhatIsMeant(turn: SpokenTurn): Decision[] {
  return [...keepLoose(turn.message), { do: 'remember', question: pendingWhat(turn) }, say(turn, askWhat())]
}

/**
 * The answer to 在哪里、什么事: read together with what was asked about, and if that is no clearer, kept for a person.
 *
 * `null`: the words are an order, a question or small talk of their own; the question goes on waiting.
 */
export function answerWhat(turn: SpokenTurn, question: PendingQuestion): Decision[] | null {
  const { intent } = turn.reading.understanding
  if (turn.reading.answer === 'no' || turn.reading.answer === 'withdraw') {
    return [{ do: 'remember', question: null }, say(turn, droppedQuestion())]
  }
  // Only what is plainly small talk is no answer.
  const own = intent === 'command' || intent === 'enquiry' || (intent === 'chat' && turn.reading.certainty === 'sure')
  if (own && turn.reading.answer === null) return null
  const told = toldTogether(turn, question.text)
  return told ? report(turn, told) : keepUnclear(turn, question.text)
}

/** A clear report out of both texts, of which nothing is left out. `null`: still none. */
function toldTogether(turn: SpokenTurn, kept: string | null): Told | null {
  const { text, reading, joined } = turn
  const clear = reading.understanding.intent === 'report' && !isUnclear(reading)
  if (kept === null) return clear ? toldBy(turn) : null
  const whole = joinedText(kept, text)
  const together = joined?.understanding
  // An answer that tells everything itself is not read into two matters by its own beginning.
  if (isWholeReport(reading) || (clear && together?.intent !== 'report')) {
    return afterKept(toldBy(turn), kept)
  }
  if (!joined || together?.intent !== 'report' || isUnclear(joined)) return null
  const { records, confidence } = together
  return { text: whole, records, confidence, onBehalfOf: joined.onBehalfOf }
}

/** What was told, behind the words that were waiting: they are kept with it. */
export function afterKept(told: Told, kept: string | null): Told {
  if (kept === null || !isTelling(kept)) return told
  const text = joinedText(kept, told.text)
  const shift = text.length - told.text.length
  const moved = <R extends UnderstoodRecord>(r: R): R => ({ ...r, source: [r.source[0] + shift, r.source[1] + shift] })
  return { ...told, text, records: told.records.map(moved) }
}

/** Asked once, still unclear: a person reads it word by word. */
function keepUnclear(turn: SpokenTurn, kept: string | null): Decision[] {
  const text = kept === null ? turn.text : joinedText(kept, turn.text)
  if (!isTelling(text) && turn.facts.conversation.loose.length === 0) {
    return [{ do: 'remember', question: null }, say(turn, nothingKept())]
  }
  const records = keptForPerson(turn, text)
  const [first] = records
  if (!first) return []
  const handler = handlerOf(turn.facts, first.case)
  const about = { ref: first.ref }
  return [
    ...openingOf(records),
    ...attachTo(turn, about),
    { do: 'remember', question: null },
    say(turn, keptForPersonText(codeOf({ ...first.case, ref: first.ref }), handler), { about }),
    ...announceOpened(turn, records),
  ]
}
