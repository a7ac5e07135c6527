import type { Content } from '../../channels/channel.ts'
import { withReceipt } from './words.ts'

/** For a message whose handling failed again and again: it is kept, a person will look. */
export function putAsideReply(receipt: string): Content {
  const text = '您的消息收到了，但我这里出了点问题，已留给工作人员查看。如有危险请直接拨打 110 或 119。'
  return { type: 'text', text: withReceipt(text, receipt) }
}
