/** What a member is told of the check of their zone. */
import { roundName } from './reviews.ts'

export function checkedText({ period, code }: { period: string; code: string }): string {
  return `${roundName({ round: 'spot_check', period })}：您的责任区 ${code} 看完了，结果先给您看。回复“抽查进度”打开。有不对的地方，请对书记说。`
}
