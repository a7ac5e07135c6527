import { transition } from '../../domain/case.ts'
import { caseShown } from '../announce.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts } from '../facts.ts'
import { mayDo } from '../permit.ts'
import { caseCard } from '../replies/case-card.ts'
import { notFoundText, nothingReportedText, seenText } from '../replies/commands.ts'
import { nextStep } from '../replies/next-step.ts'
import { say, show } from '../tell.ts'
import { cardSeed, type Turn } from '../turn.ts'
import { caseNamed } from './case-named.ts'
import { takerOf } from './claim.ts'

/** 查 A3-0017, or the sender's last matter. What one may not see does not exist. */
export function lookup(turn: Turn, code: string | null): Decision[] {
  if (code === null) {
    const [last] = turn.facts.reported
    return [last ? showCase(turn, last) : say(turn, nothingReportedText())]
  }
  const record = caseNamed(turn.facts, code)
  if (!record || !mayDo(turn, 'see', record)) return [say(turn, notFoundText(code))]
  return [mayDo(turn, 'read', record) ? showCase(turn, record) : say(turn, seenText(record))]
}

function showCase(turn: Turn, record: CaseFacts): Decision {
  const { facts } = turn
  const taker = takerOf(turn, record)
  const acceptable = taker !== null && transition(record.state, 'accept', taker) !== null
  const mine = record.handlerId !== null && record.handlerId === facts.sender.person?.id
  const closable = mine && transition(record.state, 'close', 'handler', 'resolved') !== null
  const next = mine ? nextStep(record, 'handler') : mayDo(turn, 'own', record) ? nextStep(record, 'reporter') : null
  const card = caseCard(
    { ...caseShown(facts, record, record.state), reporter: null },
    {
      ...{ taskId: `lookup-${cardSeed(turn)}`, title: `事件 ${record.code}` },
      ...{ acceptable, closable, withText: true, next },
    },
  )
  return show(turn, card, { about: { caseId: record.id } })
}
