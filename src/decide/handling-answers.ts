/** Answers to what an order about a case still lacks: which case, what was done, why, when. */

import { isSaidDone } from '../domain/case.ts'
import { mask } from '../domain/privacy.ts'
import type { Command } from '../understanding/understanding.ts'
import { attachTo } from './attachments.ts'
import { caseNamed } from './commands/case-named.ts'
import { takerOf } from './commands/claim.ts'
import { command } from './commands/command.ts'
import type { Decision } from './decision.ts'
import type { PendingQuestion } from './facts.ts'
import { optionSaid } from './options.ts'
import { personMeant } from './people-called.ts'
import { answerPreview } from './preview.ts'
import { hasWords, isSurelyOrder, isWholeReport } from './reading.ts'
import { isSocial } from './replies/chat.ts'
import { fewWordsPlease, moreKept, moreNews } from './replies/handling.ts'
import { nobodyThen } from './replies/leave.ts'
import { droppedQuestion } from './replies/questions.ts'
import { orderedTo } from './said-order.ts'
import { answerWhatIsWrong } from './still-wrong.ts'
import { say } from './tell.ts'
import { tellReporter } from './tell-reporter.ts'
import type { SpokenTurn } from './turn.ts'
import { zoneOrderAnswered } from './zone-answers.ts'

type OrderQuestion = PendingQuestion & { order: Command }

/** The answer to a question about an order. `null`: none was asked, or the words are about something else. */
export function answerAboutOrder(turn: SpokenTurn): Decision[] | null {
  const { question } = turn.facts.conversation
  if (!question?.order || turn.facts.quotedCodes.length > 0) return null
  const asked: OrderQuestion = { ...question, order: question.order }
  if (!hasWords(turn.text) && !drops(turn)) return isOptional(turn, asked) ? null : [say(turn, fewWordsPlease())]
  if (asked.about === 'send') return answerPreview(turn, asked)
  if (asked.about === 'which_case') return answerWhichCase(turn, asked)
  if (asked.about === 'which_zone' || asked.about === 'together_or_instead') return answerAboutZone(turn, asked)
  if (asked.about === 'which_person') return answerWhichPerson(turn, asked, 'person')
  if (asked.about === 'who_is_away') return answerWhichPerson(turn, asked, 'whom')
  if (asked.about === 'day') return answerDay(turn, asked)
  return answerInWords(turn, asked)
}

function answerWhichCase(turn: SpokenTurn, { order, ...question }: OrderQuestion): Decision[] | null {
  const [named] = turn.reading.codes
  const meant = question.options.find((o) => o.id === named)?.id ?? optionSaid(turn, question.options)
  if (meant === null || meant === undefined) return drops(turn) ? dropped(turn) : null
  return goOn(turn, { ...order, args: { ...order.args, code: meant } })
}

function answerAboutZone(turn: SpokenTurn, question: OrderQuestion): Decision[] | null {
  const order = zoneOrderAnswered(turn, question)
  if (order) return goOn(turn, order)
  return drops(turn) ? dropped(turn) : null
}

/** One of those offered, or where nobody was, a name. */
function answerWhichPerson(
  turn: SpokenTurn,
  { order, options }: OrderQuestion,
  sought: 'person' | 'whom',
): Decision[] | null {
  if (drops(turn))
    return [{ do: 'remember', question: null }, say(turn, sought === 'person' ? nobodyThen() : droppedQuestion())]
  if (isSurelyOrder(turn.reading)) return null
  const meant = options.length > 0 ? personMeant(options, turn.text) : NAME_ALONE.exec(turn.text.trim())?.[1]
  return meant ? goOn(turn, { ...order, args: { ...order.args, [sought]: meant } }) : null
}

const NAME_ALONE = /^(?:请|由|让|给|找|是|交给)*([\u4e00-\u9fff]{2,4}?)(?:代|吧|来代|替我)?[。.]?$/u

function answerDay(turn: SpokenTurn, { order }: OrderQuestion): Decision[] | null {
  const on = turn.reading.bareOrder?.args.on
  if (on === undefined) return drops(turn) ? dropped(turn) : null
  return goOn(turn, { ...order, args: { ...order.args, on } })
}

function answerInWords(turn: SpokenTurn, question: OrderQuestion): Decision[] | null {
  const { order } = question
  if (order.name === 'not_good') return answerWhatIsWrong(turn, caseNamed(turn.facts, order.args.code ?? ''))
  if (drops(turn)) return dropped(turn)
  const isQuestion = turn.reading.understanding.intent === 'enquiry' && order.name !== 'ask'
  if (isQuestion || isSurelyOrder(turn.reading) || isAnotherMatter(turn)) return null
  if (isOptional(turn, question)) return addToEnd(turn, question)
  return goOn(turn, { ...order, args: { ...order.args, text: mask(turn.text) } })
}

/** More on what was done is welcome where the case is closed already; nothing waits for it. */
function isOptional({ facts }: SpokenTurn, { about, order }: OrderQuestion): boolean {
  const record = about === 'done' ? caseNamed(facts, order.args.code ?? '') : null
  return record !== null && isSaidDone(record.state)
}

/** What was done, told after a case was closed with words that say little: put on record, and told to its reporter. */
function addToEnd(turn: SpokenTurn, { order }: OrderQuestion): Decision[] | null {
  const record = caseNamed(turn.facts, order.args.code ?? '')
  if (!record || isSocial(turn.text) || turn.reading.answer !== null || takerOf(turn, record) === null) return null
  const words = mask(turn.text)
  return [
    ...attachTo(turn, { caseId: record.id }, 'after'),
    { do: 'edit_case', caseId: record.id, changes: {}, reason: `补充办理情况：${words}` },
    { do: 'remember', question: null },
    say(turn, moreKept(record.code), { about: { caseId: record.id } }),
    ...tellReporter(turn, record, { what: 'more', text: moreNews(record, words) }),
  ]
}

function drops({ reading }: SpokenTurn): boolean {
  return reading.answer === 'withdraw' || reading.answer === 'no'
}

function dropped(turn: SpokenTurn): Decision[] {
  return [{ do: 'remember', question: null }, say(turn, droppedQuestion())]
}

/** Something is told that is still to be dealt with, and where. */
function isAnotherMatter({ reading }: SpokenTurn): boolean {
  const { records } = reading.understanding
  return isWholeReport(reading) && !records.every((r) => r.kind === 'incident' && r.state === 'handled')
}

/** The order with its answer; the question is over, unless it leads to the next one. */
function goOn(turn: SpokenTurn, order: Command): Decision[] {
  const decisions = command(orderedTo(turn, order), order.name)
  const asksOn = decisions.some((d) => d.do === 'remember' && d.question !== undefined)
  return asksOn ? decisions : [{ do: 'remember', question: null }, ...decisions]
}
