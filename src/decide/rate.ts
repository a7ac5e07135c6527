/** 好 / 没好: what its reporter, or a second person, says of the end of a matter. */
import type { InboundTap } from '../channels/channel.ts'
import { isUnderWay, outsideStatus } from '../domain/case.ts'
import { mask } from '../domain/privacy.ts'
import type { Reading } from '../understanding/understanding.ts'
import { caseShown, listeners, mayReadText } from './announce.ts'
import { mayAnswer } from './asked.ts'
import { caseNamed, codeNamed } from './commands/case-named.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import { storable } from './open-records.ts'
import { mayDo } from './permit.ts'
import { caseCard } from './replies/case-card.ts'
import { alreadyInState, notFoundText } from './replies/commands.ts'
import {
  judgedCard,
  judgedGoodText,
  notGoodTitle,
  nothingToJudge,
  notYoursToJudge,
  reopenedText,
  stillWrong,
  tooLateToReopen,
  whatIsWrong,
  whichToJudge,
} from './replies/outcome.ts'
import { handlerOf } from './replies/people.ts'
import { note, type Step, step } from './step.ts'
import { awaitWhatIsWrong, goesOn } from './still-wrong.ts'
import { say, tellPerson, update } from './tell.ts'
import { cardSeed, type SpokenTurn, senderActor, type Turn } from './turn.ts'
import { type Judge, judgeOf } from './verify.ts'

const DAY_MS = 24 * 3_600_000
/** How long its reporter may say that it is not good. */
const REOPENS_DAYS = 14
/** How long bare words still speak of an end that was told. */
const SPOKEN_OF_MS = 3 * DAY_MS

interface Judging {
  good: boolean
  /** What was said besides: 四楼的还是不亮. */
  words?: string
  /** `null`: said in words. */
  tap: InboundTap | null
}

/** 好 or 没好 of the case of this code. */
export function judge(turn: Turn, code: string, judging: Judging): Decision[] {
  const record = caseNamed(turn.facts, code)
  if (!record || !mayDo(turn, 'see', record)) return [say(turn, notFoundText(code))]
  const as = judgeOf(turn, record)
  if (as === null) return [say(turn, notYoursToJudge(record.code))]
  return judging.good ? good(turn, record, { as, ...judging }) : notGood(turn, record, { as, ...judging })
}

type JudgingAs = Judging & { as: Judge }

function good(turn: Turn, record: CaseFacts, { as, tap }: JudgingAs): Decision[] {
  const by = senderActor(turn)
  const satisfied = as === 'reporter' ? { satisfied: true } : {}
  const seen = step(turn, record, { event: 'good', taker: as, by, sets: { verified: true, ...satisfied } })
  const ratedNow = seen === null && as === 'reporter' && ratable(record)
  const rated = ratedNow ? note(turn, record, { event: 'rate', by, sets: satisfied }) : seen
  if (!rated) {
    const mended = isUnderWay(record.state) && as === 'reporter' && !tap
    return mended ? goesOn(turn, record, { said: '', isGood: true }) : [present(turn, record, tap)]
  }
  return [rated.decision, answer(turn, rated.record, { tap, text: judgedGoodText(record.code), label: '好' })]
}

function notGood(turn: Turn, record: CaseFacts, { as, tap, words }: JudgingAs): Decision[] {
  if (outsideStatus(record.state) === 'closed' && isLate(turn, record)) {
    const text = tooLateToReopen(record.code, REOPENS_DAYS)
    return [say(turn, text, { about: { caseId: record.id } })]
  }
  const said = words === undefined ? '' : storable(record.category, mask(words), null).text
  const again = step(turn, record, {
    event: 'not_good',
    taker: as,
    by: senderActor(turn),
    reason: said === '' ? null : said,
    sets: { ...(record.state === 'to_verify' && { verified: false }), ...(as === 'reporter' && { satisfied: false }) },
  })
  if (!again)
    return isUnderWay(record.state) && !tap
      ? goesOn(turn, record, { said, isGood: false })
      : [present(turn, record, tap)]
  const asks = said === '' && as === 'reporter' && asksNothing(turn)
  const text = asks ? `${reopenedText(record.code)}\n${whatIsWrong(null)}` : reopenedText(record.code)
  return [
    again.decision,
    ...(asks ? [awaitWhatIsWrong(turn, again.record)] : []),
    answer(turn, again.record, { tap, text, label: '没好' }),
    ...(asks && tap ? [say(turn, whatIsWrong(record.code), { part: 'question', about: { caseId: record.id } })] : []),
    ...tellNotGood(turn, again, { as, said }),
  ]
}

