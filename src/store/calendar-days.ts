import { and, eq, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { Db } from './database.ts'
import type { Scope } from './organisations.ts'
import { calendarDays } from './schema/organisation.ts'
import { transact } from './transact.ts'

/** A day that an organisation set right by hand. */
export interface CorrectedDay {
  on: CivilDate
  working: boolean
  note: string | null
  /** Path of the organisation that set it. */
  setBy: string
}

/** How a day is from now on; `working` null: as the organisation above has it, or the public calendar. */
export interface DayChange {
  on: CivilDate
  working: boolean | null
  note: string | null
}

/** Set a day of an organisation's calendar right. Clocks that run already keep the ends that they have. */
export async function correctDay(
  db: Db,
  { organisationId }: Scope,
  { change: { on, working, note: why }, actor, now }: { change: DayChange; actor: string; now: Date },
): Promise<void> {
  await transact(db, async (tx, note) => {
    if (working === null) {
      await tx.delete(calendarDays).where(and(eq(calendarDays.organisationId, organisationId), eq(calendarDays.on, on)))
    } else {
      await tx
        .insert(calendarDays)
        .values({ organisationId, on, working, note: why })
        .onConflictDoUpdate({ target: [calendarDays.organisationId, calendarDays.on], set: { working, note: why } })
    }
    const subject = `organisation:${organisationId}`
    await note({ organisationId, at: now, actor, action: 'correct_day', subject, detail: { on, working, note: why } })
  })
}

/** The days of a year that were set right for an organisation, by itself or above it, in order: the nearest word holds. */
export async function correctedDays(db: Db, { path }: Scope, year: number): Promise<CorrectedDay[]> {
  const { rows } = await db.execute<{ on: string; working: boolean; note: string | null; path: string }>(sql`
    select distinct on (d."on") d."on"::text as on, d.working, d.note, o.path
      from calendar_days d join organisations o on o.id = d.organisation_id
     where (o.path = '/' or o.path = ${path} or starts_with(${path}, o.path || '/'))
       and d."on" between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)
     order by d."on", length(o.path) desc`)
  return rows.map(({ on, working, note, path: setBy }) => ({ on, working, note, setBy }))
}
