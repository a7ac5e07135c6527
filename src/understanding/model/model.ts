import type { Span } from '../clauses.ts'
import { sizeOf, type Weights } from './artefact.ts'
import { type Feature, MOST_GRAMS, NAMES, type Name, writeGrams } from './features.ts'
import { type Answer, HEAD_NAMES, HEADS, type Head } from './heads.ts'
import { RowIndex } from './row-index.ts'

/** How often a reading is right, by how likely it seemed: a line on the scale of log odds. */
export interface Calibration {
  slope: number
  offset: number
}

/** Where the answers of a head lie among those of all heads. */
interface Place {
  /** Which head it is. */
  at: number
  from: number
  width: number
}
const PLACES = {} as Record<Head, Place>
let reached = 0
HEAD_NAMES.forEach((name, at) => {
  PLACES[name] = { at, from: reached, width: HEADS[name].length }
  reached += HEADS[name].length
})
const ALL_PLACES = HEAD_NAMES.map((name) => PLACES[name])
const HEAD_COUNT = HEAD_NAMES.length
const ANSWER_COUNT = reached

/** Adds up what speaks for each answer, feature by feature: linear, so that each answer can be explained. */
export class Model {
  readonly #rows: RowIndex
  /** Row by row, so that what all heads know of a feature lies together: a size of steps for each head, */
  readonly #sizes: Float32Array
  /** and the steps for each answer of each head. */
  readonly #steps: Int8Array
  /** The row of each name, or -1. */
  readonly #names: Int32Array
  readonly #calibration: Calibration
  /** Room to work in, kept from one stretch to the next: its grams, and which rows it has already. */
  readonly #grams = new Float64Array(MOST_GRAMS)
  readonly #taken: Uint8Array

  constructor({ features, heads }: Weights, calibration: Calibration = { slope: 1, offset: 0 }) {
    this.#calibration = calibration
    this.#rows = new RowIndex(features)
    this.#sizes = new Float32Array(features.length * HEAD_COUNT)
    this.#steps = new Int8Array(features.length * ANSWER_COUNT)
    this.#layRows(heads, features.length)
    this.#names = Int32Array.from(NAMES, (feature) => this.#rows.find(feature))
    this.#taken = new Uint8Array(features.length)
  }

  #layRows(heads: Weights['heads'], count: number): void {
    for (const head of HEAD_NAMES) {
      const { steps, levels } = heads[head]
      const { at, from, width } = PLACES[head]
      for (let row = 0; row < count; row++) {
        this.#sizes[row * HEAD_COUNT + at] = sizeOf(levels[row] ?? 0)
        for (let i = 0; i < width; i++) this.#steps[row * ANSWER_COUNT + from + i] = steps[row * width + i] ?? 0
      }
    }
  }

  /** Rows of the features that the model knows. */
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

  /** What these rows say for the answers of all heads, added up: for `addSums`. */
  sumsOf(rows: readonly number[]): Float64Array {
    const sums = new Float64Array(ANSWER_COUNT)
    for (const row of rows) {
      for (const { at, from, width } of ALL_PLACES) {
        const size = this.#sizes[row * HEAD_COUNT + at] ?? 0
        if (size === 0) continue
        const first = row * ANSWER_COUNT
        for (let i = from; i < from + width; i++) sums[i] = (sums[i] ?? 0) + (this.#steps[first + i] ?? 0) * size
      }
    }
    return sums
  }

  /** Adds to the scores of a head what such sums say, times `value`. */
  addSums(head: Head, scores: Float64Array, { sums, value }: { sums: Float64Array; value: number }): void {
    const { from } = PLACES[head]
    for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] ?? 0) + (sums[from + i] ?? 0) * value
  }

  /** Adds what names say, each times its value. */
  addNames(
    head: Head,
    scores: Float64Array,
    { names, values }: { names: readonly Name[]; values: readonly number[] },
  ): void {
    const { at, from, width } = PLACES[head]
    for (let k = 0; k < names.length; k++) {
      const row = this.#names[names[k] ?? 0] ?? -1
      const factor = row < 0 ? 0 : (this.#sizes[row * HEAD_COUNT + at] ?? 0) * (values[k] ?? 1)
      if (factor === 0) continue
      const first = row * ANSWER_COUNT + from
      for (let i = 0; i < width; i++) scores[i] = (scores[i] ?? 0) + (this.#steps[first + i] ?? 0) * factor
    }
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
