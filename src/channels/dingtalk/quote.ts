import type { MessagePart, Quoted } from '../channel.ts'
import { cutBytes } from '../text.ts'
import type { MessageBody, QuoteFields, RepliedMessage } from './body.ts'
import { mediaPart, picturesOf, wordsOf } from './parts.ts'
import { taskIdOfTrack } from './track-id.ts'

const LONGEST_QUOTE_BYTES = 8 * 1024
const MEDIA = new Set(['picture', 'audio', 'video', 'file'])

/**
 * What a message answers to, and the media of what it quotes: in a group that is the only way to show a file to the
 * robot [ISS chenhg5/cc-connect#1649]. The fields are undocumented and stand in several places [OC types.ts].
 */
export function decodeQuote(body: MessageBody): { quoted: Quoted | null; parts: MessagePart[] } {
  const places: QuoteFields[] = [body.text, body.content]
  const reply = places.find(isReply) ?? body.text
  const { repliedMsg } = reply
  const messageKey = repliedMsg.msgId ?? reply.originalMsgId ?? body.originalMsgId
  const platformId = reply.originalProcessQueryKey ?? body.originalProcessQueryKey
  const trackId = repliedMsg.outTrackId ?? repliedMsg.content.outTrackId
  const text = quotedText(repliedMsg)
  const parts = quotedMedia(repliedMsg)
  if ([messageKey, platformId, trackId, text].every((v) => v === null) && parts.length === 0) {
    return { quoted: null, parts }
  }
  return { quoted: { taskId: trackId === null ? null : taskIdOfTrack(trackId), platformId, messageKey, text }, parts }
}

function isReply({ isReplyMsg, repliedMsg, originalMsgId, originalProcessQueryKey }: QuoteFields): boolean {
  return isReplyMsg || repliedMsg.msgId !== null || originalMsgId !== null || originalProcessQueryKey !== null
}

function quotedText({ content }: RepliedMessage): string | null {
  const words = content.text ?? content.recognition ?? wordsOf(content)
  return cutBytes(words.trim(), LONGEST_QUOTE_BYTES) || null
}

function quotedMedia({ msgType, content }: RepliedMessage): MessagePart[] {
  if (msgType === 'richText' || content.richText.length > 0) return picturesOf(content)
  const kind = msgType ?? (content.fileName === null ? 'picture' : 'file')
  if (!MEDIA.has(kind)) return []
  const part = mediaPart(kind, content)
  return part.type === 'unsupported' ? [] : [part]
}
