/** In a group: code and state, no more. */
export function recordedInGroup(codes: readonly string[]): string {
  return codes.length > 0 ? `已记下 ${codes.join('、')}，待确认。` : '已记下。'
}

export function confirmedInGroup(codes: readonly string[]): string {
  return codes.length > 0 ? `${codes.join('、')} 已确认。` : '已确认。'
}

export function withdrawnInGroup(codes: readonly string[]): string {
  return codes.length > 0 ? `${codes.join('、')} 已撤回。` : '已撤回。'
}

export function notInGroup(): string {
  return '这件事请在单聊里对我说。'
}
