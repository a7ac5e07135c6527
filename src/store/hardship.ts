/** Notes on hardship and the day on which each is emptied. */
import { sql } from 'drizzle-orm'
import type { CaseFacts } from '../decide/facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import type { Db } from './database.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'

/** Where nobody set a day: a year after it was told. */
export const NOTE_ENDS_ON = sql.raw("coalesce(c.expires_on, (c.created_at + interval '12 months')::date)")

export interface EndingNote {
  record: CaseFacts
  on: CivilDate
}

/** Somebody did not agree to what is told of them, or of their child. */
export const NOT_AGREED = sql.raw("(c.category in ('hardship', 'student') and c.state = 'cancelled')")

/** Its words are gone: so goes all that hangs on it. */
export const NOTE_ENDED = sql.raw("(c.category in ('hardship', 'student') and c.text = '')")

type NoteRow = CaseRow & { organisation_id: string; ends_on: CivilDate } & Record<string, unknown>

/** Notes that end on `until` at the latest, by organisation; of each end nobody was asked yet. */
export async function endingNotes(
  db: Db,
  until: CivilDate,
  limit: number,
): Promise<ReadonlyMap<string, readonly EndingNote[]>> {
  const { rows } = await db.execute<NoteRow>(sql`
    select ${sql.raw(caseFields)}, c.organisation_id, ${NOTE_ENDS_ON}::text as ends_on from ${sql.raw(caseTables)}
     where c.category = 'hardship' and c.text <> '' and c.state <> 'draft' and ${NOTE_ENDS_ON} <= ${until}::date
       and not exists (select from outbox o where o.key = 'note-ends/' || c.code || '/' || ${NOTE_ENDS_ON})
     order by ${NOTE_ENDS_ON}, c.code limit ${limit}`)
  const byOrganisation = groupBy(rows, (row) => row.organisation_id)
  return new Map(
    [...byOrganisation].map(([id, some]) => [id, some.map((row) => ({ record: caseFacts(row), on: row.ends_on }))]),
  )
}
