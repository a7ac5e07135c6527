/** What an organisation tells many people at once. */
import { maskButLandlines } from './privacy.ts'

export const AUDIENCES = ['members', 'residents'] as const
export type Audience = (typeof AUDIENCES)[number]

/** A text of WeCom carries 2,048 bytes; the number of the announcement takes some of them. */
const MOST_TEXT_BYTES = 1_950

/** Signs that turn text around, hide in it, or that nobody can see. */
const UNSEEN = /[\p{Cf}\p{Co}]|(?![\n ])\p{Cc}/gu
/** What a platform takes for markup, and its full-width twin. */
const TWINS: Readonly<Record<string, string>> = { '<': '＜', '>': '＞' }

/** The words as they may be sent to many: lines kept, mobile and ID numbers masked, no markup. The office's own landline stays. */
export function announced(words: string): string {
  const plain = words.replace(UNSEEN, '').replace(/[<>]/gu, (sign) => TWINS[sign] ?? sign)
  return maskButLandlines(plain.replace(/[ \u3000]+\n/gu, '\n').replace(/\n{3,}/gu, '\n\n')).trim()
}

/** Whether the text is longer than one message carries. */
export function isTooLong(text: string): boolean {
  return new TextEncoder().encode(text).length > MOST_TEXT_BYTES
}