/** No card waits for a yes and no question for an answer, so that the next words are about this. */
function asksNothing({ facts: { conversation } }: Turn): boolean {
  return conversation.draft === null && conversation.question === null
}

/** Whether its reporter is asked whether it is good: it was told as ended, by somebody else, and nothing was said of it. */
export function asksItsReporter(turn: Turn, record: CaseFacts): boolean {
  return !isOwnWork(turn, record) && record.satisfied === null && (record.state === 'to_verify' || ratable(record))
}

/** Closed in a way that can be good, and not said to be so yet. */
function ratable({ state, satisfied }: CaseFacts): boolean {
  return outsideStatus(state) === 'closed' && state !== 'cancelled' && state !== 'duplicate' && satisfied !== true
}

function isLate({ now }: Turn, { closedAt }: CaseFacts): boolean {
  return closedAt !== null && now.getTime() - closedAt.getTime() > REOPENS_DAYS * DAY_MS
}

/** Whoever handles it, and who leads, hear that it goes on. */
function tellNotGood(turn: Turn, { record }: Step, { as, said }: { as: Judge; said: string }): Decision[] {
  const reopened = record.state === 'reopened'
  return listeners(turn.facts, record).flatMap(([part, person]) =>
    tellPerson(turn, person, {
      key: `not-good/${record.code}/${record.version}/${part}`,
      lane: 'reminder',
      purpose: 'assignment',
      content: {
        type: 'card',
        card: caseCard(caseShown(turn.facts, record, record.state), {
          taskId: `again-${cardSeed(turn)}-${record.id}-${part}`,
          title: notGoodTitle(record.code, as === 'reporter'),
          acceptable: reopened && part === 'handler',
          closable: !reopened && part === 'handler',
          withText: mayReadText(person, part, record),
          next: said !== '' && mayReadText(person, part, record) ? stillWrong(said) : null,
        }),
      },
      about: { caseId: record.id },
    }),
  )
}

/** It was said before, or the matter goes on already: how it stands. */
function present(turn: Turn, record: CaseFacts, tap: InboundTap | null): Decision {
  const about = { caseId: record.id }
  if (tap) return update(turn, judgedCard(tap.taskId, record, null), { about })
  return say(turn, alreadyInState(record, handlerOf(turn.facts, record)), { about })
}

function answer(
  turn: Turn,
  record: CaseFacts,
  { tap, text, label }: { tap: InboundTap | null; text: string; label: string },
): Decision {
  const about = { caseId: record.id }
  return tap ? update(turn, judgedCard(tap.taskId, record, label), { about }) : say(turn, text, { about })
}

/** 好了 A3-0017, 没好 A3-0017; without a code the one that waits for the sender's word. */
export function judgeNamed(turn: SpokenTurn, isGood: boolean): Decision[] {
  const code = codeNamed(turn)
  const { text } = turn.reading.understanding.command?.args ?? {}
  if (code !== null) return judge(turn, code, { good: isGood, tap: null, ...(text && { words: text }) })
  return judgeWaiting(turn, { good: isGood }) ?? [say(turn, nothingToJudge())]
}

