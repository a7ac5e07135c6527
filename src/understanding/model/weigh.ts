import { CLAUSE_LABELS, type ClauseLabel, type Head } from './heads.ts'
import { type Model, softmax, toLogShares } from './model.ts'
import { askClause, linksTo, type Question, type Told } from './questions.ts'

/** Clauses in which a record may begin; what comes after goes on with the last one. */
const MAX_CLAUSES = 60

/** Residents answer for no zone: what they have done is no check-in. */
const WORK = ['checkin', 'checkin+', 'both'].map((label) => CLAUSE_LABELS.indexOf(label as ClauseLabel))
const START = ['start'] as const

/** Weighs the questions about one message. The letters of a question are rows of the model. */
export class Weigher {
  readonly #model: Model
  /** What the letters of each stretch say: several questions tell of the same stretch. */
  readonly #letters = new Map<readonly number[], Float64Array>()

  constructor(model: Model) {
    this.#model = model
  }

  /** How likely each answer is. */
  weigh(head: Head, question: Question): Float64Array {
    return softmax(this.#score(head, question))
  }

  #score(head: Head, question: Question): Float64Array {
    const scores = this.#model.scores(head)
    for (const { ids, value } of question.letters) this.#model.addSums(head, scores, { sums: this.#sumsOf(ids), value })
    this.#model.addNames(head, scores, question)
    return scores
  }

  #sumsOf(ids: readonly number[]): Float64Array {
    const known = this.#letters.get(ids)
    if (known) return known
    const sums = this.#model.sumsOf(ids)
    this.#letters.set(ids, sums)
    return sums
  }

  /** What each clause does for the records: the likeliest row of labels as a whole (Viterbi), and how likely it is. */
  likeliestLabels(told: Told): { labels: ClauseLabel[]; share: number } {
    const count = Math.min(told.clauses.length, MAX_CLAUSES)
    const width = CLAUSE_LABELS.length
    let sums = new Float64Array(width)
    const ways: Int8Array[] = []
    const shares = new Float64Array(width)
    for (let index = 0; index < count; index++) {
      const own = this.#score('clause', askClause(told, index))
      if (told.role === 'resident') for (const work of WORK) own[work] = Number.NEGATIVE_INFINITY
      const next = new Float64Array(width).fill(Number.NEGATIVE_INFINITY)
      const way = new Int8Array(width)
      const links = linksTo(told, index)
      const befores = index === 0 ? START : CLAUSE_LABELS
      befores.forEach((before, from) => {
        shares.set(own)
        this.#model.addNames('clause', shares, { names: links.map((names) => names[before]), values: [] })
        toLogShares(shares)
        for (let to = 0; to < width; to++) {
          const sum = (sums[from] ?? 0) + (shares[to] ?? 0)
          if (sum > (next[to] ?? 0)) {
            next[to] = sum
            way[to] = from
          }
        }
      })
      sums = next
      ways.push(way)
    }
    return wayBack(sums, ways)
  }
}

function wayBack(sums: Float64Array, ways: readonly Int8Array[]): { labels: ClauseLabel[]; share: number } {
  let best = 0
  for (let i = 1; i < sums.length; i++) if ((sums[i] ?? 0) > (sums[best] ?? 0)) best = i
  const share = Math.exp(sums[best] ?? 0)
  const labels: ClauseLabel[] = []
  for (const way of ways.toReversed()) {
    labels.push(CLAUSE_LABELS[best] ?? 'none')
    best = way[best] ?? 0
  }
  return { labels: labels.reverse(), share }
}
