import type { MessagePart } from '../channel.ts'
import { cutBytes } from '../text.ts'
import type { MessageBody, MessageContent } from './body.ts'

/** Longer texts are cut: DingTalk itself lets people write far less. */
const LONGEST_TEXT_BYTES = 64 * 1024
const MOST_PICTURES = 20

/** What a message holds, by kind [KB 0699]. Unknown kinds become one part that says so. */
export function decodeParts({ msgtype, conversationType, text, content }: MessageBody): MessagePart[] {
  if (msgtype === 'text') {
    return [{ type: 'text', text: spoken(text.content ?? content.text ?? '', conversationType === '2') }]
  }
  if (msgtype === 'richText') return richParts(content, conversationType === '2')
  return [mediaPart(msgtype, content)]
}

/** What a message of `kind` shows beside words; of unknown kinds nothing can be shown. */
export function mediaPart(kind: string | null, content: MessageContent): MessagePart {
  const mediaId = content.downloadCode ?? content.pictureDownloadCode
  const unsupported = { type: 'unsupported' as const, what: (kind ?? 'unknown').slice(0, 64) }
  if (kind === 'audio') {
    // The words are there even where the sound is not.
    if (mediaId === null && content.recognition === null) return unsupported
    return { type: 'voice', mediaId: mediaId ?? '', format: null, transcript: content.recognition }
  }
  if (mediaId === null) return unsupported
  if (kind === 'picture') return { type: 'image', mediaId }
  if (kind === 'video') return { type: 'video', mediaId }
  if (kind === 'file') return { type: 'file', mediaId, name: content.fileName }
  return unsupported
}

/** The pictures of a text with pictures. */
export function picturesOf({ richText }: MessageContent): MessagePart[] {
  const codes = richText.map(({ downloadCode, pictureDownloadCode }) => downloadCode ?? pictureDownloadCode)
  return codes
    .filter((code) => code !== null)
    .slice(0, MOST_PICTURES)
    .map((mediaId) => ({ type: 'image', mediaId }))
}

/** The words of a text with pictures, without the names of people who are called with @. */
export function wordsOf({ richText }: MessageContent): string {
  return richText.map((item) => (item.type === 'at' ? '' : (item.text ?? ''))).join('')
}

function richParts(content: MessageContent, inGroup: boolean): MessagePart[] {
  const text = spoken(wordsOf(content), inGroup)
  const pictures = picturesOf(content)
  if (text === '' && pictures.length === 0) return [{ type: 'unsupported', what: 'richText' }]
  return text === '' ? pictures : [{ type: 'text', text }, ...pictures]
}

/**
 * In a group the call of the robot stands first. DingTalk takes it away and leaves its space [KB 0699]; some clients
 * leave all of it. A call after that space is of somebody else and stays.
 */
function spoken(text: string, inGroup: boolean): string {
  const said = inGroup ? text.replace(/^@[^\s@]{1,64}(?:\s+|$)/u, '') : text
  return cutBytes(said.trim(), LONGEST_TEXT_BYTES)
}
