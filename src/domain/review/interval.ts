/** A share of answers and how sure it is. Too few answers have no share at all. */

/** Fewer answers say nothing of many, and too much of each who answered. */
export const ANSWERS_MIN = 5
/** 95 % of the normal distribution lie within so many standard deviations. */
const Z = 1.959963984540054

export interface Share {
  /** Answers in all. */
  n: number
  /** 0 to 1; so are the ends of the 95 % interval (Wilson). */
  share: number
  low: number
  high: number
}

/** The share of `count` among `n`; `null`: too few, say 样本不足 and no number. */
export function shareOf(count: number, n: number): Share | null {
  if (n < ANSWERS_MIN) return null
  const share = count / n
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n))
  const middle = share + (Z * Z) / (2 * n)
  const scale = 1 + (Z * Z) / n
  // At none and at all the formula gives 0 and 1 but for rounding.
  const low = count === 0 ? 0 : (middle - spread) / scale
  const high = count === n ? 1 : (middle + spread) / scale
  return { n, share, low, high }
}
