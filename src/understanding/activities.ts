import type { Activity } from '../domain/vocabulary.ts'
import type { Evidence } from './evidence.ts'
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
  return best && best[1] >= SURE ? best[0] : null
}

/** Activities by score; the first one told leads among equals. */
export function rankActivities(clauses: readonly Evidence[]): (readonly [Activity, number])[] {
  const scores = new Map<Activity, number>()
  clauses.forEach((clause, i) => {
    for (const [activity, weight] of clause.activities)
      scores.set(activity, (scores.get(activity) ?? 0) + weight * (i === 0 ? 1.5 : 1))
  })
  return [...scores].sort(([, a], [, b]) => b - a)
}
