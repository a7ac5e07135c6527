import { outsideStatus } from '../../domain/case.ts'
import type { Urgency } from '../../domain/vocabulary.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts } from '../facts.ts'
import { mayDo } from '../permit.ts'
import { ownReportsText, todoText } from '../replies/commands.ts'
import { say } from '../tell.ts'
import type { Turn } from '../turn.ts'

/** 我的待办: what lies with the sender; residents read what became of their own reports. */
export function todo(turn: Turn): Decision[] {
  const { sender, todo: cases, reported } = turn.facts
  if (sender.person) return [say(turn, todoText(mostUrgentFirst(cases.filter((c) => mayDo(turn, 'handle', c)))))]
  return [say(turn, ownReportsText(reported.filter((c) => outsideStatus(c.state) === 'open')))]
}

const RANK: Readonly<Record<Urgency, number>> = { emergency: 0, urgent: 1, normal: 2 }

/** The most urgent first; of those alike the oldest. */
function mostUrgentFirst(cases: readonly CaseFacts[]): CaseFacts[] {
  return [...cases].sort((a, b) => RANK[a.urgency] - RANK[b.urgency] || a.createdAt.getTime() - b.createdAt.getTime())
}
