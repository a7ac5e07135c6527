import { type Json, parseObject } from './answers.ts'
import type { ShownKind } from './phones.ts'

/** `msgKey` → what the phone shows, and the keys that `msgParam` has to have [KB 0699]. */
const KEYS: Readonly<Record<string, { kind: ShownKind; required: readonly string[] }>> = {
  sampleText: { kind: 'text', required: ['content'] },
  sampleMarkdown: { kind: 'markdown', required: ['title', 'text'] },
  sampleImageMsg: { kind: 'image', required: ['photoURL'] },
  sampleLink: { kind: 'link', required: ['title', 'text', 'messageUrl'] },
  sampleActionCard: { kind: 'actionCard', required: ['title', 'text', 'singleTitle', 'singleURL'] },
  sampleActionCard2: { kind: 'actionCard', required: verticalKeys(2) },
  sampleActionCard3: { kind: 'actionCard', required: verticalKeys(3) },
  sampleActionCard4: { kind: 'actionCard', required: verticalKeys(4) },
  sampleActionCard5: { kind: 'actionCard', required: verticalKeys(5) },
  sampleActionCard6: {
    kind: 'actionCard',
    required: ['title', 'text', 'buttonTitle1', 'buttonUrl1', 'buttonTitle2', 'buttonUrl2'],
  },
  sampleAudio: { kind: 'audio', required: ['mediaId', 'duration'] },
  sampleFile: { kind: 'file', required: ['mediaId', 'fileName', 'fileType'] },
  sampleVideo: { kind: 'video', required: ['duration', 'videoMediaId', 'videoType', 'picMediaId'] },
}

const MOST_BYTES = 15_000

export type MsgParam = { kind: ShownKind; content: Json } | { fault: string }

/** `msgParam` is a JSON string with the keys of its `msgKey`, 15 000 bytes at most [KB 0699, 0716]. */
export function readMsgParam({ msgKey, msgParam }: Json): MsgParam {
  if (msgKey === undefined || msgKey === '') return { fault: 'invalidParameter.msgKey.empty' }
  const key = KEYS[String(msgKey)]
  if (key === undefined) return { fault: 'invalidParameter.msgKey.invalid' }
  if (typeof msgParam !== 'string') return { fault: 'invalidParameter.msgParam.invalid' }
  if (Buffer.byteLength(msgParam) > MOST_BYTES) return { fault: 'invalidParameter.msgParam.tooLong' }
  const content = parseObject(msgParam)
  if (content === null || key.required.some((name) => typeof content[name] !== 'string' || content[name] === '')) {
    return { fault: 'invalidParameter.msgParam.invalid' }
  }
  return { kind: key.kind, content }
}

function verticalKeys(count: number): string[] {
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  return ['title', 'text', ...numbers.flatMap((n) => [`actionTitle${n}`, `actionURL${n}`])]
}
