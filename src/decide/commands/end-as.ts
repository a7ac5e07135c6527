import { mask } from '../../domain/privacy.ts'
import { tellEnd } from '../closing.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts } from '../facts.ts'
import { canTake, type Held, handle, workOn } from '../handling.ts'
import { mayDo } from '../permit.ts'
import { notFoundText } from '../replies/commands.ts'
import { askReason, cannotDoNow, endedText, isItself, sameAsNews } from '../replies/handling.ts'
import { askedFor, orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import { mustBeToldByPerson, responded, tellReporter } from '../tell-reporter.ts'
import { type SpokenTurn, senderActor } from '../turn.ts'
import { caseNamed } from './case-named.ts'

const VERB = '这样结束'

type End = 'answered_unresolved' | 'not_ours' | 'duplicate'

/** 办不了：没有配件; 不属本区，归水务局; 和 A3-0012 重复: an end of its own, never counted as 已解决. */
export function endAs(turn: SpokenTurn): Decision[] {
  const to = orderOf(turn).args.end ?? 'answered_unresolved'
  return handle(turn, { verb: VERB, fits: canTake('close_as', to) }, (held) =>
    to === 'duplicate' ? endAsDuplicate(turn, held) : endWithReason(turn, held, to),
  )
}

function endWithReason(turn: SpokenTurn, held: Held, to: Exclude<End, 'duplicate'>): Decision[] {
  const { record } = held
  const about = { caseId: record.id }
  const reason = mask(orderOf(turn).args.text ?? '')
  if (!canTake('close_as', to)(held)) return [say(turn, cannotDoNow(VERB, record), { about })]
  if (reason === '') return askedFor(turn, 'reason', { record, question: askReason(to, record) })
  const sets = { satisfied: null, ...responded(turn, record) }
  const ended = workOn(turn, held, { event: 'close_as', to, by: senderActor(turn), reason, sets })
  if (!ended) return [say(turn, cannotDoNow(VERB, record), { about })]
  return [
    ...ended.decisions,
    say(turn, endedText(ended.record, mustBeToldByPerson(turn, record)), { about }),
    ...tellEnd(turn, ended.record, reason),
  ]
}

/** Its reporter follows the other one from now on. */
function endAsDuplicate(turn: SpokenTurn, held: Held): Decision[] {
  const { record } = held
  const about = { caseId: record.id }
  const code = orderOf(turn).args.other ?? ''
  const other = caseNamed(turn.facts, code)
  if (!other || !mayDo(turn, 'see', other) || other.branchId !== record.branchId) return [say(turn, notFoundText(code))]
  if (other.id === record.id) return [say(turn, isItself(record.code), { about })]
  const ended = canTake('close_as', 'duplicate')(held)
    ? workOn(turn, held, {
        event: 'close_as',
        to: 'duplicate',
        by: senderActor(turn),
        reason: `与 ${other.code} 是同一件事`,
        sets: responded(turn, record),
      })
    : null
  if (!ended) return [say(turn, cannotDoNow(VERB, record), { about })]
  return [
    { do: 'link_case', caseId: record.id, earlierId: other.id },
    ...ended.decisions,
    ...followedByReporter(record, other),
    say(turn, endedText(ended.record, mustBeToldByPerson(turn, record)), { about }),
    ...tellReporter(turn, ended.record, { what: 'ended', text: sameAsNews(record, other.code) }),
  ]
}

function followedByReporter({ reporter }: CaseFacts, other: CaseFacts): Decision[] {
  const { identityId } = reporter
  return identityId === null ? [] : [{ do: 'follow', caseId: other.id, identityId }]
}
