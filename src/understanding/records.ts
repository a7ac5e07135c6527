import type { OccurredAt, Place } from '../domain/place.ts'
import type { Category } from '../domain/vocabulary.ts'
import { rankActivities } from './activities.ts'
import { rankCategories } from './categories.ts'
import type { Span } from './clauses.ts'
import type { Emergency } from './emergency.ts'
import type { Evidence } from './evidence.ts'
import type { Group } from './groups.ts'
import type { Normalised } from './normalise.ts'
import { type PlaceMention, toPlace } from './places.ts'
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
  let time: OccurredAt | null = null
  groups.forEach((group, i) => {
    const own = tellTime(inside(context.times, group.clauses))
    const told: OccurredAt | null = own ?? time
    time = told
    const place = placeOf(group, groups[i - 1], context)
    const source = sourceOf(group, context.message)
    const isEmergency = emergencyGroup(groups, context.emergency) === group
    if (group.kind === 'checkin') records.push(makeCheckIn(group, { place, occurredAt: told, source }))
    else
      records.push(
        makeIncident(
          group,
          { place, occurredAt: told, source },
          { ...context, emergency: isEmergency ? context.emergency : null, category: categoryBefore(records) },
        ),
      )
  })
  return records
}

type Told = Pick<UnderstoodCheckIn, 'place' | 'occurredAt' | 'source'>

function makeCheckIn(group: Group, told: Told): UnderstoodCheckIn {
  return { kind: 'checkin', activity: rankActivities(group.clauses)[0]?.[0] ?? 'other', ...told }
}

function makeIncident(
  group: Group,
  told: Told,
  context: RecordContext & { category: Category | null },
): UnderstoodIncident {
  const ranked = rankCategories(group.clauses)[0]?.[0] ?? context.category ?? 'other'
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

function inside<T extends Span>(spans: readonly T[], clauses: readonly Evidence[]): T[] {
  return spans.filter((s) => clauses.some((c) => s.from >= c.from && s.from < c.to))
}

/** The most telling place of the group; an incident without one happened where the record before it did. */
function placeOf(group: Group, before: Group | undefined, context: RecordContext): Place | null {
  const { message } = context
  const own = bestPlace(group, context)
  if (!before || group.kind === 'checkin') return own && toPlace(own, message.original)
  const there = bestPlace(before, context)
  if (!own) return there && !group.core.itemStart ? toPlace(there, message.original) : null
  const place = toPlace(own, message.original)
  // "还有二单元门口…": the unit of the building that was told before.
  if (place.building === null && place.unit !== null) return { ...place, building: there?.building ?? null }
  return place
}

function bestPlace(group: Group, { places, message }: RecordContext): PlaceMention | null {
  const mentions = inside(uncorrected(places, message.text), group.clauses)
  return mentions.reduce<PlaceMention | null>((best, m) => (best && best.weight >= m.weight ? best : m), null)
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
