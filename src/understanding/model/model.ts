import type { Span } from '../clauses.ts'
import type { Weights } from './artefact.ts'
import { type Feature, MOST_GRAMS, NAMES, type Name, writeGrams } from './features.ts'
import { type Answer, HEADS, type Head } from './heads.ts'
import { RowIndex } from './row-index.ts'

/** How often a reading is right, by how likely it seemed: a line on the scale of log odds. */
export interface Calibration {
  slope: number
  offset: number
}

/** Adds up what speaks for each answer, feature by feature: linear, so that each answer can be explained. */
export class Model {
  readonly #rows: RowIndex
  readonly #heads: Weights['heads']
  /** The row of each name, or -1. */
  readonly #names: Int32Array
  readonly #calibration: Calibration
  /** Room to work in, kept from one stretch to the next: grams, and which rows a stretch has already. */
  readonly #grams = new Float64Array(MOST_GRAMS)
  readonly #taken: Uint8Array

  constructor({ features, heads }: Weights, calibration: Calibration = { slope: 1, offset: 0 }) {
    this.#calibration = calibration
    this.#rows = new RowIndex(features)
    this.#heads = heads
    this.#names = Int32Array.from(NAMES, (feature) => this.#rows.find(feature))
    this.#taken = new Uint8Array(features.length)
  }

  /** Rows of the features that the model knows; looked up once for all heads. */
  known(features: readonly Feature[]): number[] {
    return features.map((feature) => this.#rows.find(feature)).filter((row) => row >= 0)
  }

  /** Rows of the letters of a stretch, each once: those of `gramsOf` that the model knows. */
  lettersOf(text: string, stretch: Span): number[] {
    const rows: number[] = []
    const count = writeGrams(this.#grams, text, stretch)
    for (let i = 0; i < count; i++) {
      const row = this.#rows.find(this.#grams[i] ?? 0)
      if (row < 0 || this.#taken[row] === 1) continue
      this.#taken[row] = 1
      rows.push(row)
    }
    for (const row of rows) this.#taken[row] = 0
    return rows
  }

  /** What these rows say for each answer, added up. */
  sumOf(head: Head, rows: readonly number[]): Float64Array {
    const sums = this.scores(head)
    for (const row of rows) this.#addRow(head, sums, row, 1)
    return sums
  }

  /** Adds to `scores` what a name says, times `value`. */
  addName(head: Head, scores: Float64Array, name: Name, value: number): void {
    const row = this.#names[name] ?? -1
    if (row >= 0) this.#addRow(head, scores, row, value)
  }

  #addRow(head: Head, scores: Float64Array, row: number, value: number): void {
    const { steps, sizes } = this.#heads[head]
    const factor = (sizes[row] ?? 0) * value
    if (factor === 0) return
    const width = scores.length
    for (let i = 0, at = row * width; i < width; i++, at++) scores[i] = (scores[i] ?? 0) + (steps[at] ?? 0) * factor
  }

  /** How likely a reading is right that seems so with this share. */
  calibrated(share: number): number {
    const { slope, offset } = this.#calibration
    return 1 / (1 + Math.exp(-(slope * logOdds(share) + offset)))
  }

  scores(head: Head): Float64Array {
    return new Float64Array(HEADS[head].length)
  }
}

/** Finite also for 0 and 1. */
export function logOdds(share: number): number {
  const safe = Math.min(Math.max(share, 1e-6), 1 - 1e-6)
  return Math.log(safe / (1 - safe))
}

/** Shares of one in place of scores. */
export function softmax(scores: Float64Array): Float64Array {
  const shares = new Float64Array(scores.length)
  let most = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > most) most = score
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    const power = Math.exp((scores[i] ?? 0) - most)
    shares[i] = power
    sum += power
  }
  for (let i = 0; i < shares.length; i++) shares[i] = (shares[i] ?? 0) / sum
  return shares
}

/** Logarithms of the shares in place of scores, in the same array. */
export function toLogShares(scores: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > most) most = score
  let sum = 0
  for (const score of scores) sum += Math.exp(score - most)
  const whole = most + Math.log(sum)
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] ?? 0) - whole
}

/** The likeliest answer, how likely it is, and by how much more than the next. */
export function likeliest<H extends Head>(
  head: H,
  shares: Float64Array,
): { answer: Answer<H>; share: number; lead: number } {
  let [best, next] = [0, -1]
  for (let i = 1; i < shares.length; i++) {
    if ((shares[i] ?? 0) > (shares[best] ?? 0)) [best, next] = [i, best]
    else if (next < 0 || (shares[i] ?? 0) > (shares[next] ?? 0)) next = i
  }
  const share = shares[best] ?? 0
  return { answer: HEADS[head][best] as Answer<H>, share, lead: share - (shares[next] ?? 0) }
}
