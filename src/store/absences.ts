import type { CivilDate } from '../domain/calendar.ts'
import { type Sql, statement } from './sql.ts'

/** Days, both included, on which a person is away; `endsOn` null: until they say so. */
export interface NewAbsence {
  organisationId: string
  personId: string
  startsOn: CivilDate
  endsOn: CivilDate | null
  coverId: string | null
  createdBy: string | null
}

const clearDays = statement<{ id: string }, [string, string, string | null]>(
  'clear_absences',
  // What begins inside the new days goes; what began before ends the day before them.
  `with gone as (
     delete from absences where person_id = $1 and starts_on >= $2::date
        and ($3::date is null or starts_on <= $3::date) returning id),
   cut as (
     update absences set ends_on = $2::date - 1
      where person_id = $1 and starts_on < $2::date and (ends_on is null or ends_on >= $2::date) returning id)
   select id from gone union all select id from cut`,
)

const insertAbsence = statement<
  { id: string },
  [string, string, string | null, string, string | null, string | null, Date]
>(
  'insert_absence',
  `insert into absences (organisation_id, person_id, cover_id, starts_on, ends_on, created_by, created_at)
   values ($1, $2, $3, $4, $5, $6, $7) returning id`,
)

/** Put a person on leave. What was told before for the same days gives way to it. */
export async function setAbsence(sql: Sql, absence: NewAbsence, now: Date): Promise<void> {
  const { organisationId, personId, coverId, startsOn, endsOn, createdBy } = absence
  await clearDays(sql, personId, startsOn, endsOn)
  await insertAbsence(sql, organisationId, personId, coverId, startsOn, endsOn, createdBy, now)
}

/** A person is back on `on`: what lasts ends the day before, what was to come is dropped. */
export async function endAbsence(sql: Sql, { personId, on }: { personId: string; on: CivilDate }): Promise<void> {
  await clearDays(sql, personId, on, null)
}
