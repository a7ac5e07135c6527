import type { Content } from '../../channels/channel.ts'
import { withReceipt } from './words.ts'

/** To a resident who asked for a person: a member of the organisation answers in the same chat. */
export function handedToPerson(): string {
  return '已经转给工作人员，请稍等，直接在这里说就行。'
}

/** The same where nobody is at work. */
export function nobodyAtWork(receipt: string): Content {
  const text = '现在没有工作人员在线。您说在哪里、什么事，我会记下来转给责任区党员。如有危险请直接拨打 110 或 119。'
  return { type: 'text', text: withReceipt(text, receipt) }
}

/** To a member: what was said to a resident waits, and for what. */
export function wordsWait(code: string, receipt: string): Content {
  const text = `${code}：给居民的话还没有送到。按微信的规定，居民最后一次说话满48小时，或者已经连着回了5条，就要等居民再说话。等居民再来消息，会自动送到。事急的话，请上门或打电话。`
  return { type: 'text', text: withReceipt(text, receipt) }
}
