/** Why something about a rectification was not done, and that it was, each in one sentence. */
import type { AppealingRefusal, DecidingRefusal } from '../../store/appeals.ts'
import type { AnsweringRefusal, StepRefusal } from '../../store/rectification-steps.ts'
import type { GivingRefusal } from '../../store/rectifications.ts'

export const GIVING_REFUSALS: Readonly<Record<GivingRefusal, string>> = {
  own: '不能给自己，请别的负责人来写。',
  no_words: '请写明要做什么、为什么。',
  bad_date: '日期要在今天以后、一年以内。',
  helper: '帮忙的人不能是本人。',
  rechecker: '复查的人不能是本人，也不能是帮忙的人。',
  not_of_branch: '选的人不在这个支部，或者已经离开。请重新选。',
  zone: '这个责任区不是这个支部的。',
}

export const STEP_REFUSALS: Readonly<Record<StepRefusal, string>> = {
  unknown: '没有这件整改。',
  ended: '这件整改已经结束了，不用再改。',
  not_reported: '本人还没有说做好，先不用复查。',
  reported: '已经说过做好了，正等人去看。',
  own: '不能看自己做的事，要由别人来定。',
  not_yours: '这一步由别人来办。',
  no_reason: '请写一句话。',
  bad_date: '新的日期要比原来的晚、比今天晚，在一年以内。',
}

export const ANSWER_REFUSALS: Readonly<Record<AnsweringRefusal, string>> = {
  not_yours: '这里由本人来说明。',
  ended: '这件整改已经结束了，不能再改说明。',
  no_reason: '请写一句话。',
}

export const APPEAL_REFUSALS: Readonly<Record<AppealingRefusal, string>> = {
  not_yours: '只有本人可以申诉。',
  not_shown: '这件整改还没有正式告诉您，先不用申诉。',
  too_late: '申诉的7天已经过了。有话请直接找支部说。',
  appealed: '已经申诉过了，请等结果。',
  no_text: '请写一句不同意的理由。',
  nobody: '请选由谁来定。给您整改的人不能来定。',
}

export const DECIDING_REFUSALS: Readonly<Record<DecidingRefusal, string>> = {
  not_yours: '这个申诉由别人来定。',
  own: '提出整改的人和本人不能来定。',
  no_answer: '请写一句理由。',
  decided: '这个申诉已经定过了。',
  unknown_grade: '请选维持还是改正。',
  same_grade: '请选维持还是改正。',
}

/** After a form was taken. */
export const DONE: Readonly<Record<string, string>> = {
  given: '已记下，很快会先告诉本人。',
  report: '已记下，会请人去看。',
  pass: '已记为整改好，会告诉本人。',
  not_yet: '已记下，会告诉本人还要做什么。',
  extend: '时间已放宽，会告诉本人。',
  cancel: '已撤销，会告诉本人。',
  answer: '您的说明已留下。',
  appeal: '申诉已收到，会请您选的人来定。定下来以前不催办。',
  decide: '已记下，会告诉本人。',
}
