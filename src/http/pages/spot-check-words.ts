import type { SpotCheckRefusal } from '../../store/spot-check-writes.ts'

/** Why something was not put down, in one sentence. */
export const SPOT_CHECK_REFUSALS: Readonly<Record<SpotCheckRefusal, string>> = {
  unknown: '没有这次抽查，或没有抽中这个责任区。请从“抽查进度”重新打开。',
  not_yours: '这一项不该由您来填。如果不对，请告诉支部书记。',
  not_yet: '还没有抽签，抽签以后再填。',
  over: '这次抽查已经截止，不能再填了。谢谢您。',
  cancelled: '这次抽查已经取消，不用再填了。',
  checked: '这个责任区已经检查完了，不能再改。',
  replaced: '这个责任区已经换下来了，不用再查。',
  list_changed: '名单和第一天公布的不一样，不能换。请告诉管理员。',
  no_words: '还没有写内容，请写一句再点。',
}

/** What was done, told after the page opens anew. */
export const SPOT_CHECK_DONE = {
  kept: '存好了，可以下次接着填。',
  closed: '检查完了。结果先告诉本人，再给支部看。',
  finding: '记下了。',
  case: '记下了，也开成了事件。',
  rectification: '记下了，也交给本人限期整改。',
  words: '收到您的说明了，截止以前还可以改。',
  replaced: '换好了，原因已经记下。',
} as const
export type SpotCheckDone = keyof typeof SPOT_CHECK_DONE

export function isSpotCheckDone(told: string | undefined): told is SpotCheckDone {
  return told !== undefined && Object.hasOwn(SPOT_CHECK_DONE, told)
}
