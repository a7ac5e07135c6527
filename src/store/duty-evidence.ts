/** What people told anyway is the evidence of their duties: nothing is reported twice. */
import type { CivilDate } from '../domain/calendar.ts'
import { type Sql, statement } from './sql.ts'

/**
 * How long after a window what was done in it may be told, and how long before it a case may have been opened that was
 * resolved in it: both keep the search among few rows.
 */
const TOLD_LATE = "interval '31 days'"
const OPENED_BEFORE = "interval '180 days'"

/** The first day of a window, and the first day after it, as instants of the time zone `$2`. */
const BEGINS = '(due.starts_on::timestamp at time zone $2)'
const ENDS = '((due.ends_on + 1)::timestamp at time zone $2)'

const CHECK_IN = `
  select k.id as check_in_id, null::uuid as case_id, told.day as done_on
    from check_ins k
    cross join lateral (select coalesce(k.occurred_on, (k.created_at at time zone $2)::date) as day) told
   where k.organisation_id = due.organisation_id and k.zone_id = due.zone_id
     and k.created_at >= ${BEGINS} and k.created_at < ${ENDS} + ${TOLD_LATE}
     and k.state = 'kept' and k.activity = any(d.activities) and told.day between due.starts_on and due.ends_on
   order by k.created_at limit 1`

/** A matter that a member of the zone found in the window, or that was resolved in it, whoever found it. */
const CASE = `
  select null::uuid, c.id, (least(case when found.by_member then c.created_at end, case when ended.well then c.closed_at end)
           at time zone $2)::date
    from cases c
    cross join lateral (select c.created_at >= ${BEGINS} and c.state not in ('draft', 'cancelled')
       and exists (select from assignments a
                    where a.organisation_id = c.organisation_id and a.zone_id = c.zone_id
                      and a.person_id = c.reporter_person_id and a.role <> 'resident_verifier') as by_member) found
    cross join lateral (select c.state = 'resolved' and c.closed_at >= ${BEGINS} and c.closed_at < ${ENDS} as well) ended
   where c.organisation_id = due.organisation_id and c.zone_id = due.zone_id
     and c.created_at >= ${BEGINS} - ${OPENED_BEFORE} and c.created_at < ${ENDS}
     and c.category = any(d.categories) and (found.by_member or ended.well)
   order by c.created_at limit 1`

/**
 * Look again whether the windows `due` are done, and by what. `$1` the today, `$2` the time zone, `$3` on: of `due`.
 *
 * What was told when is looked up in the records themselves, so it does not matter which was there first, the record or
 * the window; and a record that is withdrawn takes its window back. Locked in one order, so that two who look at one
 * zone at once never wait for each other.
 */
const look = (due: string) => `
  with due as (${due} order by w.id for update of w),
  seen as (
    select due.id, due.starts_on, due.ends_on, e.check_in_id, e.case_id, e.done_on
      from due join duties d on d.id = due.duty_id
      left join lateral ((${CHECK_IN}) union all (${CASE}) limit 1) e on true)
  update duty_windows w
     set check_in_id = seen.check_in_id, case_id = seen.case_id, done_on = seen.done_on,
         state = case when seen.done_on is not null then 'done' when seen.ends_on < $1::date then 'missed'
                      when seen.starts_on > $1::date then 'draft' else 'ready' end
    from seen
   where w.id = seen.id
     and (w.check_in_id, w.case_id, w.done_on) is distinct from (seen.check_in_id, seen.case_id, seen.done_on)
  returning w.id`

const lookAtWindows = statement<{ id: string }, [CivilDate, string, string[]]>(
  'look_at_duty_windows',
  look(`select w.* from duty_windows w where w.id = any($3::uuid[]) and w.state <> 'cancelled'`),
)

const lookAtRecords = statement<{ id: string }, [CivilDate, string, string[], string[]]>(
  'look_at_duties_of_records',
  look(`
    select w.* from duty_windows w
     where w.zone_id in (select k.zone_id from unnest($3::uuid[]) as told(id) join check_ins k on k.id = told.id
                         union select c.zone_id from unnest($4::uuid[]) as told(id) join cases c on c.id = told.id)
       and w.ends_on >= $1::date - ${TOLD_LATE}
       and (w.state in ('draft', 'ready', 'missed')
            or w.check_in_id = any($3::uuid[]) or (w.state = 'done' and w.case_id = any($4::uuid[])))`),
)

export interface Looking {
  today: CivilDate
  timezone: string
}

/** Look whether something that was told already does these windows. @returns ids of those that changed */
export async function seeDutiesDone(
  sql: Sql,
  windowIds: readonly string[],
  { today, timezone }: Looking,
): Promise<string[]> {
  if (windowIds.length === 0) return []
  return (await lookAtWindows(sql, today, timezone, [...windowIds])).map((row) => row.id)
}

/** The same for the duties of the zones that these records, just told, moved or withdrawn, belong to. */
export async function seeDutiesDoneBy(
  sql: Sql,
  { checkInIds, caseIds }: { checkInIds: readonly string[]; caseIds: readonly string[] },
  { today, timezone }: Looking,
): Promise<string[]> {
  if (checkInIds.length + caseIds.length === 0) return []
  return (await lookAtRecords(sql, today, timezone, [...checkInIds], [...caseIds])).map((row) => row.id)
}
