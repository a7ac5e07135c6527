import type { MessagePart } from '../../channels/channel.ts'

export function joined(code: string | null): string {
  return code === null ? '收到，已放进刚才那条记录。' : `收到，已放进 ${code}。`
}

export function voiceWithoutWords(): string {
  return '这段语音我听不了。请长按语音转成文字再发，或者直接打字说一句。'
}

/** A picture that many saw: its sentence is asked for at once, where it can be said. */
export function pictureInGroup(): string {
  return '收到。请@我再说一句：在哪里、什么事。'
}

/** What platforms call the kinds of messages that people know by name. */
const KINDS: readonly [RegExp, string][] = [
  [/^chat_?record$/i, '转发的聊天记录'],
  [/^check_?in$/i, '签到'],
  [/card$/i, '转发的卡片'],
  [/^(?:sticker|emotion|face)$/i, '表情'],
]

/** For what the bot can do nothing with. */
export function unsupported(parts: readonly MessagePart[]): string {
  const kinds = parts.flatMap((part) => (part.type === 'unsupported' ? [part.what] : []))
  if (kinds.includes('over_quota')) return notWhole()
  const link = parts.some((part) => part.type === 'link')
  const named = KINDS.find(([pattern]) => kinds.some((kind) => pattern.test(kind)))?.[1]
  const fault = link ? '转发的链接我不记录。' : `${named ?? '这种消息'}我看不了。`
  return `${fault}有事请用一句话说在哪里、什么事，也可以发照片。`
}

/** The platform keeps back what is told when its allowance is used up. */
function notWhole(): string {
  return '这条消息没有送全，我没看到内容。请再发一次，或者直接打电话给责任区党员。如有危险请拨打 110 或 119。'
}

/** The clock asks what a photo is about. */
export function photoAlone(): string {
  return '收到您发来的内容了。这是哪里、什么事？说一句就行。'
}

/** Stands for the words of a photo that nobody explained. */
export const WITHOUT_WORDS = '（只发来照片或位置，没有文字说明）'
