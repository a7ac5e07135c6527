import { mask } from '../../domain/privacy.ts'
import { leaderOf } from '../announce.ts'
import type { Decision } from '../decision.ts'
import { canTake, type Held, handle, workOn } from '../handling.ts'
import { askReason, cannotDoNow, returnedNews, returnedText } from '../replies/handling.ts'
import { handlerTitle, reporterTitle } from '../replies/people.ts'
import { withReceipt } from '../replies/words.ts'
import { askedFor, orderOf } from '../said-order.ts'
import { say, tellPerson } from '../tell.ts'
import { receiptOf, type SpokenTurn, senderActor } from '../turn.ts'

const VERB = '退回'

/** 退回：不是我们区: it lies with whoever leads, until somebody else has it. */
export function handBack(turn: SpokenTurn): Decision[] {
  return handle(turn, { verb: VERB, fits: canTake('return') }, (held) => returnCase(turn, held))
}

function returnCase(turn: SpokenTurn, held: Held): Decision[] {
  const { record } = held
  const about = { caseId: record.id }
  const reason = mask(orderOf(turn).args.text ?? '')
  if (!canTake('return')(held)) return [say(turn, cannotDoNow(VERB, record), { about })]
  if (reason === '') return askedFor(turn, 'reason', { record, question: askReason('return', record) })
  const by = senderActor(turn)
  const returned = workOn(turn, held, { event: 'return', by, reason })
  if (!returned) return [say(turn, cannotDoNow(VERB, record), { about })]
  const leader = leaderOf(turn.facts, record)
  const other = leader && leader.id !== by.personId ? leader : null
  const given: Decision[] = leader ? [{ do: 'assign_case', caseId: record.id, handlerId: leader.id, by }] : []
  return [
    ...returned.decisions,
    ...given,
    say(turn, returnedText(record.code, other && handlerTitle(turn.facts, other, null)), { about }),
    ...tellPerson(turn, other, {
      key: `returned/${record.code}/${record.version}`,
      lane: 'reminder',
      purpose: 'assignment',
      content: {
        type: 'text',
        text: withReceipt(returnedNews(record, { who: reporterTitle(turn.facts), reason }), receiptOf(turn)),
      },
      about,
    }),
  ]
}
