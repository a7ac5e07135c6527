import type { Span } from '../clauses.ts'

/** One sign proves nothing: it stands in every message. */
const LEAST_CHARS = 2

/** What hides a number or a name, and what only stands between words. */
const SAYS_NOTHING = /^[\s*某\p{P}\p{S}]*$/u

/**
 * Where the words stand in the message, word for word; the first place inside `within` if there is one.
 *
 * `null`: they are not of the message, or too few to prove anything.
 */
export function locate(message: string, evidence: string, within: Span = { from: 0, to: message.length }): Span | null {
  const words = evidence.trim()
  if (words.length < LEAST_CHARS || SAYS_NOTHING.test(words)) return null
  const inside = message.slice(0, within.to).indexOf(words, within.from)
  const from = inside >= 0 ? inside : message.indexOf(words)
  return from < 0 ? null : { from, to: from + words.length }
}
