/** Words pass between whoever told a matter and whoever works on it, by role alone, and end nothing. */
import { isUnderWay } from '../domain/case.ts'
import { mask } from '../domain/privacy.ts'
import { leaderOf } from './announce.ts'
import { isAboutPlaceOf } from './asked.ts'
import { attachTo } from './attachments.ts'
import { caseNamed, codeNamed } from './commands/case-named.ts'
import { takeOn, takerOf } from './commands/claim.ts'
import type { Decision } from './decision.ts'
import { tellTakenOn } from './emergency-news.ts'
import { isStateQuestion, isWhoQuestion } from './enquiry.ts'
import type { CaseFacts } from './facts.ts'
import { zoneOf } from './find.ts'
import type { Held } from './handling.ts'
import { storable } from './open-records.ts'
import { mayDo } from './permit.ts'
import { hasWords, isUnsure, isWholeReport } from './reading.ts'
import { reporterOutOfReach } from './replies/handling.ts'
import { handlerOf, roleTitle } from './replies/people.ts'
import {
  repliedAfterEnd,
  repliedByAnother,
  repliedText,
  replyNews,
  reporterWord,
  saidBackNews,
  saidBackText,
} from './replies/relay.ts'
import { withReceipt } from './replies/words.ts'
import { note } from './step.ts'
import { say, tellPerson } from './tell.ts'
import { tellInHands } from './tell-in-hands.ts'
import { isReporterOutOfReach, responded, tellReporter } from './tell-reporter.ts'
import { receiptOf, type SpokenTurn, senderActor } from './turn.ts'

const NEWS = { lane: 'reminder', purpose: 'assignment' } as const

/**
 * What is written to the card of a matter, or beside its code, and is no order: from whoever works on it an answer to its
 * reporter, from its reporter a word to whoever works on it. A reporter who was answered of late need not say which.
 *
 * `null`: the words are about something else.
 */
export function passOn(turn: SpokenTurn): Decision[] | null {
  if (turn.facts.sender.inGroup || !hasWords(turn.text)) return null
  const record = spokenOf(turn)
  if (!record || record.state === 'draft' || isOfSomethingElse(turn, record)) return null
  if (mayDo(turn, 'own', record)) return passBack(turn, record)
  const taker = takerOf(turn, record)
  return taker && turn.facts.quotedCodes.length > 0 ? replyTo(turn, { record, taker }, turn.text) : null
}

function spokenOf(turn: SpokenTurn): CaseFacts | null {
  const { facts } = turn
  const code = codeNamed(turn)
  if (code !== null) return caseNamed(facts, code)
  const { draft, question } = facts.conversation
  const free = facts.quotedCodes.length === 0 && draft === null && question === null
  return free && mayBeAnswer(turn) ? (facts.answered ?? null) : null
}

const COURTESY =
  /谢谢|感谢|多谢|谢|辛苦|麻烦|费心|不客气|您好|你好|早上好|上午好|中午好|下午好|晚上好|好的?|收到|知道|明白|嗯|[您你们了啦啊哦呀哈的]|书记|师傅|党员|同志|老师|[\s，,。.！!~～、]/gu

/** Thanks and greetings and nothing else, which nobody waits for. */
function isCourtesy(text: string): boolean {
  return text.replace(COURTESY, '') === ''
}

/** Bare words after an answer: neither a matter of their own nor mere thanks. */
function mayBeAnswer(turn: SpokenTurn): boolean {
  const { reading, text } = turn
  const { intent } = reading.understanding
  if (intent === 'report') return isUnsure(reading) && !isWholeReport(reading)
  return reading.answer !== null || !isCourtesy(text)
}

/** Thanks, a question to the bot itself, or a whole matter of another place. */
function isOfSomethingElse({ reading, text }: SpokenTurn, record: CaseFacts): boolean {
  if (isWhoQuestion(text) || isStateQuestion(text)) return true
  if (reading.answer === null && isCourtesy(text)) return true
  const { records } = reading.understanding
  return isWholeReport(reading) && !isUnsure(reading) && !records.every((r) => isAboutPlaceOf(r.place, record.place))
}

/** An answer to the reporter. Whoever answers has taken the matter on; a secretary steps in and leaves it where it is. */
export function replyTo(turn: SpokenTurn, { record, taker }: Held, said: string): Decision[] {
  const about = { caseId: record.id }
  if (isReporterOutOfReach(turn, record)) return [say(turn, reporterOutOfReach(record), { about })]
  const words = storable(record.category, mask(said), null).text
  const by = senderActor(turn)
  const mine = taker === 'handler' ? takeOn(turn, record, taker) : { decisions: [], record }
  const took = mine.decisions.length > 0
  const noted = note(turn, mine.record, { event: 'say', by, reason: words, sets: responded(turn, record) })
  const { person } = turn.facts.sender
  const who = person ? roleTitle(person, zoneOf(turn.facts, record.zoneCode)) : ''
  const to = reporterWord(record.reporter.role)
  const replied = isUnderWay(mine.record.state)
    ? repliedText(record.code, { to, words })
    : repliedAfterEnd({ to, words })
  return [
    ...attachTo(turn, about),
    ...mine.decisions,
    noted.decision,
    say(turn, replied, { about }),
    ...tellReporter(turn, record, { what: 'said', text: replyNews(record, { who, words }) }),
    ...(took ? tellTakenOn(turn, { ...mine.record, handlerId: by.personId }) : []),
    ...(taker === 'secretary'
      ? tellInHands(turn, record, {
          ...NEWS,
          key: `said-for/${record.code}/${record.version}`,
          content: text(turn, repliedByAnother(record, { who, to, words })),
        })
      : []),
  ]
}

/** What its reporter says, to whoever has it in hands; where nobody has, to who leads. */
function passBack(turn: SpokenTurn, record: CaseFacts): Decision[] {
  const about = { caseId: record.id }
  const words = storable(record.category, mask(turn.text), null).text
  const noted = note(turn, record, { event: 'say', by: senderActor(turn), reason: words })
  const news = {
    ...NEWS,
    key: `said-back/${record.code}/${record.version}`,
    content: text(turn, saidBackNews(record, { from: reporterWord(record.reporter.role), words })),
  }
  const told = tellInHands(turn, record, news)
  const leader = told.length > 0 ? [] : tellPerson(turn, leaderOf(turn.facts, record), { ...news, about })
  const handler = told.length > 0 ? handlerOf(turn.facts, record) : null
  return [
    ...attachTo(turn, about),
    noted.decision,
    say(turn, saidBackText(record.code, handler), { about }),
    ...told,
    ...leader,
  ]
}

function text(turn: SpokenTurn, words: string) {
  return { type: 'text' as const, text: withReceipt(words, receiptOf(turn)) }
}
