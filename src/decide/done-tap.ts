import { caseNamed } from './commands/case-named.ts'
import { takerOf } from './commands/claim.ts'
import type { Decision } from './decision.ts'
import { canTake } from './handling.ts'
import { mayDo } from './permit.ts'
import { alreadyInState, closeNeedsWords, notFoundText, notYoursText } from './replies/commands.ts'
import { handlerOf } from './replies/people.ts'
import { pendingFor } from './said-order.ts'
import { say } from './tell.ts'
import type { Turn } from './turn.ts'

/** 办结 on a card: closing needs one sentence, so it is asked what was done, and the next words are the answer. */
export function askWhatWasDone(turn: Turn, code: string): Decision[] {
  const record = caseNamed(turn.facts, code)
  const taker = record && takerOf(turn, record)
  if (!record || !(taker || mayDo(turn, 'see', record))) return [say(turn, notFoundText(code))]
  if (!taker) return [say(turn, notYoursText(record.code))]
  const about = { caseId: record.id }
  if (!canTake('close', 'resolved')({ record, taker })) {
    return [say(turn, alreadyInState(record, handlerOf(turn.facts, record)), { about })]
  }
  const question = pendingFor({ name: 'close', args: {} }, 'done', { record, now: turn.now })
  return [{ do: 'remember', question }, say(turn, closeNeedsWords(record.code), { about })]
}
