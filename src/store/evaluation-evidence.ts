/** The records behind a statement, as far as whoever looks may read them. */
import { sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import type { PersonFacts } from '../decide/facts.ts'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { CASE_STATES } from '../domain/case.ts'
import { type Actor, may } from '../domain/permission.ts'
import type { Evidence, Statement } from '../domain/review/statements.ts'
import { ACTIVITIES, type Activity, categoryLabel } from '../domain/vocabulary.ts'
import { casesByCode } from './cases-by-code.ts'
import type { Db } from './database.ts'

/** One record. */
export interface EvidenceLine {
  on: CivilDate
  /** Code of a case or zone; empty: neither. */
  code: string
  /** What it was; of what the reader may not read its kind alone. */
  words: string
  /** How it stands, where it has a state. */
  state: string | null
}

export interface EvidenceShown {
  lines: EvidenceLine[]
  /** Records that this reader may not see, or that were deleted since. */
  hiddenCount: number
}

/** Records on one page. */
const LINES_MAX = 300

/** @param reader as `branchesLedBy` knows them */
export async function evidenceOf(
  { pool, db }: { pool: Pool; db: Db },
  { evidence }: Statement,
  { reader, timezone }: { reader: PersonFacts; timezone: string },
): Promise<EvidenceShown> {
  const ids = (kind: Evidence['kind']) => evidence.filter((one) => one.kind === kind).map(({ id }) => id)
  const lines = [
    ...(await caseLines(pool, ids('case'), { reader, timezone })),
    ...(await otherLines(db, { checkIns: ids('check_in'), talks: ids('talk') }, timezone)),
    ...(await plannedLines(db, { focuses: ids('focus'), duties: ids('duty_window') })),
  ].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
  return { lines: lines.slice(0, LINES_MAX), hiddenCount: evidence.length - Math.min(lines.length, LINES_MAX) }
}

interface Reading {
  reader: PersonFacts
  timezone: string
}

async function caseLines(pool: Pool, codes: readonly string[], { reader, timezone }: Reading): Promise<EvidenceLine[]> {
  const { id: personId, name, assignments: posts } = reader
  const actor: Actor = { via: 'chat', identityId: null, personId, name, posts }
  return (await casesByCode(pool, codes)).flatMap((record) => {
    if (!may(actor, 'see', record)) return []
    const words = may(actor, 'read', record) ? record.text : categoryLabel(record.category, null)
    const { code, createdAt, state } = record
    return { on: civilDate(createdAt, timezone), code, words, state: CASE_STATES[state] }
  })
}

interface RecordRow extends Record<string, unknown> {
  on: string
  code: string | null
  activity: Activity | null
  words: string
}

/** What the member did and called together. */
async function otherLines(
  db: Db,
  { checkIns, talks }: { checkIns: readonly string[]; talks: readonly string[] },
  timezone: string,
): Promise<EvidenceLine[]> {
  if (checkIns.length + talks.length === 0) return []
  const { rows } = await db.execute<RecordRow>(sql`
    select (k.created_at at time zone ${timezone})::date::text as on, z.code, k.activity, k.text as words
      from check_ins k left join zones z on z.id = k.zone_id where k.id = any(${sql.param([...checkIns])}::uuid[])
    union all
    select (t.starts_at at time zone ${timezone})::date::text, z.code, null, t.topic || '，' || t.place
      from resident_talks t left join zones z on z.id = t.zone_id where t.id = any(${sql.param([...talks])}::uuid[])`)
  return rows.map(({ on, code, activity, words }) => {
    const named = activity !== null && words.trim() === '' ? ACTIVITIES[activity] : words
    return { on, code: code ?? '', words: named, state: null }
  })
}

/** What the branch asked of the zone. */
async function plannedLines(
  db: Db,
  { focuses, duties }: { focuses: readonly string[]; duties: readonly string[] },
): Promise<EvidenceLine[]> {
  if (focuses.length + duties.length === 0) return []
  const { rows } = await db.execute<RecordRow & { done_on: string | null }>(sql`
    select f.ends_on::text as on, z.code, f.title as words, null as done_on
      from duty_focuses f join zones z on z.id = f.zone_id where f.id = any(${sql.param([...focuses])}::uuid[])
    union all
    select w.ends_on::text, z.code, d.title, w.done_on::text
      from duty_windows w join duties d on d.id = w.duty_id join zones z on z.id = w.zone_id
     where w.id = any(${sql.param([...duties])}::uuid[])`)
  return rows.map(({ on, code, words, done_on }) => ({
    ...{ on: done_on ?? on, code: code ?? '', words, state: done_on === null ? null : '已做' },
  }))
}
