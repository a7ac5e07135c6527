import { outsideStatus } from '../../domain/case.ts'
import type { Decision } from '../decision.ts'
import { mayDo } from '../permit.ts'
import { ownReportsText, todoText } from '../replies/commands.ts'
import { say } from '../tell.ts'
import type { Turn } from '../turn.ts'

/** 我的待办: what lies with the sender; residents read what became of their own reports. */
export function todo(turn: Turn): Decision[] {
  const { sender, todo: cases, reported } = turn.facts
  if (sender.person) return [say(turn, todoText(cases.filter((c) => mayDo(turn, 'handle', c))))]
  return [say(turn, ownReportsText(reported.filter((c) => outsideStatus(c.state) === 'open')))]
}
