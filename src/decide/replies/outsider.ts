import { recordedInGroup } from './group.ts'

const WHERE_TO_ASK = '进展请问责任区党员，或扫责任区的二维码。'

/** Code and state, and where to ask on: nobody outside the organisation can be written to. */
export function recordedForOutsider(codes: readonly string[]): string {
  return `${recordedInGroup(codes, 'new')}${WHERE_TO_ASK}`
}

export function onlyTold(): string {
  return `有事请说在哪里、什么事，我来记。${WHERE_TO_ASK}`
}

export function pictureOfOutsider(): string {
  return `收到，会转给工作人员看。加一句在哪里、什么事，办得更快。`
}
