import { CLAUSE_LABELS, type ClauseLabel, type Head } from './heads.ts'
import { type Model, softmax } from './model.ts'
import { afterLabel, askClause, type Question, type Told } from './questions.ts'

/** Clauses in which a record may begin; what comes after goes on with the last one. */
const MAX_CLAUSES = 60

/** Residents answer for no zone: what they have done is no check-in. */
const WORK = ['checkin', 'checkin+', 'both'].map((label) => CLAUSE_LABELS.indexOf(label as ClauseLabel))

/** How likely each answer is. The letters of `question` are rows of the model. */
export function weigh(model: Model, head: Head, question: Question): Float64Array {
  return softmax(score(model, head, question))
}

function score(model: Model, head: Head, { letters, names, values }: Question): Float64Array {
  const scores = model.scores(head)
  for (const { ids, value } of letters) model.add(head, scores, ids, value)
  for (let i = 0; i < names.length; i++) model.addName(head, scores, names[i] ?? 0, values[i] ?? 1)
  return scores
}

/** What each clause does for the records: the likeliest row of labels as a whole (Viterbi), and how likely it is. */
export function likeliestLabels(model: Model, told: Told): { labels: ClauseLabel[]; share: number } {
  const count = Math.min(told.clauses.length, MAX_CLAUSES)
  const width = CLAUSE_LABELS.length
  let sums = new Float64Array(width)
  const ways: Int8Array[] = []
  for (let index = 0; index < count; index++) {
    const own = score(model, 'clause', askClause(told, index))
    if (told.role === 'resident') for (const work of WORK) own[work] = Number.NEGATIVE_INFINITY
    const next = new Float64Array(width).fill(Number.NEGATIVE_INFINITY)
    const way = new Int8Array(width)
    const befores = index === 0 ? (['start'] as const) : CLAUSE_LABELS
    befores.forEach((before, from) => {
      const scores = Float64Array.from(own)
      for (const name of afterLabel(told, index, before)) model.addName('clause', scores, name, 1)
      const shares = softmax(scores)
      for (let to = 0; to < width; to++) {
        const sum = (sums[from] ?? 0) + Math.log(shares[to] ?? 0)
        if (sum > (next[to] ?? 0)) {
          next[to] = sum
          way[to] = from
        }
      }
    })
    sums = next
    ways.push(way)
  }
  let best = sums.indexOf(Math.max(...sums))
  const share = count === 0 ? 1 : Math.exp(Math.max(...sums))
  const labels: ClauseLabel[] = []
  for (let index = count - 1; index >= 0; index--) {
    labels.unshift(CLAUSE_LABELS[best] ?? 'none')
    best = ways[index]?.[best] ?? 0
  }
  return { labels, share }
}
