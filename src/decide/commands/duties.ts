import type { Decision } from '../decision.ts'
import { ownDutiesText } from '../replies/duties.ts'
import { say } from '../tell.ts'
import type { Turn } from '../turn.ts'

/** 我的职责: what the sender's zones still ask for in the time that runs, and what was done without a second report. */
export function duties(turn: Turn): Decision[] {
  const { duties: windows = [], sender, branchWork } = turn.facts
  return [say(turn, ownDutiesText(windows, sender.person, branchWork?.nextDutyOn ?? null))]
}
