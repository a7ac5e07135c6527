import { mask } from '../../domain/privacy.ts'
import type { Decision } from '../decision.ts'
import { canTake, type Held, handle, workOn } from '../handling.ts'
import { askedNews, askedText, askReason, cannotDoNow, ownReport, reporterOutOfReach } from '../replies/handling.ts'
import { askedFor, orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import { isReporterOutOfReach, responded, tellReporter } from '../tell-reporter.ts'
import { type SpokenTurn, senderActor } from '../turn.ts'

const VERB = '问上报人'

/** 问一下上报人：几单元: the clocks stand still until the answer comes. */
export function ask(turn: SpokenTurn): Decision[] {
  return handle(turn, { verb: VERB, fits: canTake('ask') }, (held) => askReporter(turn, held))
}

function askReporter(turn: SpokenTurn, held: Held): Decision[] {
  const { record } = held
  const about = { caseId: record.id }
  const question = mask(orderOf(turn).args.text ?? '')
  if (!canTake('ask')(held)) return [say(turn, cannotDoNow(VERB, record), { about })]
  if (record.reporter.identityId === turn.facts.sender.identityId) return [say(turn, ownReport(record.code), { about })]
  if (isReporterOutOfReach(turn, record)) return [say(turn, reporterOutOfReach(record), { about })]
  if (question === '') return askedFor(turn, 'reason', { record, question: askReason('ask', record) })
  const by = senderActor(turn)
  const asked = workOn(turn, held, { event: 'ask', by, reason: question, sets: responded(turn, record) })
  if (!asked) return [say(turn, cannotDoNow(VERB, record), { about })]
  return [
    ...asked.decisions,
    say(turn, askedText(record.code), { about }),
    ...tellReporter(turn, asked.record, { what: 'asked', text: askedNews(record, question) }),
  ]
}
