/** What may be wrong with the installation, and who is told of it. */

/** The alarms by name, with the sentence that administrators read. */
export const ALARMS = {
  inbox_late: '有消息超过一分钟还没有处理。',
  outbox_late: '有要发出的消息超过一分钟还没有发出。',
  dead_letters: '有消息处理不了，放在一边等人看。',
  sends_failed: '有消息发不出去，平台说没有权限或地址不对。',
  token_failing: '平台不给通行证，请核对密钥。',
  quota_near: '这个月的平台调用次数快用完了，汇总和提醒可能要停发。',
  quota_used_up: '这个月的平台调用次数用完了，紧急消息和回复照发，别的可能发不出去。',
  link_silent: '和钉钉的连接断了或没有声音。',
  clock_off: '服务器的时间和平台差得太多，请校准时钟。',
  calendar_missing: '明年的节假日安排还没有录入。',
} as const
export type AlarmName = keyof typeof ALARMS

/** Raises and clears alarms. Never throws, never waits; saying the same again costs nothing. */
export interface Alarms {
  /** @param detail ids and figures only, never names or texts */
  raise(name: AlarmName, detail?: string): void
  clear(name: AlarmName): void
}
