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

/** Learns a weight for each row and answer. */
export function learnSoftmax(examples: readonly Example[], training: Training): Float32Array {
  const { rowCount, answerCount, rounds, rate, decay } = training
  const weights = new Float32Array(rowCount * answerCount)
  const squares = new Float32Array(rowCount * answerCount).fill(1e-2)
  const scores = new Float64Array(answerCount)
  const order = Int32Array.from(examples, (_, i) => i)
  const random = seeded(training.seed)
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random)
    for (const at of order) {
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
  }
  return weights
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

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = order[i] as number
    order[i] = order[j] as number
    order[j] = held
  }
}
