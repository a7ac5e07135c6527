import type { Category } from '../domain/vocabulary.ts'
import type { Evidence } from './evidence.ts'
import { CATEGORY_ORDER, CATEGORY_RULES } from './lexicon/category-rules.ts'

/** Categories by score, best first; empty when nothing speaks for any. */
export type Ranking = readonly (readonly [Category, number])[]

/** The same word twice says little more than once. */
const REPEATED = 0.3
/** What a matter is about is told early; the rest of a very long one is not weighed. */
const MAX_CLAUSES = 40
const MAX_LENGTH = 400

/**
 * Scores the categories for the clauses of one matter.
 *
 * Words of the first clauses count in full; `context` (the rest of the message) is not looked at here.
 */
export function rankCategories(clauses: readonly Evidence[]): Ranking {
  const scores = new Map<Category, number>()
  const add = (category: Category, score: number): void => {
    scores.set(category, (scores.get(category) ?? 0) + score)
  }
  const seen = new Set<string>()
  for (const clause of clauses.slice(0, MAX_CLAUSES)) {
    for (const { from, to, value } of clause.hits) {
      const word = clause.words.slice(from - clause.from, to - clause.from)
      const factor = seen.has(word) ? REPEATED : 1
      seen.add(word)
      for (const [category, weight] of value.categories) add(category, weight * factor)
    }
  }
  const text = clauses
    .slice(0, MAX_CLAUSES)
    .map((c) => c.words)
    .join(',')
    .slice(0, MAX_LENGTH)
  for (const [category, weight, pattern] of CATEGORY_RULES) if (pattern.test(text)) add(category, weight)
  return [...scores].sort(([a, x], [b, y]) => y - x || CATEGORY_ORDER.indexOf(a) - CATEGORY_ORDER.indexOf(b))
}
