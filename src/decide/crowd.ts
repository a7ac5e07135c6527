import type { Decision } from './decision.ts'
import { inCrowd } from './replies/crowd.ts'
import { withReceipt } from './replies/words.ts'
import { receiptOf, type Turn } from './turn.ts'

/** One line in this time says that all of it is recorded. */
const SLOT_MS = 10 * 60_000

/**
 * Answer somebody who writes faster than anybody reads: everything is recorded as ever and alarms go out, but instead
 * of a card for each message one line is told.
 */
export function calm(turn: Turn, decisions: Decision[]): Decision[] {
  const { facts, now } = turn
  if (!facts.inbox?.crowded) return decisions
  const isAnswer = (d: Decision) => d.do === 'tell' && d.tell.purpose === 'reply' && d.tell.lane === 'reply'
  const answers = decisions.filter(isAnswer)
  const [first] = answers
  if (first?.do !== 'tell') return decisions
  const slot = Math.floor(now.getTime() / SLOT_MS)
  const line: Decision = {
    do: 'tell',
    tell: {
      ...first.tell,
      key: `crowd/${facts.sender.identityId}/${slot}`,
      content: { type: 'text', text: withReceipt(inCrowd(), receiptOf(turn)) },
      about: null,
    },
  }
  return [...decisions.filter((d) => !isAnswer(d)), line]
}
