import type { MessagePart } from '../../channels/channel.ts'

export function joined(code: string | null): string {
  return code === null ? '收到，已放进刚才那条记录。' : `收到，已放进 ${code}。`
}

export function voiceWithoutWords(): string {
  return '这段语音我听不了。请长按语音转成文字再发，或者直接打字说一句。'
}

/** For what the bot can do nothing with. */
export function unsupported(parts: readonly MessagePart[]): string {
  const link = parts.some((part) => part.type === 'link')
  return link
    ? '转发的链接我不记录。有事请用一句话说在哪里、什么事，也可以发照片。'
    : '这种消息我看不了。请用一句话说在哪里、什么事，也可以发照片。'
}

/** The clock asks what a photo is about. */
export function photoAlone(): string {
  return '收到您发来的内容了。这是哪里、什么事？说一句就行。'
}

/** Stands for the words of a photo that nobody explained. */
export const WITHOUT_WORDS = '（只发来照片或位置，没有文字说明）'
