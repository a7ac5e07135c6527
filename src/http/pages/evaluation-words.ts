/** What was done with a member's year, or why it was not, in one sentence each. */
import type { AppealRefusal, DecisionRefusal } from '../../domain/review/appeal.ts'
import type { GradingRefusal } from '../../domain/review/grade.ts'
import type { AnswerRefusal } from '../../domain/review/round.ts'
import type { ActRefusal } from '../../store/evaluation-acts.ts'
import type { ConcludingRefusal } from '../../store/evaluation-showing.ts'

/** What was done just now, by the word in the address. */
const DONE = {
  kept: '存好了，截止前随时可以再改。',
  'handed-in': '交上去了，谢谢您。',
  agreed: '记下了，谢谢您。',
  appealed: '申诉已经送出，有答复就告诉您。',
  opened: '请看评定。不同意的话，7 天内可以申诉。',
  graded: '评定好了。第二天先给本人看，之前还可以改。',
  decided: '答复好了，会告诉本人。',
  'handed-over': '记下了。从今天起，本人有 7 天可以申诉。',
  concluded: '记下了，已经结束。',
} as const
export type Done = keyof typeof DONE

export function doneWords(done: string | undefined): string | null {
  return done !== undefined && Object.hasOwn(DONE, done) ? DONE[done as Done] : null
}

type Refusal =
  | ActRefusal
  | AnswerRefusal
  | GradingRefusal
  | AppealRefusal
  | DecisionRefusal
  | ConcludingRefusal
  | 'nobody'

export const EVALUATION_REFUSALS: Readonly<Record<Refusal, string>> = {
  unknown: '没有这一页。',
  foreign: '这件事不由您来办。',
  stage: '已经办过了，或者现在还不能办，请看这一页的说明。',
  not_yet: '还没有开始，请到开始那天再来。',
  over: '已经截止，不能再改了。谢谢您。',
  cancelled: '这次考核已经取消。',
  no_text: '还没有写字，请写几句。',
  no_reason: '请写明理由。',
  no_answer: '请写几句答复。',
  unknown_grade: '请选一个等次。',
  same_grade: '这和原来的等次一样，请选“维持”。',
  own: '自己的事不能自己定。',
  not_yours: '只能为自己申诉。',
  not_shown: '评定还没有给您看，现在不用申诉。',
  too_early: '评定后 7 天还找不到本人，才能这样结束。',
  too_late: '申诉的 7 天已经过了。',
  appealed: '您已经申诉过了，等答复就好。',
  nobody: '请在名单里选一个人来定。',
}
