import type { Decision, NewCheckIn } from '../decide/decision.ts'
import { Conflict, type Origin, placeColumns, timeColumns } from './cases.ts'
import { placeAndTimeValues } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

const insertCheckIn = statement<{ id: string }, unknown[]>(
  'insert_check_in',
  `insert into check_ins (organisation_id, branch_id, zone_id, person_id, identity_id, activity, state, text,
     source_start, source_end, confidence, channel, inbox_id, record_number, created_at, updated_at,
     place_text, building, unit, floor, room, occurred_on, occurred_time)
   values (coalesce((select organisation_id from zones where code = $3), $1), $2,
     (select id from zones where code = $3), $4, $5, $6, 'draft', $7, $8, $9, $10, $11, $12, $13, $14, $14,
     $15, $16, $17, $18, $19, $20, $21)
   returning id`,
)

/** Open a check-in as a draft: silence or 对 keeps it. */
export async function openCheckIn(
  sql: Sql,
  origin: Origin,
  { checkIn, recordNumber, now }: { checkIn: NewCheckIn; recordNumber: number; now: Date },
): Promise<string> {
  const [row] = await insertCheckIn(
    sql,
    origin.organisationId,
    checkIn.branchId,
    checkIn.zoneCode,
    origin.personId,
    origin.identityId,
    checkIn.activity,
    checkIn.text,
    checkIn.source[0],
    checkIn.source[1],
    checkIn.confidence,
    origin.channel,
    origin.inboxId,
    recordNumber,
    now,
    ...placeAndTimeValues(checkIn),
  )
  if (!row) throw new Error('inserting a check-in returned no row')
  return row.id
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
