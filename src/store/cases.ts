/** Cases as they are opened, each with its code. */
import type { NewCase } from '../decide/decision.ts'
import type { CaseSource, ReporterRole } from '../domain/vocabulary.ts'
import { CLOCK_COLUMNS, clockRow, clockTypes } from './clock-rows.ts'
import { placeRow, timeRow } from './record-rows.ts'
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
    ...placeRow(told.place),
    ...timeRow(told.occurredAt),
    by_person_id: origin.personId,
  }
}
