/** Changes of cases that are no steps: who has them in hands, what was told of them, which other one they are. */
import type { Actor, CaseChanges } from '../decide/decision.ts'
import { Conflict } from './cases.ts'
import { clockRow } from './clock-rows.ts'
import { changeRecord } from './record-changes.ts'
import { placeRow, timeRow } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

const insertStep = statement<
  { step: number },
  [string, string, Date, 'assign' | 'edit', string, string, string | null, string | null]
>(
  'insert_case_step',
  `insert into case_history (case_id, organisation_id, step, at, event, from_state, to_state, by_role, by_person_id, reason)
   select $1, $2, coalesce(max(step), 0) + 1, $3, $4, $5, $5, $6, $7, $8 from case_history where case_id = $1
   returning step`,
)

const giveCase = statement<{ organisation_id: string; state: string }, [string, string | null, Date]>(
  'assign_case',
  `with former as (select id, handler_id from cases where id = $1),
   given as (
     update cases set handler_id = $2::uuid, updated_at = $3::timestamptz, version = version + 1 where id = $1
     returning id, organisation_id, state),
   shown as (
     insert into card_refreshes (case_id, organisation_id, former_handler_id, created_at)
     select g.id, g.organisation_id, f.handler_id, $3::timestamptz from given g join former f on f.id = g.id
      where f.handler_id is distinct from $2::uuid
      on conflict (case_id) do update set former_handler_id = excluded.former_handler_id)
   select organisation_id, state from given`,
)

/** Give a case to another handler, or to nobody. */
export async function assignCase(
  sql: Sql,
  { caseId, handlerId, by }: { caseId: string; handlerId: string | null; by: Actor },
  now: Date,
): Promise<void> {
  const [row] = await giveCase(sql, caseId, handlerId, now)
  if (!row) throw new Conflict(`case ${caseId} is gone`)
  await insertStep(sql, caseId, row.organisation_id, now, 'assign', row.state, by.role, by.personId, null)
}

/** Change fields of a case; its code stays, also in another zone. */
export async function editCase(
  sql: Sql,
  { caseId, changes, reason, by }: { caseId: string; changes: CaseChanges; reason: string; by: Actor },
  now: Date,
): Promise<void> {
  const row = await changeRecord(
    sql,
    { table: 'cases', id: caseId, columns: columnsOf(changes), zoneCode: changes.zoneCode },
    now,
  )
  if (!row) throw new Conflict(`case ${caseId} is gone`)
  await insertStep(sql, caseId, row.organisation_id, now, 'edit', row.state, by.role, by.personId, reason)
}

function columnsOf({ place, occurredAt, clocks, ...plain }: CaseChanges) {
  return {
    category: plain.category,
    urgency: plain.urgency,
    branch_id: plain.branchId,
    handler_id: plain.handlerId,
    told_as_handled: plain.toldAsHandled,
    text: plain.text,
    expires_on: plain.noteEndsOn,
    ...(clocks && clockRow(clocks)),
    ...(place !== undefined && placeRow(place)),
    ...(occurredAt !== undefined && timeRow(occurredAt)),
  }
}

const setParent = statement<{ id: string }, [string, string, Date]>(
  'link_case',
  `update cases set parent_id = $2, updated_at = $3, version = version + 1 where id = $1 returning id`,
)

/** Point a case that is told again to the one that goes on. */
export async function linkCase(
  sql: Sql,
  { caseId, earlierId }: { caseId: string; earlierId: string },
  now: Date,
): Promise<void> {
  const [row] = await setParent(sql, caseId, earlierId, now)
  if (!row) throw new Conflict(`case ${caseId} is gone`)
}
