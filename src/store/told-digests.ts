/** Which digests are due, and what the last ones held. */
import { sql } from 'drizzle-orm'
import type { DigestContent } from '../decide/digest.ts'
import { addDays, type CivilDate, instantOf } from '../domain/calendar.ts'
import { detailHash } from './audit.ts'
import type { Db } from './database.ts'
import type { DigestTimes } from './digest.ts'
import { type Sql, statement } from './sql.ts'

export type DigestKind = 'daily' | 'weekly'

const branchNotLookedAt = statement<Record<string, never>, [CivilDate]>(
  'branch_not_looked_at',
  `select from branches b where not exists (
     select from digests d where d.branch_id = b.id and d.kind = 'daily' and d.due_on = $1::date) limit 1`,
)

/** Whether the digests of `today` are done with: those of the week are looked at together with those of its first day. */
export async function allLookedAt(sql: Sql, today: CivilDate): Promise<boolean> {
  return (await branchNotLookedAt(sql, today)).length === 0
}

/** One digest of one branch that nobody has looked at yet. */
export interface DigestDue {
  branchId: string
  kind: DigestKind
}

/** Of the organisations' branches those whose digest of that day, or week, nobody has looked at. */
export async function digestsDue(
  db: Db,
  asked: { kind: DigestKind; dueOn: CivilDate; organisationIds: readonly string[] },
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select b.id from branches b
     where b.organisation_id = any(${sql.param([...asked.organisationIds])}::uuid[]) and not exists (
       select from digests d where d.branch_id = b.id and d.kind = ${asked.kind} and d.due_on = ${asked.dueOn}::date)`)
  return rows.map((row) => row.id)
}

/**
 * What the last digest of each branch held, whether or not there was something to tell; there was none: absent.
 *
 * Not the last that was told: what was settled in between and comes again is to be told again.
 */
export async function lastLookedAt(
  db: Db,
  kind: DigestKind,
  branchIds: readonly string[],
): Promise<Map<string, DigestContent>> {
  const { rows } = await db.execute<{ branch_id: string; content: DigestContent }>(sql`
    select b.id as branch_id, d.content
      from unnest(${sql.param([...branchIds])}::uuid[]) as b(id) cross join lateral (
        select content from digests d
         where d.branch_id = b.id and d.kind = ${kind} order by d.due_on desc limit 1) d`)
  return new Map(rows.map((row) => [row.branch_id, row.content]))
}

/** A digest that was looked at. */
export interface DigestLooked extends DigestDue {
  organisationId: string
  dueOn: CivilDate
  content: DigestContent
  told: boolean
}

const insertDigests = statement<{ branch_id: string; kind: DigestKind }, [string, Date]>(
  'keep_digests',
  `insert into digests (organisation_id, branch_id, kind, due_on, content, hash, told_at, created_at)
   select organisation_id, branch_id, kind, due_on, content, hash, case when told then $2::timestamptz end, $2
     from json_to_recordset($1::json) as d(organisation_id uuid, branch_id uuid, kind text, due_on date, content jsonb,
       hash text, told boolean)
    order by branch_id, kind
   on conflict do nothing returning branch_id, kind`,
)

/** Keep what was looked at; what another worker looked at first is not kept again. @returns what was kept */
export async function keepDigests(sql: Sql, looked: readonly DigestLooked[], now: Date): Promise<DigestDue[]> {
  const rows = looked.map((d) => ({
    ...{ organisation_id: d.organisationId, branch_id: d.branchId, kind: d.kind, due_on: d.dueOn },
    ...{ content: d.content, hash: detailHash(d.content), told: d.told },
  }))
  const kept = await insertDigests(sql, JSON.stringify(rows), now)
  return kept.map((row) => ({ branchId: row.branch_id, kind: row.kind }))
}

/** What a digest of that day looks at: the week that ended on the last Sunday, and the one before it. */
export function digestTimes(
  { now, today, monday }: { now: Date; today: CivilDate; monday: CivilDate },
  timezone: string,
  caseLimit: number,
): DigestTimes {
  const startsOn = addDays(monday, -7)
  const from = (date: CivilDate) => instantOf(date, '00:00', timezone)
  return {
    ...{ now, today, caseLimit },
    week: { startsOn, from: from(startsOn), before: from(addDays(startsOn, -7)), until: from(monday) },
  }
}
