/** Which words of a message belong to the clauses of a record. */
import type { Activity } from '../domain/vocabulary.ts'
import type { Span } from './clauses.ts'
import type { Group } from './groups.ts'

export interface Neighbours {
  before: Group | undefined
  after: Group | undefined
}

/** The clauses of a group stand side by side. */
export function inside<T extends Span>(spans: readonly T[], group: Group): T[] {
  const { from, to } = spanOf(group)
  return spans.filter((s) => s.from >= from && s.from < to)
}

export function spanOf({ clauses, core }: Group): Span {
  return { from: (clauses[0] ?? core).from, to: (clauses.at(-1) ?? core).to }
}

/** Whether the words of its core speak for this activity before others. */
export function tells({ core }: Group, activity: Activity): boolean {
  return core.activities[0]?.[0] === activity
}

/**
 * Places and times in clauses that tell nothing else and so belong to no group: `…,5-3-102` after it, `12号楼,` before it. Between
 * two groups it is the first one's, unless that has a place already.
 */
export function unclaimed<T extends Span>(spans: readonly T[], group: Group, { before, after }: Neighbours): T[] {
  const { from, to } = spanOf(group)
  const leadsFrom = before === undefined ? 0 : inside(spans, before).length > 0 ? spanOf(before).to : from
  const trails = after === undefined || inside(spans, group).length === 0
  const trailsTo = after === undefined ? Number.POSITIVE_INFINITY : spanOf(after).from
  return spans.filter((p) => (p.from >= leadsFrom && p.from < from) || (trails && p.from >= to && p.from < trailsTo))
}

const CORRECTED = /(?:不对|哦不|噢不|喔不|啊不|不是|说错|错了|应该是|更正)/

/** Without what the sender takes back in the same breath: `4号楼…不对是6号楼`. */
export function uncorrected<T extends Span>(mentions: readonly T[], text: string): T[] {
  return mentions.filter((mention, i) => {
    const next = mentions[i + 1]
    if (!next || next.from - mention.to > 14) return true
    return !CORRECTED.test(text.slice(mention.to, next.from))
  })
}
