import type { Actor, CaseChanges, Decision, NewCase } from '../decide/decision.ts'
import { type CaseState, outsideStatus } from '../domain/case.ts'
import type { ChannelName, ReporterRole } from '../domain/vocabulary.ts'
import { placeAndTimeValues } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

/** The message or the clock's turn that records come from. */
export interface Origin {
  organisationId: string
  channel: ChannelName
  inboxId: bigint | null
  identityId: string | null
  personId: string | null
  /** As whom the person acts; `system` for the clock. */
  role: ReporterRole | 'system'
}

/** Two people, or two processes, decided on the same thing: the first decision stands. */
export class Conflict extends Error {
  override name = 'Conflict'
}

const insertCase = statement<{ id: string; code: string }, unknown[]>(
  'insert_case',
  // The number is taken under its row's lock, so codes have no duplicates and, while nothing fails, no gaps.
  `with zone as (
     update zones set last_case_number = last_case_number + 1 where code = $3
     returning id, organisation_id, code, last_case_number as number),
   outside as (
     insert into counters (name, last) select 'case-W', 1 where not exists (select from zone)
     on conflict (name) do update set last = counters.last + 1 returning last as number),
   place as (
     select id as zone_id, organisation_id, code, number from zone
     union all select null, $1::uuid, 'W', number from outside),
   opened as (
     insert into cases (organisation_id, branch_id, zone_id, code, kind, category, urgency, state, told_as_handled,
       text, source_start, source_end, confidence, channel, inbox_id, record_number, reporter_role,
       reporter_person_id, reporter_identity_id, on_behalf_of, handler_id, accept_due_at, resolve_due_at,
       created_at, updated_at, place_text, building, unit, floor, room, occurred_on, occurred_time)
     select organisation_id, $2::uuid, zone_id, code || '-' || lpad(number::text, greatest(4, length(number::text)), '0'),
       $4, $5, $6, $7, $8::boolean, $9, $10::int, $11::int, $12::real, $13, $14::bigint, $15::int, $16,
       $17::uuid, $18::uuid, $19, $20::uuid, $21::timestamptz, $22::timestamptz,
       $23::timestamptz, $23::timestamptz, $24, $25, $26, $27, $28, $29::date, $30
     from place returning id, organisation_id, code),
   step as (
     insert into case_history (case_id, organisation_id, step, at, event, to_state, by_role, by_person_id)
     select id, organisation_id, 1, $23::timestamptz, 'open', $7, $16, $31::uuid from opened)
   select id, code from opened`,
)

const insertStep = statement<
  { step: number },
  [string, string, Date, string, string | null, string, string, string | null, string | null]
>(
  'insert_case_step',
  `insert into case_history (case_id, organisation_id, step, at, event, from_state, to_state, by_role, by_person_id, reason)
   select $1, $2, coalesce(max(step), 0) + 1, $3, $4, $5, $6, $7, $8, $9 from case_history where case_id = $1
   returning step`,
)

/** Open a case and give it its code: `A3-0017`, or `W-0001` outside every zone. */
export async function openCase(
  sql: Sql,
  origin: Origin,
  { case: told, recordNumber, now }: { case: NewCase; recordNumber: number; now: Date },
): Promise<{ id: string; code: string }> {
  const [row] = await insertCase(
    sql,
    origin.organisationId,
    told.branchId,
    told.zoneCode,
    told.kind,
    told.category,
    told.urgency,
    told.state,
    told.toldAsHandled,
    told.text,
    told.source[0],
    told.source[1],
    told.confidence,
    origin.channel,
    origin.inboxId,
    recordNumber,
    told.reporterRole,
    told.onBehalfOf === null ? origin.personId : null,
    origin.identityId,
    told.onBehalfOf,
    told.handlerId,
    told.clocks.acceptDueAt,
    told.clocks.resolveDueAt,
    now,
    ...placeAndTimeValues(told),
    origin.personId,
  )
  if (!row) throw new Error('inserting a case returned no row')
  return row
}

const moveState = statement<
  { organisation_id: string },
  [string, string, string, Date, boolean, Date | null, Date | null]
>(
  'move_case',
  `update cases set state = $3, updated_at = $4::timestamptz, version = version + 1,
     state_before = case when $3 = 'need_info' then $2 else state_before end,
     closed_at = case when $5::boolean then $4::timestamptz end,
     accept_done_at = case when $3 in ('accepted', 'in_progress', 'scheduled', 'waiting_external') or $5::boolean
                           then coalesce(accept_done_at, $4::timestamptz) else accept_done_at end,
     resolve_done_at = case when $3 = 'to_verify' or $5::boolean then coalesce(resolve_done_at, $4::timestamptz) else resolve_done_at end,
     paused_at = case when $3 in ('need_info', 'waiting_external') then coalesce(paused_at, $4::timestamptz) end,
     accept_due_at = coalesce($6::timestamptz, accept_due_at), resolve_due_at = coalesce($7::timestamptz, resolve_due_at)
   where id = $1 and state = $2
   returning organisation_id`,
)

