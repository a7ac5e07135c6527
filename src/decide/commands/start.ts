import type { Decision } from '../decision.ts'
import { mayDo } from '../permit.ts'
import { alreadyInState, notFoundText, notYoursText, startedText } from '../replies/commands.ts'
import { handlerOf } from '../replies/people.ts'
import { step } from '../step.ts'
import { say } from '../tell.ts'
import { type SpokenTurn, senderActor } from '../turn.ts'
import { caseNamed } from './case-named.ts'
import { takeOn, takerOf } from './claim.ts'

/** 已到场 A3-0017: taken on, if it was not yet, and being worked on. */
export function start(turn: SpokenTurn, code: string): Decision[] {
  const named = caseNamed(turn.facts, code)
  const taker = named && takerOf(turn, named)
  if (!named || !(taker || mayDo(turn, 'see', named))) return [say(turn, notFoundText(code))]
  if (!taker) return [say(turn, notYoursText(named.code))]
  const { decisions, record, news } = takeOn(turn, named, taker)
  const begun = step(turn, record, { event: 'start', taker, by: senderActor(turn) })
  if (!begun) return [...decisions, say(turn, alreadyInState(record, handlerOf(turn.facts, record))), ...news]
  return [...decisions, begun.decision, say(turn, startedText(record.code), { about: { caseId: record.id } }), ...news]
}
