/** The bodies of what people do, as DingTalk writes them (dingtalk.md §2.2, fixtures of §10). */
import type { Json } from './answers.ts'
import { encryptedId, type Group, newMessageId, type User } from './people.ts'

/** What a message answers to. */
export type Quote =
  /** A message of a person, by its `msgId`. */
  | { message: string }
  /** A message or card of the robot, by its `processQueryKey` or `carrierId`. */
  | { ours: string }
  /** Field by field, for shapes seen in the field. */
  | { repliedMsg: Json; originalMsgId?: string; originalProcessQueryKey?: string }

export type MemberMessage = {
  from: string
  /** `conversationId`; absent: a chat of one person with the robot. */
  group?: string
  /** In a group: whether the robot is called with @. Without, nothing is delivered [DP]. */
  mention?: boolean
  quote?: Quote
  /** Not of the organisation: `senderStaffId` comes empty [KB 0699]. */
  outsider?: boolean
  /** Beyond the month's quota: an error code in place of the content [KB 0699]. */
  overQuota?: boolean
  msgId?: string
  at?: Date
  /** Further or other fields of the body. */
  fields?: Json
} & MessageContent

export type MessageContent =
  | { text: string }
  /** Texts, and pictures by their download codes. */
  | { richText: readonly (string | { picture: string })[] }
  | { picture: string }
  | { audio: string; recognition?: string; durationMs?: number }
  | { video: string; durationMs?: number }
  | { file: string; name: string }
  | { msgtype: string; content?: Json }

export interface Robot {
  corpId: string
  robotCode: string
}

export interface Surroundings {
  robot: Robot
  user: User
  group: Group | null
  session: Json
  nowMs: number
  /** What was said before, for quotes. */
  recall: (quote: Quote) => Json
}

/** In groups these never reach a robot [KB 0699, 0718]. */
export function reachesRobot(message: MemberMessage): boolean {
  if (message.group === undefined) return true
  return message.mention !== false && !('audio' in message || 'video' in message || 'file' in message)
}

/** The body of a robot message: value of `data` in a stream, body of the POST over HTTP. */
export function messageBody(message: MemberMessage, around: Surroundings): Json {
  const { robot, user, group, session, nowMs } = around
  const shared = {
    ...(message.overQuota ? {} : session),
    msgId: message.msgId ?? newMessageId(),
    createAt: (message.at ?? new Date(nowMs)).getTime(),
    conversationId: group?.conversationId ?? `cid-single-${user.userId}==`,
    conversationType: group ? '2' : '1',
    chatbotCorpId: robot.corpId,
    chatbotUserId: encryptedId(robot.robotCode),
    robotCode: robot.robotCode,
    senderId: encryptedId(user.userId),
    senderNick: user.name,
    senderCorpId: message.outsider ? 'dingoutside' : robot.corpId,
    // Empty for somebody who is not of the robot's organisation [KB 0699].
    senderStaffId: message.outsider ? '' : user.userId,
    senderPlatform: 'Android',
    isAdmin: false,
    openThreadId: group?.conversationId ?? '',
    ...(group ? groupFields(group, robot) : {}),
  }
  if (message.overQuota)
    return { ...shared, errorCode: 20001, errorMessage: '受调用量超量影响，消息内容不可见', ...message.fields }
  const quoted = message.quote === undefined ? {} : around.recall(message.quote)
  return { ...shared, ...contentOf(message, quoted), ...message.fields }
}

function groupFields({ title }: Group, { robotCode }: Robot): Json {
  return { conversationTitle: title, isInAtList: true, atUsers: [{ dingtalkId: encryptedId(robotCode) }] }
}

/** `isReplyMsg` and `repliedMsg` stand within the text, the original ids beside it [OC types.ts]. */
function contentOf(message: MessageContent, quoted: Json): Json {
  const { originalMsgId, originalProcessQueryKey, ...reply } = quoted
  const beside = {
    ...(originalMsgId === undefined ? {} : { originalMsgId }),
    ...(originalProcessQueryKey === undefined ? {} : { originalProcessQueryKey }),
  }
  // The mention is stripped and leaves its space [KB 0699].
  if ('text' in message) return { msgtype: 'text', text: { content: message.text, ...reply }, ...beside }
  const [msgtype, content] = otherContent(message)
  return { msgtype, content: { ...content, ...reply }, ...beside }
}

function otherContent(message: Exclude<MessageContent, { text: string }>): [string, Json] {
  if ('richText' in message) {
    const parts = message.richText.map((p) =>
      typeof p === 'string'
        ? { text: p }
        : { type: 'picture', downloadCode: p.picture, pictureDownloadCode: p.picture },
    )
    return ['richText', { richText: parts }]
  }
  if ('picture' in message) return ['picture', { downloadCode: message.picture, pictureDownloadCode: message.picture }]
  if ('audio' in message) {
    const { audio, recognition, durationMs = 4000 } = message
    return [
      'audio',
      { duration: durationMs, downloadCode: audio, ...(recognition === undefined ? {} : { recognition }) },
    ]
  }
  if ('video' in message) {
    return ['video', { duration: message.durationMs ?? 8000, downloadCode: message.video, videoType: 'mp4' }]
  }
  if ('file' in message) return ['file', { downloadCode: message.file, fileName: message.name }]
  return [message.msgtype, message.content ?? {}]
}

/** The body of a tap on a card [CARD 0007]; `legacy`: in the older form, with `value` and `params` beside. */
export function tapBody(tap: {
  outTrackId: string
  userId: string
  actionId: string
  params: Json
  space: { type: string; id: string }
  corpId: string
  legacy: boolean
}): Json {
  const { outTrackId, userId, actionId, params, space, corpId, legacy } = tap
  const cardPrivateData = { actionIds: [actionId], params }
  const inner = legacy
    ? { value: JSON.stringify({ cardPrivateData: { actionIds: [actionId] }, params }) }
    : { content: JSON.stringify({ cardPrivateData }) }
  return {
    type: 'actionCallback',
    outTrackId,
    corpId,
    userId,
    userIdType: 1,
    spaceType: space.type,
    spaceId: space.id,
    extension: '{}',
    ...inner,
  }
}
