import { caseNamed } from './commands/case-named.ts'
import { takerOf } from './commands/claim.ts'
import type { Decision } from './decision.ts'
import { canTake } from './handling.ts'
import { pending } from './pending.ts'
import { mayDo } from './permit.ts'
import { alreadyInState, closeNeedsWords, notFoundText, notYoursText } from './replies/commands.ts'
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
    return [say(turn, alreadyInState(record.code, record.state), { about })]
  }
  const question = pending('done', turn.now, { options: [{ id: record.code, label: record.code }] })
  const order = { name: 'close', args: { code: record.code } } as const
  return [{ do: 'remember', question: { ...question, order } }, say(turn, closeNeedsWords(record.code), { about })]
}
