import { CASE_STATES, type CaseState } from '../../domain/case.ts'

/** In a group: code and state, no more. */
export function recordedInGroup(codes: readonly string[], state: CaseState): string {
  return codes.length > 0 ? `已记下 ${codes.join('、')}，${CASE_STATES[state]}。` : '已记下。'
}

export function confirmedInGroup(codes: readonly string[]): string {
  return codes.length > 0 ? `${codes.join('、')} 已确认。` : '已确认。'
}

export function withdrawnInGroup(codes: readonly string[]): string {
  return codes.length > 0 ? `${codes.join('、')} 已撤回。` : '已撤回。'
}

export function changedInGroup(codes: readonly string[]): string {
  return `${codes.join('、')} 已更正。`
}

export function statesInGroup(cases: readonly { code: string; state: CaseState }[]): string {
  return cases.map(({ code, state }) => `${code} 现在${CASE_STATES[state]}。`).join('')
}

/** The rest is for the sender alone. */
export function lookInPrivate(): string {
  return '请看单聊。'
}
