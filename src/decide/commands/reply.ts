import { mask } from '../../domain/privacy.ts'
import type { Decision } from '../decision.ts'
import { type Held, handle } from '../handling.ts'
import { replyTo } from '../relay.ts'
import { ownReport } from '../replies/handling.ts'
import { askWhatToReply } from '../replies/relay.ts'
import { askedFor, orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'

const VERB = '答复'

/** 回复 A3-0017 明天上午来看: the words go to its reporter, and the matter goes on. */
export function reply(turn: SpokenTurn): Decision[] {
  return handle(turn, { verb: VERB, fits: () => true }, (held) => replyHeld(turn, held))
}

function replyHeld(turn: SpokenTurn, held: Held): Decision[] {
  const { record } = held
  const words = mask(orderOf(turn).args.text ?? '')
  if (record.reporter.identityId === turn.facts.sender.identityId) {
    return [say(turn, ownReport(record.code), { about: { caseId: record.id } })]
  }
  if (words === '') return askedFor(turn, 'reason', { record, question: askWhatToReply(record.code) })
  return replyTo(turn, held, words)
}
