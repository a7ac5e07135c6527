/** Spreads what is due at one instant, so that not everybody is told in the same second. */

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** Milliseconds from 0 up to `widthMs`, the same for the same seed (an id), evenly spread over seeds. FNV-1a. */
export function spreadMs(seed: string, widthMs: number): number {
  let hash = FNV_OFFSET
  for (const sign of seed) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), FNV_PRIME)
  return Math.floor(((hash >>> 0) / 2 ** 32) * widthMs)
}
