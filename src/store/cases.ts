import type { Actor, CaseChanges, CaseSets, Decision, NewCase } from '../decide/decision.ts'
import { type CaseState, outsideStatus, saysItEnds } from '../domain/case.ts'
import type { CaseSource, ReporterRole } from '../domain/vocabulary.ts'
import { CLOCK_COLUMNS, clockRow, clockTypes } from './clock-rows.ts'
import { placeAndTimeRow } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

/** The message or the clock's turn that records come from. */
export interface Origin {
  organisationId: string
  channel: CaseSource
  inboxId: bigint | null
  identityId: string | null
  personId: string | null
  /** As whom the person acts; `system` for the clock. */
  role: ReporterRole | 'system'
  /** For the audit log, where it is no person and no account: `token:<id>`. */
  actor?: string
}

/** Two people, or two processes, decided on the same thing: the first decision stands. */
export class Conflict extends Error {
  override name = 'Conflict'
}

const insertCases = statement<{ id: string; code: string }, [string, Date]>(
  'insert_cases',
  // Numbers are taken under the zones' locks, in one order for all, so codes have no duplicates and, while nothing
  // fails, no gaps.
  `with told as materialized (
     select t.*, z.id as zone_id, coalesce(z.organisation_id, t.own_organisation_id) as organisation_id,
       coalesce(z.code, 'W') as series
       from json_to_recordset($1::json) as t(id uuid, place int, own_organisation_id uuid, zone_code text, branch_id uuid,
         kind text, category text, urgency text, state text, told_as_handled boolean, text text, source_start int,
         source_end int, confidence real, channel text, inbox_id bigint, record_number int, reporter_role text,
         reporter_person_id uuid, reporter_identity_id uuid, on_behalf_of text, handler_id uuid, ${clockTypes},
         place_text text, building text, unit text, floor text, room text, occurred_on date, occurred_time text,
         by_person_id uuid)
       left join zones z on z.code = t.zone_code),
   wanted as (select zone_id, count(*)::int as count from told where zone_id is not null group by 1),
   locked as materialized (select id from zones where id in (select zone_id from wanted) order by id for update),
   inside as (
     update zones z set last_case_number = z.last_case_number + w.count
       from wanted w join locked l on l.id = w.zone_id where z.id = l.id
     returning z.code as series, z.last_case_number - w.count as before),
   outside as (
     insert into counters (name, last)
     select 'case-W', n from (select count(*)::int as n from told where zone_id is null) o where n > 0
     on conflict (name) do update set last = counters.last + excluded.last
     returning 'W' as series, last - (select count(*)::int from told where zone_id is null) as before),
   numbered as (
     select t.*, (b.before + row_number() over (partition by t.series order by t.place))::text as number
       from told t join (select * from inside union all select * from outside) b on b.series = t.series),
   opened as (
     insert into cases (id, organisation_id, branch_id, zone_id, code, kind, category, urgency, state, told_as_handled,
       text, source_start, source_end, confidence, channel, inbox_id, record_number, reporter_role,
       reporter_person_id, reporter_identity_id, on_behalf_of, handler_id, ${CLOCK_COLUMNS.join(', ')},
       created_at, updated_at, place_text, building, unit, floor, room, occurred_on, occurred_time)
     select id, organisation_id, branch_id, zone_id, series || '-' || lpad(number, greatest(4, length(number)), '0'),
       kind, category, urgency, state, told_as_handled, text, source_start, source_end, confidence, channel, inbox_id,
       record_number, reporter_role, reporter_person_id, reporter_identity_id, on_behalf_of, handler_id,
       ${CLOCK_COLUMNS.join(', ')}, $2::timestamptz, $2::timestamptz, place_text, building, unit, floor, room, occurred_on,
       occurred_time
     from numbered returning id, organisation_id, code),
   step as (
     insert into case_history (case_id, organisation_id, step, at, event, to_state, by_role, by_person_id)
     select o.id, o.organisation_id, 1, $2::timestamptz, 'open', t.state, t.reporter_role, t.by_person_id
       from opened o join told t on t.id = o.id)
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

/** A case to be opened: by which message, and as which of its records. */
export interface Opening {
  id: string
  origin: Origin
  case: NewCase
  recordNumber: number
}

/** Open cases and give each its code: `A3-0017`, or `W-0001` outside every zone. Returns codes by id. */
export async function openCases(
  sql: Sql,
  openings: readonly Opening[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  if (openings.length === 0) return new Map()
  const rows = await insertCases(sql, JSON.stringify(openings.map(caseRow)), now)
  if (rows.length !== openings.length) throw new Error('inserting cases returned other rows than were told')
  return new Map(rows.map((row) => [row.id, row.code]))
}

function caseRow({ id, origin, case: told, recordNumber }: Opening, place: number) {
  return {
    id,
    place,
    own_organisation_id: origin.organisationId,
    zone_code: told.zoneCode,
    branch_id: told.branchId,
    kind: told.kind,
    category: told.category,
    urgency: told.urgency,
    state: told.state,
    told_as_handled: told.toldAsHandled,
    text: told.text,
    source_start: told.source[0],
    source_end: told.source[1],
    confidence: told.confidence,
    channel: origin.channel,
    inbox_id: origin.inboxId === null ? null : String(origin.inboxId),
    record_number: recordNumber,
    reporter_role: told.reporterRole,
    reporter_person_id: told.onBehalfOf === null ? origin.personId : null,
    reporter_identity_id: origin.identityId,
    on_behalf_of: told.onBehalfOf,
    handler_id: told.handlerId,
    ...clockRow(told.clocks),
    ...placeAndTimeRow(told),
    by_person_id: origin.personId,
  }
}

const SET_COLUMNS = {
  external_body: 'text',
  external_number: 'text',
  ask_again_on: 'date',
  scheduled_on: 'date',
  extension: 'text',
  escalation: 'int',
  verified: 'boolean',
  satisfied: 'boolean',
} as const

const stepCases = statement<{ id: string }, [string, Date]>(
  'step_cases',
  // A column that a step does not set is not among its `sets`; clocks are always told whole.
  `with step as (
     select * from json_to_recordset($1::json) as m(case_id uuid, event text, from_state text, to_state text,
       by_role text, by_person_id uuid, reason text, closes boolean, says_it_ends boolean, reopens boolean, sets jsonb, clocked boolean,
       responded boolean, ${clockTypes})),
   taken as (
     update cases c set state = m.to_state, updated_at = $2::timestamptz, version = version + 1,
       state_before = case when m.to_state = 'need_info' and m.from_state <> 'need_info' then m.from_state
                           else state_before end,
       closed_at = case when m.closes then coalesce(c.closed_at, $2::timestamptz) end,
       closed_by = case when m.says_it_ends then m.by_person_id else c.closed_by end,
       reopened_at = case when m.reopens then $2::timestamptz else c.reopened_at end,
       responded_at = case when m.responded then coalesce(c.responded_at, $2::timestamptz) else c.responded_at end,
       ${CLOCK_COLUMNS.map((c) => `${c} = case when m.clocked then m.${c} else c.${c} end`).join(', ')},
       ${Object.entries(SET_COLUMNS)
         .map(([c, type]) => `${c} = case when m.sets ? '${c}' then (m.sets->>'${c}')::${type} else c.${c} end`)
         .join(', ')}
       from step m where c.id = m.case_id and c.state = m.from_state
     returning c.id, c.organisation_id, c.urgency),
   noted as (
     insert into case_history (case_id, organisation_id, step, at, event, from_state, to_state, by_role, by_person_id, reason)
     select v.id, v.organisation_id, coalesce((select max(step) from case_history h where h.case_id = v.id), 0) + 1,
       $2::timestamptz, m.event, m.from_state, m.to_state, m.by_role, m.by_person_id, m.reason
       from taken v join step m on m.case_id = v.id),
   shown as (
     -- Of a draft nobody beside its reporter has a card yet, but of an emergency.
     insert into card_refreshes (case_id, organisation_id, created_at)
     select v.id, v.organisation_id, $2::timestamptz from taken v join step m on m.case_id = v.id
      where m.from_state <> m.to_state and (m.from_state <> 'draft' or v.urgency = 'emergency')
      on conflict do nothing)
   select id from taken`,
)

/** A step of the transition table, or a note that leaves the state as it is. */
export type CaseStep = Extract<Decision, { do: 'move_case' | 'note_case' }>

/**
 * Take steps, one for each case.
 *
 * @throws Conflict when a case is no longer in the state that the step was decided for
 */
export async function takeSteps(sql: Sql, steps: readonly CaseStep[], now: Date): Promise<void> {
  if (steps.length === 0) return
  const taken = await stepCases(sql, JSON.stringify(steps.map(stepRow)), now)
  if (taken.length < steps.length) throw new Conflict('a case is no longer what it was when it was decided on')
}

function stepRow(step: CaseStep) {
  const { from, to } = step.do === 'move_case' ? step : { from: step.state, to: step.state }
  const { caseId, event, by, reason, clocks, sets } = step
  return {
    case_id: caseId,
    event,
    from_state: from,
    to_state: to,
    by_role: by.role,
    by_person_id: by.personId,
    reason,
    closes: outsideStatus(to) === 'closed',
    says_it_ends: saysItEnds(event),
    reopens: to === 'reopened' && from !== 'reopened',
    sets: setColumns(sets ?? {}),
    responded: sets?.responded ?? false,
    clocked: clocks !== undefined,
    ...(clocks && clockRow(clocks)),
  }
}

function setColumns({ external, responded: _, scheduledOn, ...plain }: CaseSets): Partial<Record<string, unknown>> {
  return {
    ...plain,
    ...(external === undefined
      ? {}
      : {
          external_body: external?.body ?? null,
          external_number: external?.number ?? null,
          ask_again_on: external?.askAgainOn ?? null,
        }),
    ...(scheduledOn === undefined ? {} : { scheduled_on: scheduledOn }),
  }
}

const giveCase = statement<{ organisation_id: string; state: CaseState }, [string, string | null, Date]>(
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
    ...(clocks ? Object.entries(clockRow(clocks)) : []),
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
