/** What DingTalk sends, read leniently: field by field, never trusting a type (dingtalk.md §2.2, §4.6, §1.5). */
import { z } from 'zod'

// Each field is a transformation that cannot fail: an error that is made and caught costs more than the whole message.

/** Numbers stand where strings belong and the other way round; what is neither, or empty, is absent. */
const words = z
  .unknown()
  .optional()
  .transform((value): string | null => {
    const text = typeof value === 'number' ? String(value) : value
    return typeof text === 'string' ? text.replaceAll('\0', '') || null : null
  })
const flag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 'true')
/** Milliseconds since 1970, as a number or in a string. Nothing else is an instant. */
const instant = z
  .unknown()
  .optional()
  .transform((value): Date | null => {
    const ms = typeof value === 'string' && /^\d{13}$/.test(value) ? Number(value) : value
    return typeof ms === 'number' && Number.isInteger(ms) && ms >= 1e12 && ms < 1e13 ? new Date(ms) : null
  })
/** One, several or none. */
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]),
    z.array(item),
  )

/** An object; also where it came as a string of JSON. Anything else is an empty one. */
const part = <T extends z.ZodRawShape>(shape: T) => z.preprocess(unpacked, z.object(shape))

function unpacked(value: unknown): object {
  if (typeof value === 'string') return parsed(value)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function parsed(json: string): object {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}

const richItem = part({ type: words, text: words, downloadCode: words, pictureDownloadCode: words })

const contentShape = {
  text: words,
  richText: list(richItem),
  downloadCode: words,
  pictureDownloadCode: words,
  recognition: words,
  fileName: words,
  outTrackId: words,
}

/** What was quoted [OC types.ts]; undocumented, so everything may be missing. */
const repliedContent = z.preprocess(
  (value) => (typeof value === 'string' && !/^\s*\{/.test(value) ? { text: value } : value),
  part(contentShape),
)
const repliedMessage = part({ msgId: words, msgType: words, outTrackId: words, content: repliedContent })
export type RepliedMessage = z.infer<typeof repliedMessage>

const quoteShape = {
  isReplyMsg: flag,
  repliedMsg: repliedMessage,
  originalMsgId: words,
  originalProcessQueryKey: words,
}
export type QuoteFields = z.infer<z.ZodObject<typeof quoteShape>>

const headShape = {
  msgId: words,
  conversationType: words,
  conversationId: words,
  senderStaffId: words,
  senderId: words,
  senderUnionId: words,
  sessionWebhook: words,
  createAt: instant,
  errorCode: words,
}

/** Of a message to the robot, what keeping it needs to know. */
export const messageHead = part(headShape)
export type MessageHead = z.infer<typeof messageHead>

/** A message to the robot [KB 0699]. */
export const messageBody = part({
  ...headShape,
  msgtype: words,
  senderNick: words,
  sessionWebhookExpiredTime: instant,
  text: part({ content: words, ...quoteShape }),
  content: part({ ...contentShape, ...quoteShape }),
  originalMsgId: words,
  originalProcessQueryKey: words,
})
export type MessageBody = z.infer<typeof messageBody>
export type MessageContent = z.infer<z.ZodObject<typeof contentShape>>

const params = z.preprocess(unpacked, z.record(z.string(), z.unknown()))
const pressed = part({ cardPrivateData: part({ actionIds: list(words), params }), params })

/** A tap on a card [CARD 0007]: what was pressed is a string of JSON in `content`, in older versions in `value`. */
export const tapBody = part({ outTrackId: words, userId: words, content: pressed, value: pressed })
export type TapBody = z.infer<typeof tapBody>

/** The fields of events that we read (§1.5), in the spelling of the stream. */
const eventBody = part({
  eventType: words,
  eventId: words,
  bizId: words,
  corpId: words,
  timeStamp: instant,
  eventTime: instant,
  userId: list(words),
  openConversationId: words,
  chatId: words,
  title: words,
  errCode: words,
  /** What of a member is other than before [EV 0086]. */
  diffInfo: list(part({ userid: words, curr: part({ name: words }) })),
})
export type EventBody = z.infer<typeof eventBody>

/** An event of the stream, or one pushed over HTTP: that one begins its keys with capitals (§2.3). */
export function readEvent(data: object): EventBody {
  const entries = Object.entries(data).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value])
  return eventBody.parse(Object.fromEntries(entries))
}

/** Robot messages carry `errorCode`, events `errCode` once the month's quota is used up [KB 0699, EV 0004]. */
export const USED_UP = '20001'
