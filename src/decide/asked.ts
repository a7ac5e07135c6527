/** A reporter who was asked something answers: with the next words, by quoting the question, or with a picture. */
import type { InboundMessage } from '../channels/channel.ts'
import { CASE_STATES } from '../domain/case.ts'
import type { Place } from '../domain/place.ts'
import { isPartOfBuilding } from '../domain/places.ts'
import { mask } from '../domain/privacy.ts'
import { attachmentsOf, attachTo } from './attachments.ts'
import { caseNamed, quotedCode } from './commands/case-named.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import type { Held } from './handling.ts'
import { joinedText } from './message-text.ts'
import { storable } from './open-records.ts'
import { mayDo } from './permit.ts'
import { hasWords, isSurelyOrder, isUnsure, isWholeReport } from './reading.ts'
import { isSocial } from './replies/chat.ts'
import { answerKept, answerPassedOn, cannotDoNow, fewWordsPlease, reporterAnswered } from './replies/handling.ts'
import { withReceipt } from './replies/words.ts'
import { type Step, type StepAsked, step } from './step.ts'
import { say } from './tell.ts'
import { tellInHands } from './tell-in-hands.ts'
import { receiptOf, type SpokenTurn, senderActor, type Turn } from './turn.ts'

/** What the sender says to what was asked. `null`: nothing was asked, or the words are about something else. */
export function answerToHandler(turn: SpokenTurn): Decision[] | null {
  const quoted = quotedQuestion(turn)
  const record = quoted ?? lastAsked(turn)
  if (!record || isSurelyOrder(turn.reading)) return null
  if (!quoted && !mayAnswer(turn, record)) return null
  if (!hasWords(turn.text) && attachmentsOf(turn.message).length === 0) return [say(turn, fewWordsPlease())]
  return answered(turn, record, mask(turn.text))
}

/** A picture that was asked for. `null`: nothing was asked. */
export function answerWithPicture(turn: Turn & { message: InboundMessage }): Decision[] | null {
  const record = turn.facts.quotedCodes.length > 0 ? quotedQuestion(turn) : lastAsked(turn)
  return record && answered(turn, record, '')
}

function quotedQuestion(turn: Turn): CaseFacts | null {
  const code = quotedCode(turn.facts)
  const record = code === null ? null : caseNamed(turn.facts, code)
  return record && isAsked(turn, record) ? record : null
}

/** The sender's own matter of which something was asked last. */
function lastAsked(turn: Turn): CaseFacts | null {
  if (turn.facts.quotedCodes.length > 0) return null
  const asked = turn.facts.reported.filter((c) => isAsked(turn, c))
  return asked.sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())[0] ?? null
}

function isAsked(turn: Turn, record: CaseFacts): boolean {
  return record.state === 'need_info' && mayDo(turn, 'own', record)
}

/** Small talk, a question, or a whole matter of another place is no answer. */
export function mayAnswer({ reading, text }: SpokenTurn, record: CaseFacts): boolean {
  const { intent, records } = reading.understanding
  if (intent === 'enquiry' || (isSocial(text) && reading.answer === null)) return false
  return !isWholeReport(reading) || isUnsure(reading) || records.every((r) => isAboutPlaceOf(r.place, record.place))
}

/** The same building, or a part of it. */
export function isAboutPlaceOf(place: Place | null, spot: Place | null): boolean {
  if (place === null) return true
  if (place.building !== null) return place.building === (spot?.building ?? null)
  return isPartOfBuilding(place)
}

function answered(turn: Turn & { message: InboundMessage }, record: CaseFacts, words: string): Decision[] {
  const answer = answerStep(turn, record, { taker: 'reporter', words })
  if (!answer) return [say(turn, cannotDoNow('补充', record))]
  return [
    ...attachTo(turn, { caseId: record.id }),
    ...added(record, words),
    answer.decision,
    say(turn, answerPassedOn(record), { about: { caseId: record.id } }),
    ...tellAnswer(turn, record, words),
  ]
}

/** What the reporter told its handler in some other way. */
export function answerFor(turn: SpokenTurn, { record, taker }: Held, words: string): Decision[] {
  const about = { caseId: record.id }
  const answer = answerStep(turn, record, { taker, words })
  if (!answer) return [say(turn, cannotDoNow('记回复', record), { about })]
  return [...added(record, words), answer.decision, say(turn, answerKept(answer.record), { about })]
}

function answerStep(
  turn: Turn,
  record: CaseFacts,
  { taker, words }: { taker: StepAsked['taker']; words: string },
): Step | null {
  // Whatever it was before it was asked about; a case of before that was kept is being worked on.
  const to = record.stateBefore ?? 'in_progress'
  const reason = words === '' ? null : storable(record.category, words, null).text
  return step(turn, record, { event: 'answer', taker, to, by: senderActor(turn), reason })
}

/** What its reporter adds belongs to the words of the matter. */
export function added(record: CaseFacts, words: string): Decision[] {
  if (words === '') return []
  const { text } = storable(record.category, joinedText(record.text, words), null)
  return [
    { do: 'edit_case', caseId: record.id, changes: { text }, reason: `上报人补充（${CASE_STATES[record.state]}）` },
  ]
}

function tellAnswer(turn: Turn, record: CaseFacts, words: string): Decision[] {
  return tellInHands(turn, record, {
    key: `answered/${record.code}/${record.version}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(reporterAnswered(record, words), receiptOf(turn)) },
  })
}
