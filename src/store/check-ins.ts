import type { Decision, NewCheckIn } from '../decide/decision.ts'
import { Conflict, type Origin } from './cases.ts'
import { changeRecord } from './record-changes.ts'
import { placeRow, timeRow } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

const insertCheckIns = statement<{ id: string }, [string, Date]>(
  'insert_check_ins',
  `insert into check_ins (id, organisation_id, branch_id, zone_id, person_id, identity_id, activity, state, text,
     source_start, source_end, confidence, channel, inbox_id, record_number, created_at, updated_at,
     place_text, building, unit, floor, room, occurred_on, occurred_time)
   select t.id, coalesce(z.organisation_id, t.own_organisation_id), t.branch_id, z.id, t.person_id, t.identity_id,
     t.activity, 'draft', t.text, t.source_start, t.source_end, t.confidence, t.channel, t.inbox_id, t.record_number,
     $2, $2, t.place_text, t.building, t.unit, t.floor, t.room, t.occurred_on, t.occurred_time
     from json_to_recordset($1::json) as t(id uuid, own_organisation_id uuid, branch_id uuid, zone_code text,
       person_id uuid, identity_id uuid, activity text, text text, source_start int, source_end int, confidence real,
       channel text, inbox_id bigint, record_number int, place_text text, building text, unit text, floor text,
       room text, occurred_on date, occurred_time text)
     left join zones z on z.code = t.zone_code
   returning id`,
)

/** A check-in to be opened: by which message, and as which of its records. */
export interface CheckInOpening {
  id: string
  origin: Origin
  checkIn: NewCheckIn
  recordNumber: number
}

/** Open check-ins as drafts: silence or 对 keeps them. */
export async function openCheckIns(sql: Sql, openings: readonly CheckInOpening[], now: Date): Promise<void> {
  if (openings.length > 0) await insertCheckIns(sql, JSON.stringify(openings.map(checkInRow)), now)
}

function checkInRow({ id, origin, checkIn, recordNumber }: CheckInOpening) {
  return {
    id,
    own_organisation_id: origin.organisationId,
    branch_id: checkIn.branchId,
    zone_code: checkIn.zoneCode,
    person_id: origin.personId,
    identity_id: origin.identityId,
    activity: checkIn.activity,
    text: checkIn.text,
    source_start: checkIn.source[0],
    source_end: checkIn.source[1],
    confidence: checkIn.confidence,
    channel: origin.channel,
    inbox_id: origin.inboxId === null ? null : String(origin.inboxId),
    record_number: recordNumber,
    ...placeRow(checkIn.place),
    ...timeRow(checkIn.occurredAt),
  }
}

const moveStates = statement<{ id: string }, [string, Date]>(
  'move_check_ins',
  `update check_ins k set state = m.to_state, updated_at = $2
     from json_to_recordset($1::json) as m(id uuid, from_state text, to_state text)
    where k.id = m.id and k.state = m.from_state returning k.id`,
)

export type CheckInMove = Extract<Decision, { do: 'move_check_in' }>

/** Keep or withdraw check-ins, each once. @throws Conflict when one has left its `from` meanwhile */
export async function moveCheckIns(sql: Sql, moves: readonly CheckInMove[], now: Date): Promise<void> {
  if (moves.length === 0) return
  const rows = moves.map(({ checkInId, from, to }) => ({ id: checkInId, from_state: from, to_state: to }))
  const moved = await moveStates(sql, JSON.stringify(rows), now)
  if (moved.length < moves.length) throw new Conflict('a check-in is no longer what it was when it was decided on')
}

/** Change fields of a check-in. */
export async function editCheckIn(
  sql: Sql,
  { checkInId, changes }: Extract<Decision, { do: 'edit_check_in' }>,
  now: Date,
): Promise<void> {
  const { activity, branchId, text, place, occurredAt, zoneCode } = changes
  const columns = {
    ...{ activity, branch_id: branchId, text },
    ...(place !== undefined && placeRow(place)),
    ...(occurredAt !== undefined && timeRow(occurredAt)),
  }
  await changeRecord(sql, { table: 'check_ins', id: checkInId, columns, zoneCode }, now)
}