/** Take one step of the transition table. @throws Conflict when the case has left `from` meanwhile */
export async function moveCase(sql: Sql, move: Extract<Decision, { do: 'move_case' }>, now: Date): Promise<void> {
  const closes = outsideStatus(move.to) === 'closed'
  const { acceptDueAt = null, resolveDueAt = null } = move.clocks ?? {}
  const [row] = await moveState(sql, move.caseId, move.from, move.to, now, closes, acceptDueAt, resolveDueAt)
  if (!row) throw new Conflict(`case ${move.caseId} is no longer ${move.from}`)
  await step(sql, move.caseId, row.organisation_id, {
    at: now,
    event: move.event,
    from: move.from,
    to: move.to,
    by: move.by,
    reason: move.reason,
  })
}

const giveCase = statement<{ organisation_id: string; state: CaseState }, [string, string | null, Date]>(
  'assign_case',
  `update cases set handler_id = $2, updated_at = $3, version = version + 1 where id = $1
   returning organisation_id, state`,
)

/** Give a case to another handler, or to nobody. */
export async function assignCase(
  sql: Sql,
  { caseId, handlerId, by }: { caseId: string; handlerId: string | null; by: Actor },
  now: Date,
): Promise<void> {
  const [row] = await giveCase(sql, caseId, handlerId, now)
  if (!row) throw new Conflict(`case ${caseId} is gone`)
  const { organisation_id, state } = row
  await step(sql, caseId, organisation_id, { at: now, event: 'assign', from: state, to: state, by, reason: null })
}

const lockCase = statement<{ organisation_id: string; state: CaseState }, [string]>(
  'lock_case',
  'select organisation_id, state from cases where id = $1 for update',
)

/** Change fields of a case; its code stays, also in another zone. */
export async function editCase(
  sql: Sql,
  edit: { caseId: string; changes: CaseChanges; reason: string; by: Actor },
  now: Date,
): Promise<void> {
  const [row] = await lockCase(sql, edit.caseId)
  if (!row) throw new Conflict(`case ${edit.caseId} is gone`)
  const columns = changedColumns(edit.changes)
  const sets = columns.map(([column], i) => `${column} = $${i + 3}`)
  const zone = edit.changes.zoneCode
  const zoneSet = zone === undefined ? [] : [`zone_id = (select id from zones where code = $${columns.length + 3})`]
  await sql.query(
    `update cases set ${[...sets, ...zoneSet, 'updated_at = $2', 'version = version + 1'].join(', ')} where id = $1`,
    [edit.caseId, now, ...columns.map(([, value]) => value), ...(zone === undefined ? [] : [zone])],
  )
  const { organisation_id, state } = row
  const { by, reason } = edit
  await step(sql, edit.caseId, organisation_id, { at: now, event: 'edit', from: state, to: state, by, reason })
}

/** Column names are ours, never a person's words. */
function changedColumns(changes: CaseChanges): [string, unknown][] {
  const { place, occurredAt, clocks } = changes
  const columns: [string, unknown][] = [
    ['category', changes.category],
    ['urgency', changes.urgency],
    ['branch_id', changes.branchId],
    ['handler_id', changes.handlerId],
    ['told_as_handled', changes.toldAsHandled],
    ['text', changes.text],
    ['accept_due_at', clocks?.acceptDueAt],
    ['resolve_due_at', clocks?.resolveDueAt],
    ...placeColumns(place),
    ...timeColumns(occurredAt),
  ]
  return columns.filter(([, value]) => value !== undefined)
}

export function placeColumns(place: CaseChanges['place']): [string, unknown][] {
  if (place === undefined) return []
  return [
    ['place_text', place?.text ?? null],
    ['building', place?.building ?? null],
    ['unit', place?.unit ?? null],
    ['floor', place?.floor ?? null],
    ['room', place?.room ?? null],
  ]
}

export function timeColumns(occurredAt: CaseChanges['occurredAt']): [string, unknown][] {
  if (occurredAt === undefined) return []
  return [
    ['occurred_on', occurredAt?.date ?? null],
    ['occurred_time', occurredAt?.time ?? null],
  ]
}

interface Step {
  at: Date
  event: string
  from: CaseState
  to: CaseState
  by: Actor
  reason: string | null
}

async function step(sql: Sql, caseId: string, organisationId: string, { at, event, from, to, by, reason }: Step) {
  await insertStep(sql, caseId, organisationId, at, event, from, to, by.role, by.personId, reason)
}

export const followCase = statement<{ case_id: string }, [string, string]>(
  'follow_case',
  `insert into followers (case_id, identity_id, organisation_id)
   select id, $2, organisation_id from cases where id = $1 on conflict do nothing returning case_id`,
)

export const unfollowCase = statement<{ case_id: string }, [string, string]>(
  'unfollow_case',
  'delete from followers where case_id = $1 and identity_id = $2 returning case_id',
)
