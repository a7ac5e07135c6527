import { mask } from '../../domain/privacy.ts'
import { closeCase, closedReply, tellEnd } from '../closing.ts'
import type { Decision } from '../decision.ts'
import { takenUp } from '../keep.ts'
import { mayDo } from '../permit.ts'
import { alreadyInState, closeNeedsWords, notFoundText, notYoursText, whichCaseText } from '../replies/commands.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { caseNamed } from './case-named.ts'
import { takerOf } from './claim.ts'

/** Fewer signs are no sentence. */
const WORDS_MIN = 2

/** 办结 A3-0017 灯已换新: closing needs one sentence on what was done. */
export function close(turn: SpokenTurn, code: string | null): Decision[] {
  if (code === null) return [say(turn, whichCaseText('办结'))]
  const named = caseNamed(turn.facts, code)
  const taker = named && takerOf(turn, named)
  if (!named || !(taker || mayDo(turn, 'see', named))) return [say(turn, notFoundText(code))]
  if (!taker) return [say(turn, notYoursText(named.code))]
  const { decisions, record } = takenUp(turn, named)
  const done = mask(turn.reading.understanding.command?.args.text?.trim() ?? '')
  const ended = closeCase(turn, record, { taker, done })
  if (!ended) return [say(turn, alreadyInState(record.code, record.state))]
  if (done.length < WORDS_MIN) return [say(turn, closeNeedsWords(record.code))]
  return [
    ...decisions,
    ended.decision,
    say(turn, closedReply(turn, ended.record), { about: { caseId: record.id } }),
    ...tellEnd(turn, ended.record, done),
  ]
}
