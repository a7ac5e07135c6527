import { NO_CLOCKS } from '../domain/clocks.ts'
import { stripNames } from '../domain/names.ts'
import type { Place } from '../domain/place.ts'
import { publicPlace } from '../domain/places.ts'
import { mask } from '../domain/privacy.ts'
import { reporterRole } from '../domain/roles.ts'
import { ACTIVITIES, type Category } from '../domain/vocabulary.ts'
import type { UnderstoodCheckIn, UnderstoodIncident, UnderstoodRecord } from '../understanding/understanding.ts'
import type { Decision, NewCase, NewCheckIn, RecordRef } from './decision.ts'
import type { Facts } from './facts.ts'
import { ownZones } from './find.ts'
import { type Route, route, routeIn } from './route.ts'
import { clocksAtOpening } from './step.ts'
import type { SpokenTurn, Turn } from './turn.ts'
import { namedZones } from './zone-match.ts'

/** A record about to be opened by this list of decisions, under a name that only the list knows. */
export type OpenedRecord = OpenedCase | OpenedCheckIn
export interface OpenedCase {
  kind: 'case'
  ref: string
  case: NewCase
  route: Route
}
export interface OpenedCheckIn {
  kind: 'check_in'
  ref: string
  checkIn: NewCheckIn
}

/** What was told, and how it is to be kept. */
export interface Told {
  text: string
  records: readonly UnderstoodRecord[]
  confidence: number
  onBehalfOf: string | null
}

/** The records of one message, as drafts. Which zone they lie in is settled, or asked for by `route.question`. */
export function recordsOf(turn: Turn, told: Told): OpenedRecord[] {
  let caseCount = 0
  let checkInCount = 0
  return told.records.map((record) =>
    record.kind === 'incident'
      ? caseRecord(turn, { told, record, ref: `c${++caseCount}` })
      : { kind: 'check_in', ref: `k${++checkInCount}`, checkIn: newCheckIn(turn, told, record) },
  )
}

function caseRecord(
  turn: Turn,
  { told, record, ref }: { told: Told; record: UnderstoodIncident; ref: string },
): OpenedCase {
  const { facts } = turn
  const words = wordsOf(record, told)
  const matter = { category: record.category, place: record.place, text: words }
  const way = route(matter, facts)
  const kept = storable(record.category, words, record.place)
  const emergency = record.urgency === 'emergency' && record.state === 'open'
  return {
    kind: 'case',
    ref,
    route: way,
    case: {
      kind: 'incident',
      category: record.category,
      urgency: record.urgency,
      state: 'draft',
      toldAsHandled: record.state === 'handled',
      zoneCode: way.zone?.code ?? null,
      branchId: way.branch?.id ?? null,
      place: kept.place,
      occurredAt: record.occurredAt,
      text: kept.text,
      source: record.source,
      reporterRole: reporterRole(facts.sender.person?.assignments ?? null),
      onBehalfOf: record.category === 'grievance' ? null : told.onBehalfOf,
      handlerId: way.handler?.id ?? null,
      confidence: told.confidence,
      // A draft has no clock yet; an emergency is acted on before it is confirmed.
      clocks: emergency ? clocksAtOpening(turn, record) : NO_CLOCKS,
    },
  }
}

/** The same case without the question where it lies: with the sender's home zone, or with the leader. */
export function settled(record: OpenedCase, facts: Facts): OpenedCase {
  if (!record.route.question) return record
  const zone = ownZones(facts)[0] ?? null
  const way = routeIn(zone, record.case, facts)
  const { branch, handler } = way
  return {
    ...record,
    route: { ...way, zone, question: null },
    case: {
      ...record.case,
      zoneCode: zone?.code ?? null,
      branchId: branch?.id ?? null,
      handlerId: handler?.id ?? null,
    },
  }
}

/** Text and place as they may be stored: masked, and without a name where many share one demand. */
export function storable(category: Category, text: string, place: Place | null): { text: string; place: Place | null } {
  const clean = (words: string) => (category === 'grievance' ? stripNames(mask(words)).text : mask(words))
  return { text: clean(text), place: place && { ...place, text: clean(place.text) } }
}

function newCheckIn({ facts }: Turn, told: Told, record: UnderstoodCheckIn): NewCheckIn {
  const words = wordsOf(record, told)
  // A check-in asks nobody to act, so the home zone will do where no other one of the sender's is named.
  const own = ownZones(facts)
  const [named] = namedZones(own, record.place, words)
  const zone = named ?? own[0] ?? null
  return {
    activity: record.activity,
    zoneCode: zone?.code ?? null,
    branchId: zone?.branchId ?? facts.sender.person?.branchId ?? null,
    ...keptOfCheckIn(record, words),
    occurredAt: record.occurredAt,
    source: record.source,
    confidence: told.confidence,
  }
}

/** Of a talk only that it took place: not with whom, not where they live, not what was said. */
function keptOfCheckIn({ activity, place }: UnderstoodCheckIn, words: string): Pick<NewCheckIn, 'text' | 'place'> {
  if (activity !== 'talk') return storable('other', words, place)
  const building = publicPlace(place)
  const spot = building && place ? { ...place, text: building, unit: null, floor: null, room: null } : null
  return { text: ACTIVITIES.talk, place: spot }
}

/** The whole message for a single record, else the words that this one was read from. */
function wordsOf({ source }: UnderstoodRecord, { text, records }: Told): string {
  if (records.length === 1) return text
  return text.slice(source[0], source[1]).trim() || text
}

/** The decisions that open these records. */
export function openingOf(records: readonly OpenedRecord[]): Decision[] {
  return records.map((r) =>
    r.kind === 'case'
      ? { do: 'open_case', ref: r.ref, case: r.case }
      : { do: 'open_check_in', ref: r.ref, checkIn: r.checkIn },
  )
}

export function refsOf(records: readonly OpenedRecord[]): RecordRef[] {
  return records.map(({ ref }) => ({ ref }))
}

/** Whether something was told whose original must not be kept: a shared grievance, a talk. */
export function mustForget(records: readonly OpenedRecord[]): boolean {
  return records.some((r) => (r.kind === 'case' ? r.case.category === 'grievance' : r.checkIn.activity === 'talk'))
}

/** What a turn's own words tell. */
export function toldBy({ text, reading }: SpokenTurn): Told {
  const { records, confidence } = reading.understanding
  return { text, records, confidence, onBehalfOf: reading.onBehalfOf }
}
