import type { Activity } from '../domain/vocabulary.ts'
import type { Evidence } from './evidence.ts'
import { ACTIVITY_RULES, DEED } from './lexicon/activity-rules.ts'
import { likenessToActivities } from './likeness.ts'
import { SURE } from './meanings.ts'

/** Somebody else did it, or it is asked for. */
const NOT_OWN =
  /^(?:请|麻烦|希望|建议|能不能|谁|有没有人|物业|保洁|环卫|施工队|城管|居民|群众|业主|村民|家属|家长|住户)(?!.{0,3}(?:一起|会|代表会|议事))/

/** What the sender tells of having done in this clause, or `null`. */
export function ownActivity(clause: Evidence): Activity | null {
  if (clause.cues.has('notDone') || clause.asks || clause.cues.has('wish')) return null
  if (clause.cues.has('plan') && !/[了过完]/.test(clause.words)) return null
  if (NOT_OWN.test(clause.words)) return null
  const [best] = rankActivities([clause])
  if (best && best[1] >= SURE) return best[0]
  return DEED.test(clause.words) && !clause.wrong && !clause.cues.has('hypothetical') ? likeliest(clause.words) : null
}

/** The activity of a check-in: by its words, and by its likeness to examples where those tell little. */
export function activityOf(clauses: readonly Evidence[]): Activity {
  const [best] = rankActivities(clauses)
  if (best && best[1] >= SURE) return best[0]
  return likeliest(clauses.map((c) => c.words).join(',')) ?? best?.[0] ?? 'other'
}

function likeliest(text: string): Activity | null {
  const [best] = [...likenessToActivities(text)].sort(([, a], [, b]) => b - a)
  return best && best[1] > LEAST_LIKENESS ? best[0] : null
}
const LEAST_LIKENESS = 1

/** The clause that comes first tells what the record is about. */
const FIRST = 1.5
/** Signs of a thing done. */
const DONE = /[了过完]|已|今[天早晚]|昨|前天|上午|下午|正常|[0-9]|会$/
/** Longer texts than this are not weighed clause by clause to the end. */
const MAX_CLAUSES = 40

/** Activities by score; the first one told leads among equals. */
export function rankActivities(clauses: readonly Evidence[]): (readonly [Activity, number])[] {
  const scores = new Map<Activity, number>()
  const add = (activity: Activity, score: number): void => {
    scores.set(activity, (scores.get(activity) ?? 0) + score)
  }
  clauses.slice(0, MAX_CLAUSES).forEach((clause, i) => {
    for (const [activity, weight] of clause.activities) add(activity, weight * (i === 0 ? FIRST : 1))
    if (clause.wrong || !DONE.test(clause.words)) return
    for (const [activity, weight, pattern] of ACTIVITY_RULES)
      if (pattern.test(clause.words)) add(activity, weight * (i === 0 ? FIRST : 1))
  })
  return [...scores].sort(([, a], [, b]) => b - a)
}