const THANKS = '(?:[,，。 ]*(?:谢谢|感谢|多谢|辛苦)[你您们大家了啊]*)?[。.!！~ ]*'
const GOOD = new RegExp(
  `^(?:好了?|(?:已经?)?(?:都)?(?:修|弄|办|搞|处理)?好了|已经?解决了|(?:很|非常)?满意|可以了)${THANKS}$`,
)
/** Behind the verdict in the text itself, which is read as Simplified. */
const AFTER_VERDICT = /^[^，,。；;\s]+[，,。；;\s]+/u
const NOT_GOOD =
  /^(?:还|还是|根本|并|都|也)*(?:没有?|不|未)(?:有)?(?:修|弄|办|搞|处理|解决)?(?:好|完|掉|解决|满意)(?:呢|啊|呀|嘛|吧)?(?:[。.!！~ ]*|(?:[，,。；;]\s*|\s+(?=\p{Script=Han}))(?<words>.{2,60}))$/u

interface Verdict {
  good: boolean
  words?: string
}

/** Whether words may be the verdict on a matter that was told as ended: 好了; 没好, 没好，四楼的还是不亮. */
export function verdictIn(text: string, { plain }: Pick<Reading, 'plain'>): Verdict | null {
  const said = plain.trim()
  if (GOOD.test(said)) return { good: true }
  const bad = NOT_GOOD.exec(said)
  return bad && { good: false, ...(bad.groups?.words && { words: text.trim().replace(AFTER_VERDICT, '') }) }
}

/**
 * Bare words where an end was told and nothing said of it yet; 没好 also where the sender's matter is still being worked
 * on. `null`: they are about something else.
 */
export function verdictInWords(turn: SpokenTurn): Decision[] | null {
  const verdict = verdictIn(turn.text, turn.reading)
  const { question } = turn.facts.conversation
  // What was not good may have been mended, and told so, before anybody said what was wrong.
  const isAsked = question !== null && question.order?.name !== 'not_good'
  if (verdict === null || isAsked || turn.reading.codes.length > 0) return null
  const [quoted, ...more] = turn.facts.quotedCodes
  const record = quoted !== undefined && more.length === 0 ? caseNamed(turn.facts, quoted) : null
  if (record && judgeOf(turn, record) !== null && (ratable(record) || record.state === 'to_verify')) {
    return judge(turn, record.code, { ...verdict, tap: null })
  }
  if (turn.facts.quotedCodes.length > 0) return null
  return judgeWaiting(turn, verdict) ?? (verdict.good ? null : notGoodYet(turn, verdict))
}

/** 不好，水管爆了 is a cry, no verdict. */
const CRY = /^不好/

/** 没好 of the sender's matter that is still being worked on. `null`: there is none, or its reporter was asked something. */
function notGoodYet(turn: SpokenTurn, { words = '' }: Verdict): Decision[] | null {
  const open = turn.facts.reported.filter((c) => isUnderWay(c.state) && !isOwnWork(turn, c))
  const [only, ...others] = open
  if (!only || open.some((c) => c.state === 'need_info') || CRY.test(turn.reading.plain.trim())) return null
  if (others.length > 0) return [say(turn, whichToJudge(open, false))]
  return mayAnswer(turn, only)
    ? goesOn(turn, only, { said: storable(only.category, mask(words), null).text, isGood: false })
    : null
}

function judgeWaiting(turn: SpokenTurn, verdict: Verdict): Decision[] | null {
  const waiting = turn.facts.reported.filter((c) => waitsForVerdict(turn, c))
  const [only, ...others] = waiting
  if (!only) return null
  if (others.length > 0) return [say(turn, whichToJudge(waiting, verdict.good))]
  const referred = { ...turn.facts, referred: [...turn.facts.referred, only] }
  return judge({ ...turn, facts: referred }, only.code, { ...verdict, tap: null })
}

function waitsForVerdict(turn: Turn, record: CaseFacts): boolean {
  const endedAt = record.closedAt ?? record.clocks.resolve.doneAt
  const recent = endedAt !== null && turn.now.getTime() - endedAt.getTime() < SPOKEN_OF_MS
  return recent && asksItsReporter(turn, record)
}

/** What one did oneself, or told as done, nobody asks one about. */
function isOwnWork({ facts }: Turn, { toldAsHandled, handlerId }: CaseFacts): boolean {
  return toldAsHandled || (handlerId !== null && handlerId === facts.sender.person?.id)
}
