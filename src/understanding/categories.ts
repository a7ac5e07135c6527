import type { Category } from '../domain/vocabulary.ts'
import type { Evidence } from './evidence.ts'
import { CATEGORY_CUES } from './lexicon/category-cues.ts'
import { CATEGORY_ORDER, CATEGORY_RULES } from './lexicon/category-rules.ts'
import { likenessToCategories } from './likeness.ts'

/** Categories by score, best first; empty when nothing speaks for any. */
export type Ranking = readonly (readonly [Category, number])[]

/** The same word twice says little more than once. */
const REPEATED = 0.3
const CORE = 1.5
/** What a matter is about is told early; the rest of a very long one is not weighed. */
const MAX_CLAUSES = 40
const MAX_LENGTH = 400
/** What the likeness to examples counts beside words and rules. */
const LIKENESS = 1
/** Words and rules that tell a category as clearly as this need no help. */
const CLEAR_SCORE = 12
const CLEAR_LEAD = 8

/**
 * Scores the categories for the clauses of one matter.
 *
 * Words of `core`, the clause that made it a matter, count more than what goes before and after.
 */
export function rankCategories(clauses: readonly Evidence[], core?: Evidence): Ranking {
  const scores = new Map<Category, number>()
  const add = (category: Category, score: number): void => {
    scores.set(category, (scores.get(category) ?? 0) + score)
  }
  const seen = new Set<string>()
  for (const clause of clauses.slice(0, MAX_CLAUSES)) {
    for (const { from, to, value } of clause.hits) {
      const word = clause.words.slice(from - clause.from, to - clause.from)
      const factor = (seen.has(word) ? REPEATED : 1) * (clause === core ? CORE : 1)
      seen.add(word)
      for (const [category, weight] of value.categories) add(category, weight * factor)
    }
  }
  const told = clauses.slice(0, MAX_CLAUSES)
  const text = told
    .map((c) => c.words)
    .join(',')
    .slice(0, MAX_LENGTH)
  const coreFrom = core ? told.slice(0, told.indexOf(core)).reduce((at, c) => at + c.words.length + 1, 0) : 0
  const coreTo = core ? coreFrom + core.words.length : 0
  for (const [category, weight, pattern] of CATEGORY_RULES) {
    const found = pattern.exec(text)
    if (found) add(category, weight * (found.index >= coreFrom && found.index < coreTo ? CORE : 1))
  }
  return sorted(scores)
}

function sorted(scores: ReadonlyMap<Category, number>): Ranking {
  return [...scores].sort(([a, x], [b, y]) => y - x || CATEGORY_ORDER.indexOf(a) - CATEGORY_ORDER.indexOf(b))
}

/** The category of a matter: by its words, and by its likeness to examples where those are few. `null`: nothing tells. */
export function categoryOf(clauses: readonly Evidence[], core: Evidence): Category | null {
  const ranked = rankCategories(clauses, core)
  const [[first, best] = [null, 0], [, second] = [null, 0]] = ranked
  if (best >= CLEAR_SCORE && best - second >= CLEAR_LEAD) return first
  const scores = new Map(ranked)
  const text = clauses
    .slice(0, MAX_CLAUSES)
    .map((c) => c.words)
    .join(',')
    .slice(0, MAX_LENGTH)
  const add = (category: Category, score: number): void => {
    scores.set(category, (scores.get(category) ?? 0) + score)
  }
  for (const [category, weight, pattern] of CATEGORY_CUES) if (pattern.test(text)) add(category, weight)
  for (const [category, score] of likenessToCategories(text)) if (score > 0) add(category, score * LIKENESS)
  return sorted(scores)[0]?.[0] ?? null
}
