import type { OccurredAt, Place } from '../domain/place.ts'
import type { Activity } from '../domain/vocabulary.ts'
import type { Span } from './clauses.ts'
import type { Group } from './groups.ts'
import type { Judge } from './judge.ts'
import type { Normalised } from './normalise.ts'
import { LEAST_GRAMMAR_WEIGHT, type PlaceMention, toPlace } from './places.ts'
import { type TimeMention, tellTime } from './times.ts'
import type { UnderstoodRecord } from './understanding.ts'

export interface RecordContext {
  message: Normalised
  places: readonly PlaceMention[]
  times: readonly TimeMention[]
  judge: Judge
}

/** Makes a record of each group; place and time that a later one leaves out are taken over from the one before. */
export function makeRecords(groups: readonly Group[], context: RecordContext): UnderstoodRecord[] {
  const stays = { ...context, places: uncorrected(context.places, context.message.text) }
  let occurredAt: OccurredAt | null = null
  return groups.map((group, i): UnderstoodRecord => {
    const next = groups[i + 1]
    occurredAt =
      tellTime(inside(context.times, group), group.kind) ?? timeOfRound(group, next, context.times) ?? occurredAt
    const place = placeOf(group, { before: groups[i - 1], after: next }, stays)
    const told = { place, occurredAt, source: sourceOf(group, context.message) }
    if (group.kind === 'checkin') return { kind: 'checkin', activity: context.judge.activity(group), ...told }
    return {
      kind: 'incident',
      category: context.judge.category(group),
      ...context.judge.urgency(group),
      ...told,
    }
  })
}

/** The clauses of a group stand side by side. */
function inside<T extends Span>(spans: readonly T[], group: Group): T[] {
  const { from, to } = spanOf(group)
  return spans.filter((s) => s.from >= from && s.from < to)
}

function spanOf({ clauses, core }: Group): Span {
  return { from: (clauses[0] ?? core).from, to: (clauses.at(-1) ?? core).to }
}

/** `夜间巡逻,23:20在南门外发现…`: the hour of what a round found is an hour of the round. */
function timeOfRound(group: Group, next: Group | undefined, times: readonly TimeMention[]): OccurredAt | null {
  if (group.kind !== 'checkin' || next?.kind !== 'incident' || !tells(group, 'patrol')) return null
  const first = next.clauses[0] ?? next.core
  return tellTime(
    times.filter((t) => t.time !== null && t.from >= first.from && t.from < first.to),
    group.kind,
  )
}

/** Whether the words of its core speak for this activity before others. */
function tells({ core }: Group, activity: Activity): boolean {
  return core.activities[0]?.[0] === activity
}

interface Neighbours {
  before: Group | undefined
  after: Group | undefined
}

/**
 * The most telling place of the group; an incident without one happened where the record before it did, and a mediation
 * that failed is about the place of what is left of it.
 */
function placeOf(group: Group, { before, after }: Neighbours, context: RecordContext): Place | null {
  const { original } = context.message
  const own = bestPlace(group, context, { before, after })
  if (group.kind === 'checkin') {
    const shared = own ?? (after && tells(group, 'mediation') ? bestPlace(after, context) : null)
    return shared && toPlace(shared, original)
  }
  const there = before ? bestPlace(before, context, { before: undefined, after: group }) : null
  if (!own) return there && !group.core.itemStart ? toPlace(there, original) : null
  const place = toPlace(own, original)
  // "还有二单元门口…": the unit of the building that was told before.
  if (place.building === null && place.unit !== null) return { ...place, building: there?.building ?? null }
  return place
}

/** Of equal landmarks the one nearest to the words that tell the matter; a round through several buildings has none. */
function bestPlace(group: Group, { places }: RecordContext, neighbours?: Neighbours): PlaceMention | null {
  const mentions = [...inside(places, group), ...(neighbours ? unclaimed(places, group, neighbours) : [])]
  const buildings = new Set(mentions.flatMap((m) => m.building ?? []))
  if (group.kind === 'checkin' && buildings.size > 1) return null
  const distance = ({ from, to }: PlaceMention): number =>
    Math.min(Math.abs(from - group.core.from), Math.abs(to - group.core.from))
  return mentions.reduce<PlaceMention | null>((best, m) => {
    if (!best || m.weight > best.weight) return m
    const nearer = m.weight === best.weight && m.weight < LEAST_GRAMMAR_WEIGHT && distance(m) < distance(best)
    return nearer ? m : best
  }, null)
}

/**
 * Places in clauses that tell nothing else and so belong to no group: `…,5-3-102` after it, `12号楼,` before it. Between
 * two groups it is the first one's, unless that has a place already.
 */
function unclaimed(places: readonly PlaceMention[], group: Group, { before, after }: Neighbours): PlaceMention[] {
  const { from, to } = spanOf(group)
  const leadsFrom = before === undefined ? 0 : inside(places, before).length > 0 ? spanOf(before).to : from
  const trails = after === undefined || inside(places, group).length === 0
  const trailsTo = after === undefined ? Number.POSITIVE_INFINITY : spanOf(after).from
  return places.filter((p) => (p.from >= leadsFrom && p.from < from) || (trails && p.from >= to && p.from < trailsTo))
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

function sourceOf(group: Group, message: Normalised): [number, number] {
  const first = group.clauses[0] ?? group.core
  const last = group.clauses.at(-1) ?? group.core
  return message.span(first.from, last.to)
}
