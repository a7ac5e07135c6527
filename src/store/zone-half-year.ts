/** What the records of a zone say of a stretch of time, so that nobody who looks at it asks for it again. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { CaseState } from '../domain/case.ts'
import type { DutySpan } from '../domain/duty.ts'
import type { DutyRecord } from '../domain/review/checklist.ts'
import type { Activity } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { isDutyOf } from './duties.ts'
import { holding } from './holding.ts'

const DUTIES_MAX = 40

export interface ZoneHalfYear {
  duties: (DutyRecord & { id: string; title: string })[]
  /** Told in it, by how far they are; those that not even a count may tell left out. */
  cases: { state: CaseState; count: number }[]
  activities: { activity: Activity; count: number }[]
  /** Titles. */
  focuses: string[]
  /** How often its notice was opened or its code scanned. */
  visitCount: number
  /** The branch decided on it. */
  approved: boolean
  /** Of those who answer for it, how many said that they know. */
  knowingCount: number
  memberCount: number
}

/** Duties are those that hold on `today` and those that had their time within `span`. */
export async function zoneHalfYear(
  db: Db,
  zoneId: string,
  { span, today, timezone }: { span: DutySpan; today: CivilDate; timezone: string },
): Promise<ZoneHalfYear> {
  const within = (column: string) => {
    const at = sql.raw(column)
    return sql`${at} >= (${span.startsOn}::timestamp at time zone ${timezone})
      and ${at} < ((${span.endsOn}::date + 1)::timestamp at time zone ${timezone})`
  }
  const { rows } = await db.execute<ZoneHalfYear & Record<string, unknown>>(sql`
    with windows as (
      select w.duty_id, count(*) filter (where w.state = 'done')::int as done,
             count(*) filter (where w.state = 'missed')::int as missed
        from duty_windows w
       where w.zone_id = ${zoneId} and w.ends_on >= ${span.startsOn}::date and w.starts_on <= ${span.endsOn}::date
         and w.state <> 'cancelled' group by 1),
    held as (select a.* from assignments a
              where a.zone_id = ${zoneId} and a.role not in ('helper', 'resident_verifier')
                and ${holding('a', sql`${today}::date`)})
    select
      (select coalesce(json_agg(json_build_object('id', id, 'title', title, 'doneCount', done, 'missedCount', missed)
                order by number nulls last, title), '[]')
         from (select d.id, d.title, coalesce(w.done, 0) as done, coalesce(w.missed, 0) as missed,
                      nullif(split_part(d.clause, '-', 2), '')::int as number
                 from duties d left join windows w on w.duty_id = d.id
                where ${isDutyOf(sql`d`, sql`z`, sql`${today}::date`)} or w.done + w.missed > 0
                order by number nulls last, d.title limit ${DUTIES_MAX}) l) as duties,
      (select coalesce(json_agg(json_build_object('state', state, 'count', count) order by count desc, state), '[]')
         from (select c.state, count(*)::int from cases c
                where c.organisation_id = z.organisation_id and c.zone_id = z.id and ${within('c.created_at')}
                  and c.state not in ('draft', 'cancelled') and c.category <> 'integrity' group by 1) l) as cases,
      (select coalesce(json_agg(json_build_object('activity', activity, 'count', count) order by count desc, activity), '[]')
         from (select k.activity, count(*)::int from check_ins k
                where k.organisation_id = z.organisation_id and k.zone_id = z.id and ${within('k.created_at')}
                  and k.state = 'kept' group by 1) l) as activities,
      (select coalesce(json_agg(f.title order by f.starts_on), '[]') from duty_focuses f
        where f.zone_id = z.id and f.state = 'accepted' and f.starts_on <= ${span.endsOn}::date
          and f.ends_on >= ${span.startsOn}::date) as focuses,
      (select coalesce(sum(v.visit_count), 0)::int from zone_visits v
        where v.zone_id = z.id and v."on" between ${span.startsOn}::date and ${span.endsOn}::date) as "visitCount",
      z.approved_at is not null as approved,
      (select count(*)::int from held where acknowledged_at is not null) as "knowingCount",
      (select count(*)::int from held) as "memberCount"
      from zones z where z.id = ${zoneId}`)
  const [record] = rows
  if (!record) throw new Error(`there is no zone ${zoneId}`)
  return record
}
