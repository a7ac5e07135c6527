/** Learns the weights of all heads from labelled messages and phrases. */

import { inSteps, type Weights } from '../src/understanding/model/artefact.ts'
import { type Feature, NAMES } from '../src/understanding/model/features.ts'
import { HEAD_NAMES, HEADS, type Head } from '../src/understanding/model/heads.ts'
import type { Lesson } from './examples.ts'
import { type Example, learnSoftmax } from './softmax.ts'

export const SEED = 20_261_122
/** A feature that fewer messages have says nothing about others. */
const LEAST_MESSAGES = 2
/** So that the artefact stays below a megabyte. */
const MOST_FEATURES: Record<Head, number> = {
  intent: 20_000,
  command: 4_000,
  clause: 30_000,
  category: 52_000,
  activity: 22_000,
  urgency: 20_000,
  state: 9_000,
}
export const LEARNING = { rounds: 14, rate: 0.12 }
/** Pull towards zero: stronger where there are many answers and few examples of each. */
const DECAY: Record<Head, number> = {
  intent: 4e-4,
  command: 2e-3,
  clause: 4e-4,
  category: 2e-3,
  activity: 2e-3,
  urgency: 4e-4,
  state: 4e-4,
}
/** What weights are learnt from. */
export interface Material {
  /** What each message teaches; a feature counts when enough of them have it. */
  messages: readonly (readonly Lesson[])[]
  /** Each teaches by itself. */
  beside: readonly Lesson[]
  /** What people corrected: the last, so that few of them change little. */
  corrections?: readonly Lesson[]
}

/** Weights of all heads. */
export function learn({ messages, beside, corrections = [] }: Material): Weights {
  const alone = [...beside, ...corrections]
  const features = knownFeatures([...messages, ...alone.map((lesson) => [lesson])])
  const rows = new Map(Array.from(features, (f, i) => [f, i]))
  const heads = {} as Record<Head, Float32Array>
  for (const head of HEAD_NAMES) {
    const lessons = [...messages.flat(), ...alone].filter((lesson) => lesson.head === head)
    const examples = lessons.map((lesson) => exampleOf(lesson, rows))
    const training = {
      ...LEARNING,
      decay: DECAY[head],
      rowCount: features.length,
      answerCount: HEADS[head].length,
      seed: SEED,
    }
    heads[head] = learnSoftmax(examples, training)
  }
  return withoutTheWeak({ features, heads })
}

interface Learnt {
  features: Float64Array
  heads: Record<Head, Float32Array>
}

/** Each head keeps the features that say most about it: of the others a hundred do not change an answer. */
function withoutTheWeak({ features, heads }: Learnt): Weights {
  const used = new Set<number>()
  for (const head of HEAD_NAMES) for (const row of strongest(heads[head], head)) used.add(row)
  const kept = [...used].sort((a, b) => a - b)
  const chosen = {} as Weights['heads']
  for (const head of HEAD_NAMES) {
    const width = HEADS[head].length
    const rows = new Float32Array(kept.length * width)
    kept.forEach((row, at) => void rows.set(heads[head].subarray(row * width, (row + 1) * width), at * width))
    chosen[head] = inSteps(rows, width)
  }
  return { features: Float64Array.from(kept, (row) => features[row] ?? 0), heads: chosen }
}

/** Rows with the greatest weights of a head; those of the others become zero. */
function strongest(weights: Float32Array, head: Head): number[] {
  const width = HEADS[head].length
  const says = Array.from({ length: weights.length / width }, (_, row) =>
    weights.subarray(row * width, (row + 1) * width).reduce((most, w) => Math.max(most, Math.abs(w)), 0),
  )
  const rows = says.map((_, row) => row).sort((a, b) => (says[b] ?? 0) - (says[a] ?? 0) || a - b)
  for (const row of rows.slice(MOST_FEATURES[head])) weights.fill(0, row * width, (row + 1) * width)
  return rows.slice(0, MOST_FEATURES[head])
}

/** Features of enough messages, in ascending order. */
function knownFeatures(all: readonly (readonly Lesson[])[]): Float64Array {
  const counts = new Map<Feature, number>()
  for (const lessons of all) {
    const own = new Set<Feature>()
    for (const { question } of lessons) {
      for (const name of question.names) own.add(NAMES[name] ?? 0)
      for (const { ids } of question.letters) for (const id of ids) own.add(id)
    }
    for (const feature of own) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  }
  const known = [...counts].filter(([, count]) => count >= LEAST_MESSAGES).map(([feature]) => feature)
  return Float64Array.from(known.sort((a, b) => a - b))
}

function exampleOf({ head, question, answer }: Lesson, rows: ReadonlyMap<Feature, number>): Example {
  const at: number[] = []
  const values: number[] = []
  const add = (feature: Feature, value: number): void => {
    const row = rows.get(feature)
    if (row === undefined) return
    at.push(row)
    values.push(value)
  }
  for (const { ids, value } of question.letters) for (const id of ids) add(id, value)
  question.names.forEach((name, i) => void add(NAMES[name] ?? 0, question.values[i] ?? 1))
  const answers: readonly string[] = HEADS[head]
  return { rows: Int32Array.from(at), values: Float32Array.from(values), answer: answers.indexOf(answer) }
}
