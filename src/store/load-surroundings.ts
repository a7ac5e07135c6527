import type { Pool } from 'pg'
import { civilDate } from '../domain/calendar.ts'
import { receiptCode } from '../domain/receipt.ts'
import type { Db } from './database.ts'
import { loadResponsibility } from './responsibility.ts'
import { settingsFor } from './settings.ts'
import type { Surroundings } from './snapshot.ts'
import { workCalendarOf } from './work-calendar.ts'

/** What the database is asked by, and what only the installation knows. */
export interface SurroundingsSource {
  pool: Pool
  db: Db
  config: { timezone: string; publicUrl: string }
}

/** Roster, settings and calendar of an organisation, as they are now. */
export async function loadSurroundings(
  { pool, db, config: { timezone, publicUrl } }: SurroundingsSource,
  organisationId: string,
  now: Date,
): Promise<Surroundings> {
  const [responsibility, settings, calendar] = await Promise.all([
    loadResponsibility(pool, organisationId, civilDate(now, timezone)),
    settingsFor(db, organisationId),
    workCalendarOf(pool, organisationId),
  ])
  return { responsibility, settings: { ...settings, timezone, publicUrl }, calendar, receiptOf: receiptCode }
}
