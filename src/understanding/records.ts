import type { OccurredAt, Place } from '../domain/place.ts'
import type { Category } from '../domain/vocabulary.ts'
import { activityOf, ownActivity } from './activities.ts'
import { categoryOf } from './categories.ts'
import type { Span } from './clauses.ts'
import type { Emergency } from './emergency.ts'
import type { Group } from './groups.ts'
import type { Normalised } from './normalise.ts'
import { LEAST_GRAMMAR_WEIGHT, type PlaceMention, toPlace } from './places.ts'
import { stateOf } from './states.ts'
import { type TimeMention, tellTime } from './times.ts'
import type { UnderstoodCheckIn, UnderstoodIncident, UnderstoodRecord } from './understanding.ts'
import { urgencyOf } from './urgency.ts'

export interface RecordContext {
  message: Normalised
  places: readonly PlaceMention[]
  times: readonly TimeMention[]
  emergency: Emergency | null
  /** Today's date at the sender's. */
  today: string
  daysSince: (date: string) => number
}

/** Makes a record of each group; place and time that a later one leaves out are taken over from the one before. */
export function makeRecords(groups: readonly Group[], context: RecordContext): UnderstoodRecord[] {
  const records: UnderstoodRecord[] = []
  const stays = { ...context, places: uncorrected(context.places, context.message.text) }
  const inDanger = emergencyGroup(groups, context.emergency)
  let occurredAt: OccurredAt | null = null
  groups.forEach((group, i) => {
    const next = groups[i + 1]
    occurredAt = tellTime(inside(context.times, group)) ?? timeOfRound(group, next, context.times) ?? occurredAt
    const place = placeOf(group, { before: groups[i - 1], after: next }, stays)
    const told = { place, occurredAt, source: sourceOf(group, context.message) }
    const emergency = group === inDanger ? context.emergency : null
    if (group.kind === 'checkin') records.push(makeCheckIn(group, told))
    else records.push(makeIncident(group, told, { ...context, emergency, category: categoryBefore(records) }))
  })
  return records
}

type Told = Pick<UnderstoodCheckIn, 'place' | 'occurredAt' | 'source'>

function makeCheckIn(group: Group, told: Told): UnderstoodCheckIn {
  return { kind: 'checkin', activity: activityOf(group.clauses), ...told }
}

function makeIncident(
  group: Group,
  told: Told,
  context: RecordContext & { category: Category | null },
): UnderstoodIncident {
  const ranked = categoryOf(group.clauses, group.core) ?? context.category ?? 'other'
  const { emergency } = context
  const category = emergency ? emergencyCategory(emergency, ranked) : ranked
  const state = emergency ? 'open' : stateOf(group.clauses)
  const urgency = urgencyOf(group.clauses, {
    category,
    emergency: emergency !== null,
    handled: state === 'handled',
    ageDays: told.occurredAt ? context.daysSince(told.occurredAt.date) : 0,
  })
  return { kind: 'incident', category, urgency, state, ...told }
}

/** What the danger says about the category goes before the words, unless those name the first handler. */
function emergencyCategory({ category, number }: Emergency, ranked: Category): Category {
  if (number === '120' && (ranked === 'facility' || ranked === 'traffic' || ranked === 'patient')) return ranked
  return category
}

function categoryBefore(records: readonly UnderstoodRecord[]): Category | null {
  const last = records.at(-1)
  return last?.kind === 'incident' ? last.category : null
}

/** The incident that the danger belongs to: the one whose words hold it, else the first. */
function emergencyGroup(groups: readonly Group[], emergency: Emergency | null): Group | undefined {
  if (!emergency) return undefined
  const incidents = groups.filter((g) => g.kind === 'incident')
  return incidents.find((g) => g.clauses.some((c) => c.from <= emergency.from && emergency.from < c.to)) ?? incidents[0]
}

/** The clauses of a group stand side by side. */
function inside<T extends Span>(spans: readonly T[], { clauses, core }: Group): T[] {
  const { from } = clauses[0] ?? core
  const { to } = clauses.at(-1) ?? core
  return spans.filter((s) => s.from >= from && s.from < to)
}

/** `夜间巡逻,23:20在南门外发现…`: the hour of what a round found is an hour of the round. */
function timeOfRound(group: Group, next: Group | undefined, times: readonly TimeMention[]): OccurredAt | null {
  if (group.kind !== 'checkin' || next?.kind !== 'incident' || ownActivity(group.core) !== 'patrol') return null
  const first = next.clauses[0] ?? next.core
  return tellTime(times.filter((t) => t.time !== null && t.from >= first.from && t.from < first.to))
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
  const own = bestPlace(group, context)
  if (group.kind === 'checkin') {
    const shared = own ?? (after && ownActivity(group.core) === 'mediation' ? bestPlace(after, context) : null)
    return shared && toPlace(shared, original)
  }
  const there = before ? bestPlace(before, context) : null
  if (!own) return there && !group.core.itemStart ? toPlace(there, original) : null
  const place = toPlace(own, original)
  // "还有二单元门口…": the unit of the building that was told before.
  if (place.building === null && place.unit !== null) return { ...place, building: there?.building ?? null }
  return place
}

/** Of equal landmarks the one nearest to the words that tell the matter; a round through several buildings has none. */
function bestPlace(group: Group, { places }: RecordContext): PlaceMention | null {
  const mentions = inside(places, group)
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
