import type { Command, CommandName, Reading } from '../understanding/understanding.ts'
import { answerToHandler } from './asked.ts'
import { attachToDraft } from './attachments.ts'
import { bareOrderMeant, toldAsDone } from './bare-orders.ts'
import { handsInCode, tryInvite } from './bind.ts'
import { chat } from './chat.ts'
import { command } from './commands/command.ts'
import { edit } from './commands/edit.ts'
import { correctDraft } from './correct.ts'
import type { Decision } from './decision.ts'
import { addDetail } from './details.ts'
import { change, confirmInWords, withdrawInWords } from './draft-reply.ts'
import { enquiry } from './enquiry.ts'
import type { OpenDraft } from './facts.ts'
import { answerAboutOrder } from './handling-answers.ts'
import { ledBranch } from './led-branch.ts'
import { toldBy } from './open-records.ts'
import { keptText } from './pending.ts'
import { addPlace, answerAboutDraft, SHORT_ANSWER_MAX } from './question.ts'
import { keepWith, quotesAnother } from './quoted.ts'
import { verdictInWords } from './rate.ts'
import { isCorrection, isSurelyOrder, isUnclear, lifeAtStake, placeAdded } from './reading.ts'
import { passOn } from './relay.ts'
import { alreadyRecorded } from './replies/outcome.ts'
import { askWhat } from './replies/questions.ts'
import { report } from './report.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'
import { afterKept, answerWhat, askWhatIsMeant } from './what.ts'

/** How long after it was told a matter is still what a bare 对 speaks of. */
const RECENT_MS = 10 * 60_000

/**
 * Something was said to the bot alone. In this order: what endangers life; what binds an account; what answers the open
 * card or a question; then what the words are by themselves.
 */
export function converse(turn: SpokenTurn): Decision[] {
  const emergency = lifeAtStake(turn)
  if (emergency) return addDetail(turn) ?? report(turn, afterKept(emergency, keptText(turn.facts)))
  if (handsInCode(turn)) return tryInvite(turn)
  const { question } = turn.facts.conversation
  const elsewhere = quotesAnother(turn.facts)
  const draft = elsewhere ? null : turn.facts.conversation.draft
  const answer = draft ? answerToDraft(turn, draft) : null
  if (draft && answer) return [...attachToDraft(turn, draft), ...answer]
  const settled = answerAboutOrder(turn) ?? (draft ? null : verdictInWords(turn)) ?? answerToHandler(turn)
  if (settled) return settled
  // 可以, as the answer to whoever works on it.
  const agreed = !draft && turn.reading.answer === 'yes' ? passOn(turn) : null
  if (agreed) return agreed
  if (!draft && !elsewhere && turn.reading.answer === 'yes') {
    const answered = yesToNothing(turn)
    if (answered) return answered
  }
  if (question?.about === 'what' && !elsewhere) {
    const answered = answerWhat(turn, question)
    if (answered) return answered
  }
  return byIntent(turn)
}

/** 对 where no card is open: the last matter is recorded already. It is no answer to 在哪里、什么事 either. */
function yesToNothing(turn: SpokenTurn): Decision[] | null {
  const { conversation, reported } = turn.facts
  if (conversation.question?.about === 'what') return [say(turn, askWhat())]
  const [last] = reported
  const recent = last && turn.now.getTime() - last.createdAt.getTime() < RECENT_MS
  return recent ? [say(turn, alreadyRecorded(last.code), { about: { caseId: last.id } })] : null
}

/** What is said to the open card: 对, 改, 撤回, a correction, an answer. `null`: it is about something else. */
function answerToDraft(turn: SpokenTurn, draft: OpenDraft): Decision[] | null {
  const { reading, facts } = turn
  const { question } = facts.conversation
  // What these ask is answered by words that would else be a plain yes, or a correction of anything.
  const first = question?.about === 'same_matter' || question?.about === 'doubt'
  const settled = first ? answerAboutDraft(turn, draft, question) : null
  if (settled) return settled
  if (reading.answer === 'yes') return confirmInWords(turn, draft)
  if (reading.answer === 'withdraw') return withdrawInWords(turn, draft)
  if (isCorrection(reading, turn.text) && reading.codes.length === 0 && reading.correction) {
    return correctDraft(turn, draft, reading.correction)
  }
  if (reading.answer !== null) return change(turn)
  const answered = question && answerAboutDraft(turn, draft, question)
  if (answered) return answered
  const place = placeAdded(reading, draft, turn.text)
  return place && turn.text.length <= SHORT_ANSWER_MAX ? addPlace(turn, draft, place) : null
}

function byIntent(turn: SpokenTurn): Decision[] {
  const { reading } = turn
  const { intent } = reading.understanding
  const back = answersBack(turn) ? passOn(turn) : null
  if (back) return back
  const order = ordered(turn)
  const name = order?.understanding.command?.name
  if (order && name) return carriedOut({ ...turn, reading: order }, name)
  if (isCorrection(reading, turn.text)) return [...keepWith(turn), ...edit(turn)]
  const added = quotesAnother(turn.facts) ? null : addDetail(turn)
  const told = added ?? passOn(turn)
  if (told) return told
  if (isUnclear(reading)) return askWhatIsMeant(turn)
  switch (intent) {
    case 'report':
      return report(turn, toldBy(turn), reading.doubt)
    case 'enquiry':
      return enquiry(turn)
    default:
      return chat(turn)
  }
}

/** 不行，那天我不在: what merely looks like an order answers whoever wrote to a resident of late. */
function answersBack({ facts, reading }: SpokenTurn): boolean {
  return Boolean(facts.answered) && reading.understanding.command !== null && !isSurelyOrder(reading)
}

/** Orders about a case in hand put what came along to it themselves. */
function carriedOut(turn: SpokenTurn, name: CommandName): Decision[] {
  const decisions = command(turn, name)
  return decisions.some((d) => d.do === 'attach' || d.do === 'join') ? decisions : [...keepWith(turn), ...decisions]
}

/** A command, said as such, as the answer to what is quoted, or as a bare answer to nothing. */
function orderGiven(turn: SpokenTurn): Command | null {
  const { reading, facts } = turn
  if (quotesAnother(facts) && reading.answer === 'yes') return { name: 'confirm', args: {} }
  if (isSurelyOrder(reading) && reading.understanding.command?.args.code) return reading.understanding.command
  const order = facts.quotedCodes.length > 0 ? reading.bareOrder : bareOrderMeant(turn)
  if (order) return order
  const done = toldAsDone(turn)
  if (done) return done
  if (reading.understanding.command) return reading.understanding.command
  if (reading.addressed && ledBranch(facts.sender.person)) return reading.addressed
  if (reading.answer === 'withdraw') return { name: 'withdraw', args: {} }
  return reading.answer === 'change' ? { name: 'edit', args: {} } : null
}

/** The reading with the order that the words are here; `null`: they are none. */
export function ordered(turn: SpokenTurn): Reading | null {
  const command = orderGiven(turn)
  return command && { ...turn.reading, understanding: { ...turn.reading.understanding, command } }
}
