/** Rows of cases and check-ins as the hot path reads them, and what they mean to the domain. */
import type { Address, CaseFacts, CheckInFacts, External } from '../decide/facts.ts'
import type { CaseState, Extension } from '../domain/case.ts'
import type { OccurredAt, Place } from '../domain/place.ts'
import type { Activity, CaseKind, Category, ChannelName, ReporterRole, Urgency } from '../domain/vocabulary.ts'
import { type ClockRow, clockColumns, clocksOf } from './clock-rows.ts'
import { CARD_ROWS } from './schema/outbox.ts'

interface PlaceAndTimeRow {
  place_text: string | null
  building: string | null
  unit: string | null
  floor: string | null
  room: string | null
  occurred_on: string | null
  occurred_time: string | null
}

const placeAndTime = (t: string) =>
  `${t}.place_text, ${t}.building, ${t}.unit, ${t}.floor, ${t}.room, ${t}.occurred_on::text as occurred_on, ${t}.occurred_time`

export interface CaseRow extends PlaceAndTimeRow, ClockRow {
  id: string
  code: string
  zone_code: string | null
  branch_id: string | null
  kind: CaseKind
  category: Category
  urgency: Urgency
  state: CaseState
  told_as_handled: boolean
  text: string
  version: number
  reporter_identity_id: string | null
  reporter_person_id: string | null
  reporter_role: ReporterRole
  by_program: boolean
  reporter_channel: ChannelName | null
  reporter_account: string | null
  handler_id: string | null
  state_before: CaseState | null
  extension: Extension
  escalation: number
  external_body: string | null
  external_number: string | null
  ask_again_on: string | null
  scheduled_on: string | null
  public_text: string | null
  is_public: boolean
  satisfied: boolean | null
  closed_at: Date | null
  closed_by: string | null
  alarmed: boolean
  created_at: Date
  updated_at: Date
}

/** A case with the code of its zone and the account that told it. */
export const caseTables = `cases c left join zones z on z.id = c.zone_id
  left join identities ri on ri.id = c.reporter_identity_id`

/** Columns of `caseTables`. */
export const caseFields = `c.id, c.code, z.code as zone_code, c.branch_id, c.kind, c.category, c.urgency, c.state,
  c.told_as_handled, c.text, c.version, c.reporter_identity_id, c.reporter_person_id, c.reporter_role, c.handler_id,
  c.channel = 'api' as by_program, ri.channel as reporter_channel, ri.external_id as reporter_account,
  ${clockColumns('c')}, c.state_before, c.extension, c.escalation, c.external_body, c.external_number,
  c.ask_again_on::text as ask_again_on, c.scheduled_on::text as scheduled_on, c.public_text,
  c.public_text_by is not null as is_public, c.satisfied, c.closed_at,
  c.closed_by, c.urgency = 'emergency' and exists (
    select from outbox where case_id = c.id and purpose = 'emergency' and ${CARD_ROWS}) as alarmed,
  c.created_at, c.updated_at, ${placeAndTime('c')}`

export function caseFacts(row: CaseRow): CaseFacts {
  return {
    id: row.id,
    code: row.code,
    zoneCode: row.zone_code,
    branchId: row.branch_id,
    kind: row.kind,
    category: row.category,
    urgency: row.urgency,
    state: row.state,
    toldAsHandled: row.told_as_handled,
    place: placeOf(row),
    occurredAt: occurredAtOf(row),
    text: row.text,
    version: row.version,
    reporter: {
      identityId: row.reporter_identity_id,
      personId: row.reporter_person_id,
      role: row.reporter_role,
      address: reporterAddress(row),
    },
    byProgram: row.by_program,
    handlerId: row.handler_id,
    clocks: clocksOf(row),
    stateBefore: row.state_before,
    extension: row.extension,
    escalation: row.escalation,
    external: externalOf(row),
    scheduledOn: row.scheduled_on,
    publicText: row.public_text === null ? null : { words: row.public_text, isOut: row.is_public },
    satisfied: row.satisfied,
    closedAt: row.closed_at,
    closedById: row.closed_by,
    alarmed: row.alarmed,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function externalOf({
  external_body: body,
  external_number: number,
  ask_again_on: askAgainOn,
}: CaseRow): External | null {
  return body === null || askAgainOn === null ? null : { body, number, askAgainOn }
}

function reporterAddress(row: CaseRow): Address | null {
  if (row.reporter_channel === null || row.reporter_account === null) return null
  return { channel: row.reporter_channel, externalId: row.reporter_account, personId: row.reporter_person_id }
}

export interface CheckInRow extends PlaceAndTimeRow {
  id: string
  activity: Activity
  zone_code: string | null
  text: string
  state: CheckInFacts['state']
}

/** Columns of `check_ins k` joined with `zones z`. */
export const checkInFields = `k.id, k.activity, z.code as zone_code, k.text, k.state, ${placeAndTime('k')}`

export function checkInFacts(row: CheckInRow): CheckInFacts {
  return {
    id: row.id,
    activity: row.activity,
    zoneCode: row.zone_code,
    place: placeOf(row),
    occurredAt: occurredAtOf(row),
    text: row.text,
    state: row.state,
  }
}

/** Place columns as a `Place`; no text, no place. */
function placeOf(row: PlaceAndTimeRow): Place | null {
  if (row.place_text === null) return null
  return { text: row.place_text, building: row.building, unit: row.unit, floor: row.floor, room: row.room }
}

/** Time columns as told; no date, no time. */
function occurredAtOf(row: Pick<PlaceAndTimeRow, 'occurred_on' | 'occurred_time'>): OccurredAt | null {
  return row.occurred_on === null ? null : { date: row.occurred_on, time: row.occurred_time }
}

/** A place as columns. */
export function placeRow(place: Place | null): Omit<PlaceAndTimeRow, 'occurred_on' | 'occurred_time'> {
  return {
    place_text: place?.text ?? null,
    building: place?.building ?? null,
    unit: place?.unit ?? null,
    floor: place?.floor ?? null,
    room: place?.room ?? null,
  }
}

/** A time as columns. */
export function timeRow(occurredAt: OccurredAt | null): Pick<PlaceAndTimeRow, 'occurred_on' | 'occurred_time'> {
  return { occurred_on: occurredAt?.date ?? null, occurred_time: occurredAt?.time ?? null }
}
