import type { InboundMessage } from '../channels/channel.ts'

/** The words of a message: what was typed, and what a voice was transcribed to. `null` where there are none. */
export function messageText(message: InboundMessage): string | null {
  const said = message.parts.flatMap((part) => {
    if (part.type === 'text') return [part.text]
    return part.type === 'voice' && part.transcript !== null ? [part.transcript] : []
  })
  // Private-use characters stand for codes that are filled in later (see `caseCode`).
  const text = said
    .join('\n')
    .replace(/[\uE000\uE001]/g, '')
    .trim()
  return text === '' ? null : text
}

/** A kept text and the answer to the question about it, as they are read together. */
export function joinedText(kept: string, answer: string): string {
  return `${kept}，${answer}`
}
