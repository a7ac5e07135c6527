/** When the people of organisations may be told something: of all of them with one statement. */
import { sql } from 'drizzle-orm'
import type { CivilDate, WorkCalendar } from '../domain/calendar.ts'
import type { Db } from './database.ts'
import { USUAL_QUIET } from './settings.ts'
import { chinaCalendar } from './work-calendar.ts'

/** An organisation as far as the hour hangs on it at which its people are told something. */
export interface OrganisationHours {
  organisationId: string
  demo: boolean
  /** Days that somebody set right by hand, the nearest organisation's word last. */
  corrections: readonly { on: CivilDate; working: boolean }[]
  quietFrom: string
  quietUntil: string
}

/** Organisations with branches, with what they changed of the calendar from one day to another and of the quiet hours. */
export async function organisationHours(
  db: Db,
  { from, to }: Record<'from' | 'to', CivilDate>,
): Promise<OrganisationHours[]> {
  const above = sql`(up.path = '/' or up.path = o.path or o.path like up.path || '/%')`
  const setting = (key: string, usual: string) => sql`
    coalesce((select s.value #>> '{}' from settings s join organisations up on up.id = s.organisation_id
      where s.key = ${key} and ${above} order by length(up.path) desc limit 1), ${usual})`
  const { rows } = await db.execute<OrganisationHours & Record<string, unknown>>(sql`
    select o.id as "organisationId", o.demo,
           (select coalesce(json_agg(json_build_object('on', d."on", 'working', d.working) order by length(up.path)), '[]')
              from calendar_days d join organisations up on up.id = d.organisation_id
             where d."on" between ${from}::date and ${to}::date and ${above}) as corrections,
           ${setting('quietFrom', USUAL_QUIET.from)} as "quietFrom", ${setting('quietUntil', USUAL_QUIET.until)} as "quietUntil"
      from organisations o where exists (select from branches b where b.organisation_id = o.id)
     order by o.path`)
  return rows
}

/** The work calendar of an organisation on the days that were asked for. */
export function calendarIn({ corrections }: OrganisationHours): WorkCalendar {
  return chinaCalendar(new Map(corrections.map(({ on, working }) => [on, working])))
}
