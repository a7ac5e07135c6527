import { ACTIVITIES, type Activity, CATEGORIES, type Category, codesOf } from '../domain/vocabulary.ts'
import { ACTIVITY_EXAMPLES } from './lexicon/activity-examples.ts'
import { CATEGORY_EXAMPLES } from './lexicon/category-examples.ts'
import { words } from './lexicon/words.ts'

/**
 * How like a text is to the examples of each class, by the pairs of characters that they share.
 *
 * Naive Bayes over pairs of characters: for each pair the logarithm of how much more often it stands in the examples of a
 * class than in those of all. Pairs that no example holds say nothing.
 */
interface Model<T> {
  classes: readonly T[]
  weights: ReadonlyMap<number, Float32Array>
}

/** Seen this often more in every class, so that one example does not decide. */
const SMOOTHING = 0.35
/** What a text is about is told early. */
const MAX_LENGTH = 160

const categories = learn(codesOf(CATEGORIES), CATEGORY_EXAMPLES)
const activities = learn(codesOf(ACTIVITIES), ACTIVITY_EXAMPLES)

/** Each category with its likeness to `text`; negative where the text speaks against it. */
export function likenessToCategories(text: string): readonly (readonly [Category, number])[] {
  return likeness(categories, text)
}

/** Each activity with its likeness to `text`; negative where the text speaks against it. */
export function likenessToActivities(text: string): readonly (readonly [Activity, number])[] {
  return likeness(activities, text)
}

function likeness<T>({ classes, weights }: Model<T>, text: string): [T, number][] {
  const sums = new Float32Array(classes.length)
  const end = Math.min(text.length, MAX_LENGTH) - 1
  for (let at = 0; at < end; at++) {
    const weight = weights.get(pairAt(text, at))
    if (weight) for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (weight[i] ?? 0)
  }
  return classes.map((name, i) => [name, sums[i] ?? 0])
}

function learn<T extends string>(classes: readonly T[], examples: Readonly<Record<T, string>>): Model<T> {
  const counts = new Map<number, Float32Array>()
  const sizes = new Float32Array(classes.length)
  classes.forEach((name, i) => {
    for (const example of words(examples[name])) {
      for (let at = 0; at < example.length - 1; at++) {
        const pair = pairAt(example, at)
        const count = counts.get(pair) ?? new Float32Array(classes.length)
        count[i] = (count[i] ?? 0) + 1
        counts.set(pair, count)
        sizes[i] = (sizes[i] ?? 0) + 1
      }
    }
  })
  const mean = sizes.reduce((sum, size) => sum + size, 0) / classes.length
  const weights = new Map<number, Float32Array>()
  for (const [pair, count] of counts) {
    const rates = count.map((n, i) => (n * mean) / (sizes[i] ?? 1) + SMOOTHING)
    const logs = rates.map((rate) => Math.log(rate))
    const average = logs.reduce((sum, log) => sum + log, 0) / classes.length
    weights.set(
      pair,
      logs.map((log) => log - average),
    )
  }
  return { classes, weights }
}

function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1)
}
