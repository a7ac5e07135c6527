import type { Doubt, Likely } from './understanding.ts'

/** Answers that one question offers. */
const MOST_OFFERED = 3
/** A third answer that is less likely than this only makes the question longer. */
const LEAST_SHARE = 0.1

/** An answer as it was weighed against the others of its question. */
export interface Weighed {
  about: Doubt['about']
  /** Which record it is about, from 0. */
  record: number
  answers: readonly string[]
  shares: ArrayLike<number>
  /** By how much the likeliest is likelier than the next. */
  lead: number
}

/** Of two answers the one that leads less; the earlier one, where they are alike. */
export function closer(one: Weighed | null, other: Weighed): Weighed {
  return one !== null && one.lead <= other.lead ? one : other
}

/** The answers that a question about it would offer, the likeliest first. */
export function likeliestOf({ answers, shares }: Weighed): Likely<string>[] {
  return answers
    .map((answer, i) => ({ answer, share: shares[i] ?? 0 }))
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_OFFERED)
    .filter(({ share }, place) => place < 2 || share >= LEAST_SHARE)
}
