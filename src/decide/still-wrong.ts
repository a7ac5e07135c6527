/** What is wrong with a matter in its reporter's words: asked after a bare 没好, or said while it is still under way. */
import type { InboundMessage } from '../channels/channel.ts'
import { isUnderWay } from '../domain/case.ts'
import { mask } from '../domain/privacy.ts'
import type { UnderstoodRecord } from '../understanding/understanding.ts'
import { listeners, mayReadText } from './announce.ts'
import { added, mayAnswer } from './asked.ts'
import { attachTo } from './attachments.ts'
import { caseNamed } from './commands/case-named.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import { personOf, zoneOf } from './find.ts'
import { inHandsOf } from './in-hands.ts'
import { storable } from './open-records.ts'
import { mayDo } from './permit.ts'
import { hasWords, isSurelyOrder } from './reading.ts'
import { answerPassedOn, fewWordsPlease } from './replies/handling.ts'
import { nextStep } from './replies/next-step.ts'
import { reopenedText, reporterAdds, stillUnderWay } from './replies/outcome.ts'
import { handlerTitle } from './replies/people.ts'
import { withReceipt } from './replies/words.ts'
import { pendingFor } from './said-order.ts'
import { say, tellPerson } from './tell.ts'
import { tellInHands } from './tell-in-hands.ts'
import { receiptOf, type SpokenTurn, type Turn } from './turn.ts'

const NEWS = { lane: 'reminder', purpose: 'assignment' } as const

/** The next words of the reporter tell what is wrong, if they will. */
export function awaitWhatIsWrong({ now }: Turn, record: CaseFacts): Decision {
  return { do: 'remember', question: pendingFor({ name: 'not_good', args: {} }, 'reason', { record, now }) }
}

/**
 * The answer to what is wrong: it joins the words of the matter, and whoever handles it and who leads hear it.
 *
 * `null`: the words are about something else, or it was mended meanwhile.
 */
export function answerWhatIsWrong(turn: SpokenTurn, record: CaseFacts | null): Decision[] | null {
  const { reading } = turn
  if (!record || !isUnderWay(record.state) || !mayDo(turn, 'own', record)) return null
  const about = { caseId: record.id }
  const over: Decision = { do: 'remember', question: null }
  // 没有了, 好的, 没好: nothing more is told.
  if (reading.answer !== null) return [over, say(turn, reopenedText(record.code), { about })]
  if (isSurelyOrder(reading) || !tellsWhere(turn, record)) return null
  if (!hasWords(turn.text)) return [say(turn, fewWordsPlease(), { about })]
  const words = storable(record.category, mask(turn.text), null).text
  return [
    ...attachTo(turn, about),
    ...added(record, words),
    over,
    say(turn, answerPassedOn(record), { about }),
    ...tellWhatIsWrong(turn, record, words),
  ]
}

/** A picture of what is wrong. `null`: nobody asked. */
export function showWhatIsWrong(turn: Turn & { message: InboundMessage }): Decision[] | null {
  const { conversation, quotedCodes } = turn.facts
  const { order } = conversation.question ?? {}
  const record = order?.name === 'not_good' ? caseNamed(turn.facts, order.args.code ?? '') : null
  if (!record || quotedCodes.length > 0 || !isUnderWay(record.state) || !mayDo(turn, 'own', record)) return null
  const about = { caseId: record.id }
  return [
    ...attachTo(turn, about),
    { do: 'remember', question: null },
    say(turn, answerPassedOn(record), { about }),
    ...tellWhatIsWrong(turn, record, ''),
  ]
}

/** Where it is wrong was asked: 墙角那堆还在 is no matter of its own, though it names a spot. */
function tellsWhere(turn: SpokenTurn, record: CaseFacts): boolean {
  const { records } = turn.reading.understanding
  const isSpot = (told: UnderstoodRecord) =>
    told.kind === 'incident' && told.place?.building === null && [record.category, 'other'].includes(told.category)
  return (records.length > 0 && records.every(isSpot)) || mayAnswer(turn, record)
}

function tellWhatIsWrong(turn: Turn, record: CaseFacts, words: string): Decision[] {
  const text = withReceipt(reporterAdds(record, words), receiptOf(turn))
  return listeners(turn.facts, record).flatMap(([part, person]) =>
    mayReadText(person, part, record)
      ? tellPerson(turn, person, {
          ...NEWS,
          key: `still-wrong/${record.code}/${record.version}/${part}`,
          content: { type: 'text', text },
          about: { caseId: record.id },
        })
      : [],
  )
}

/**
 * The verdict on what nobody said to be done yet: how it stands, who has it, and what comes next. What its reporter said
 * goes to whoever has it in hands, once.
 *
 * @param said masked; empty: nothing but 没好
 */
export function goesOn(turn: Turn, record: CaseFacts, { said, isGood }: { said: string; isGood: boolean }): Decision[] {
  const { facts } = turn
  const isOwn = mayDo(turn, 'own', record)
  const words = isOwn && !record.text.includes(said) ? said : ''
  const told = isOwn ? tellInHandsWhat(turn, record, isGood ? ALREADY_GOOD : words) : []
  const [inHands = personOf(facts, record.handlerId)] = inHandsOf(facts, record)
  const answer = stillUnderWay(record, {
    handler: handlerTitle(facts, inHands, zoneOf(facts, record.zoneCode)),
    words: told.length > 0 ? 'passed-on' : words === '' ? null : 'kept',
    withText: mayDo(turn, 'read', record),
  })
  const text = [answer, isOwn ? nextStep(record, 'reporter') : null].filter(Boolean).join('\n')
  return [...added(record, words), say(turn, text, { about: { caseId: record.id } }), ...told]
}

/** Whoever has it in hands may end it then. */
const ALREADY_GOOD = '已经好了'

function tellInHandsWhat(turn: Turn, record: CaseFacts, words: string): Decision[] {
  if (words === '') return []
  return tellInHands(turn, record, {
    ...NEWS,
    key: `still-wrong/${record.code}/${record.version}`,
    content: { type: 'text', text: withReceipt(reporterAdds(record, words), receiptOf(turn)) },
  })
}
