/** Softmax regression on sparse features: AdaGrad, the same weights for the same seed. */

/** One example: rows of features with their values, and the answer. */
export interface Example {
  rows: Int32Array
  values: Float32Array
  answer: number
}

export interface Training {
  rowCount: number
  answerCount: number
  rounds: number
  rate: number
  /** Pull towards zero, per example and weight. */
  decay: number
  seed: number
}

/** Share of the rounds after which weights are gathered. */
const SETTLED = 0.5

/**
 * Learns a weight for each row and answer: the mean of what the later rounds end with, since where a single round ends
 * hangs on the chance of its order.
 */
export function learnSoftmax(examples: readonly Example[], training: Training): Float32Array {
  const { rowCount, answerCount, rounds, rate, decay } = training
  const weights = new Float32Array(rowCount * answerCount)
  const squares = new Float32Array(rowCount * answerCount).fill(1e-2)
  const scores = new Float64Array(answerCount)
  const sums = new Float64Array(weights.length)
  const first = Math.floor(rounds * SETTLED)
  for (let round = 0; round < rounds; round++) {
    for (const at of shuffled(examples.length, training.seed + round)) {
      const { rows, values, answer } = examples[at] as Example
      scores.fill(0)
      for (let k = 0; k < rows.length; k++) {
        const from = (rows[k] as number) * answerCount
        const value = values[k] as number
        for (let i = 0; i < answerCount; i++) scores[i] = (scores[i] as number) + (weights[from + i] as number) * value
      }
      toErrors(scores, answer)
      for (let k = 0; k < rows.length; k++) {
        const from = (rows[k] as number) * answerCount
        const value = values[k] as number
        for (let i = 0; i < answerCount; i++) {
          const weight = weights[from + i] as number
          const slope = (scores[i] as number) * value + decay * weight
          const square = (squares[from + i] as number) + slope * slope
          squares[from + i] = square
          weights[from + i] = weight - (rate * slope) / Math.sqrt(square)
        }
      }
    }
    if (round < first) continue
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (weights[i] as number)
  }
  return Float32Array.from(sums, (sum) => sum / (rounds - first))
}

/** Scores become shares less the truth: the slope of the loss. */
function toErrors(scores: Float64Array, answer: number): void {
  const most = Math.max(...scores)
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.exp((scores[i] as number) - most)
    sum += scores[i] as number
  }
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) / sum - (i === answer ? 1 : 0)
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Places in an order of chance. Further examples come in between and leave the order of those before them as it was. */
function shuffled(count: number, seed: number): Int32Array {
  const random = seeded(seed)
  const keys = Float64Array.from({ length: count }, random)
  return Int32Array.from(keys, (_, i) => i).sort((a, b) => (keys[a] as number) - (keys[b] as number))
}
