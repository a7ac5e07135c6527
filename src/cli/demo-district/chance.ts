/** What happens in the play: the same for the same words, whatever else happens. */
import { createHash } from 'node:crypto'

/** From 0 up to 1, evenly spread over seeds. */
export function chance(seed: string): number {
  return createHash('sha256').update(seed).digest().readUInt32BE() / 2 ** 32
}

/** @throws RangeError for an empty list */
export function oneOf<T>(seed: string, list: readonly T[]): T {
  const one = list[Math.floor(chance(seed) * list.length)]
  if (one === undefined) throw new RangeError(`nothing to choose from for ${seed}`)
  return one
}

/** A whole number from `least` up to and with `most`. */
export function between(seed: string, least: number, most: number): number {
  return least + Math.floor(chance(seed) * (most - least + 1))
}
