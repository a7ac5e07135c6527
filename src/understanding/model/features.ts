import type { Span } from '../clauses.ts'
import { SYLLABLE_COUNT, syllableOf } from './syllables.ts'

/**
 * A feature is a number below 2^53, the same on every machine: characters in the lowest 48 bits, syllables from 2^48 on,
 * names from 2^52 on.
 */
export type Feature = number

/** Something known of a message by name: its place among all names, in the order in which they were made. */
export type Name = number

/** The feature of each name. */
export const NAMES: Feature[] = []

const UNIT = 2 ** 16
const SYLLABLES_FROM = 2 ** 48
const NAMES_FROM = 2 ** 52
/** Stand for the beginning and the end of a stretch. */
const FIRST = 2
const LAST = 3
const ZERO = '0'.charCodeAt(0)
/** What a matter is about is told early; the rest of a very long one is not weighed. */
const MAX_LENGTH = 400
/** Five grams end at a character, and two behind the last one. */
export const MOST_GRAMS = 5 * (MAX_LENGTH + 1)

/** Makes a name. Once, not for each message; names are told apart by their letters. */
export function named(name: string): Name {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return NAMES.push(NAMES_FROM + (hash >>> 0)) - 1
}

/** A name for each of these words, under one heading. */
export function namedAll<Word extends string>(heading: string, words: readonly Word[]): Record<Word, Name> {
  return Object.fromEntries(words.map((word) => [word, named(`${heading}=${word}`)])) as Record<Word, Name>
}

/** One to three characters side by side, and two to three syllables, each once. All digits are alike. */
export function gramsOf(text: string, from: number, to: number): Feature[] {
  const grams = new Float64Array(MOST_GRAMS)
  return [...new Set(grams.subarray(0, writeGrams(grams, text, { from, to })))]
}

/** The same one behind another, repeated ones too, into an array of {@link MOST_GRAMS}; returns how many. */
export function writeGrams(grams: Float64Array, text: string, { from, to }: Span): number {
  const end = Math.min(to, from + MAX_LENGTH)
  let count = 0
  let [before, last] = [0, FIRST]
  let [soundBefore, lastSound] = [-1, -1]
  for (let at = from; at <= end; at++) {
    const code = at < end ? letterAt(text, at) : LAST
    if (at < end) grams[count++] = code
    grams[count++] = last + code * UNIT
    if (before > 0) grams[count++] = before + last * UNIT + code * UNIT * UNIT
    const sound = syllableOf(code)
    if (sound >= 0 && lastSound >= 0) {
      const pair = lastSound * SYLLABLE_COUNT + sound
      grams[count++] = SYLLABLES_FROM + pair
      if (soundBefore >= 0) grams[count++] = SYLLABLES_FROM + (1 + soundBefore) * SYLLABLE_COUNT ** 2 + pair
    }
    before = last
    last = code
    soundBefore = lastSound
    lastSound = sound
  }
  return count
}

function letterAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= ZERO && code <= ZERO + 9 ? ZERO : code
}
