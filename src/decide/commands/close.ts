import { mask } from '../../domain/privacy.ts'
import { isDoneOf } from '../bare-orders.ts'
import { closeCase, closedReply, tellEnd } from '../closing.ts'
import { mayMean, saysWhatWasDone } from '../closing-words.ts'
import type { Decision } from '../decision.ts'
import { canTake, type Held, handle, inHand } from '../handling.ts'
import { takenUp } from '../keep.ts'
import { hasWords } from '../reading.ts'
import { alreadyInState, closeNeedsWords } from '../replies/commands.ts'
import { fewWordsPlease, sayMoreIfYouLike } from '../replies/handling.ts'
import { handlerOf } from '../replies/people.ts'
import { askedFor, orderOf, pendingOrder } from '../said-order.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'

/** Fewer signs are no sentence. */
const WORDS_MIN = 2

/** 办结 A3-0017 灯已换新, 都办好了: closing needs one sentence on what was done. */
export function close(turn: SpokenTurn): Decision[] {
  const meant = closable(turn)
  const fits = ({ record }: Held) => meant.some((held) => held.record.id === record.id)
  return handle(turn, { verb: '办结', fits }, (held) => closeHeld(turn, held))
}

/** The cases that bare words may close: those that they are about by thing or place, else all. */
function closable(turn: SpokenTurn): Held[] {
  const held = inHand(turn).filter(canTake('close', 'resolved'))
  const told = held.filter(({ record }) => isDoneOf(turn, record))
  const named = held.filter(({ record }) => mayMean(orderOf(turn).args.text ?? '', record.text))
  return told.length > 0 ? told : named.length > 0 ? named : held
}

function closeHeld(turn: SpokenTurn, { record: named, taker }: Held): Decision[] {
  const { decisions, record } = takenUp(turn, named)
  const about = { caseId: record.id }
  const words = orderOf(turn).args.text?.trim() ?? ''
  const done = mask(words)
  const ended = closeCase(turn, record, { taker, done })
  if (!ended) return [say(turn, alreadyInState(record, handlerOf(turn.facts, record)), { about })]
  if (words !== '' && !hasWords(words)) {
    return askedFor(turn, 'done', { record, question: `${fewWordsPlease()}${closeNeedsWords(record.code)}` })
  }
  if (done.length < WORDS_MIN) return askedFor(turn, 'done', { record, question: closeNeedsWords(record.code) })
  const suggests = !turn.facts.sender.inGroup && !saysWhatWasDone(done, record.text)
  const reply = closedReply(turn, ended.record)
  return [
    ...decisions,
    ended.decision,
    ...(suggests ? [{ do: 'remember', question: pendingOrder(turn, 'done', record) } as const] : []),
    say(turn, suggests ? `${reply}\n${sayMoreIfYouLike()}` : reply, { about }),
    ...tellEnd(turn, ended.record, done),
  ]
}
