/** What people are told of a spot check beside what they are asked for. */
import { roundName } from './reviews.ts'

export function checkedText({ period, code }: { period: string; code: string }): string {
  return `${roundName({ round: 'spot_check', period })}：您的责任区 ${code} 看完了，结果先给您看。回复“抽查进度”打开。有不对的地方，请对书记说。`
}

/** To whom a phrase was asked for, of a round that ended without two of them. */
export function neverDrawnText({ period, branchName, reason, url }: NeverDrawn): string {
  return `${branchName}${roundName({ round: 'spot_check', period })}取消了，原因：${reason}。不用再说抽签的话了，已经说的一句也删了。记录在这里：${url}`
}

/** The same in one line, for another week. */
export function neverDrawnLine({ period, reason }: Pick<NeverDrawn, 'period' | 'reason'>): string {
  return `${roundName({ round: 'spot_check', period })}取消了，原因：${reason}。`
}

export interface NeverDrawn {
  period: string
  branchName: string
  reason: string
  /** Where everybody reads it. */
  url: string
}
