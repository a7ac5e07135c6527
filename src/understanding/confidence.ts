import { rankActivities } from './activities.ts'
import { rankCategories } from './categories.ts'
import type { Group } from './groups.ts'
import type { IntentGuess } from './intents.ts'

/** Score from which a category is as good as certain, and the least lead over the next one. */
const CLEAR_SCORE = 8
const CLEAR_LEAD = 4

/** How likely the whole reading is right, 0–1: the intent, times the least certain of its records. */
export function confidenceOf(guess: IntentGuess, groups: readonly Group[]): number {
  const weakest = groups.reduce((least, group) => Math.min(least, groupSureness(group)), 1)
  const several = groups.length > 1 ? 0.85 ** (groups.length - 1) : 1
  return Math.round(guess.sureness * weakest * several * 100) / 100
}

function groupSureness(group: Group): number {
  const [best, second] =
    group.kind === 'incident' ? rankCategories(group.clauses, group.core) : rankActivities(group.clauses)
  if (!best) return 0.5
  const score = Math.min(best[1] / CLEAR_SCORE, 1)
  const lead = Math.min((best[1] - (second?.[1] ?? 0)) / CLEAR_LEAD, 1)
  return 0.6 + 0.2 * score + 0.2 * lead
}
