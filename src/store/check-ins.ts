import type { Decision, NewCheckIn } from '../decide/decision.ts'
import { Conflict, type Origin, placeColumns, timeColumns } from './cases.ts'
import { placeAndTimeRow } from './record-rows.ts'
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
    ...placeAndTimeRow(checkIn),
  }
}

const moveState = statement<{ id: string }, [string, string, string, Date]>(
  'move_check_in',
  'update check_ins set state = $3, updated_at = $4 where id = $1 and state = $2 returning id',
)

/** Keep or withdraw a check-in. @throws Conflict when it has left `from` meanwhile */
export async function moveCheckIn(
  sql: Sql,
  move: Extract<Decision, { do: 'move_check_in' }>,
  now: Date,
): Promise<void> {
  const [row] = await moveState(sql, move.checkInId, move.from, move.to, now)
  if (!row) throw new Conflict(`check-in ${move.checkInId} is no longer ${move.from}`)
}

/** Change fields of a check-in. */
export async function editCheckIn(
  sql: Sql,
  { checkInId, changes }: Extract<Decision, { do: 'edit_check_in' }>,
  now: Date,
): Promise<void> {
  const columns: [string, unknown][] = [
    ['activity', changes.activity],
    ['branch_id', changes.branchId],
    ['text', changes.text],
    ...placeColumns(changes.place),
    ...timeColumns(changes.occurredAt),
  ].filter((c): c is [string, unknown] => c[1] !== undefined)
  const sets = columns.map(([column], i) => `${column} = $${i + 3}`)
  const zone = changes.zoneCode
  const zoneSet = zone === undefined ? [] : [`zone_id = (select id from zones where code = $${columns.length + 3})`]
  await sql.query(`update check_ins set ${[...sets, ...zoneSet, 'updated_at = $2'].join(', ')} where id = $1`, [
    checkInId,
    now,
    ...columns.map(([, value]) => value),
    ...(zone === undefined ? [] : [zone]),
  ])
}
