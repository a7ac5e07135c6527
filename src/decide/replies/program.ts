import { CASE_STATES, type CaseState } from '../../domain/case.ts'

/** How people are told who did what another program put down for a role. */
export function programName(): string {
  return '（其他系统登记）'
}

export function notInThisState(state: CaseState): string {
  return `现在是“${CASE_STATES[state]}”，不能这样办。`
}
