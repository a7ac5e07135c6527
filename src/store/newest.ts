/** Paging through records, the newest first, over all organisations of a scope. */
import { type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { type Cursor, type Page, pageOf } from './cursor.ts'
import type { Db } from './database.ts'
import { type Scope, subtree } from './organisations.ts'

export interface ListQuery {
  scope: Scope
  limit: number
  after: Cursor | null
  /** Created at or after, and before. */
  from?: Date | undefined
  to?: Date | undefined
}

/** What the cursors of `newestIds` look like: microseconds since 1970, and a record's id. */
export const NEWEST_CURSOR = { sort: /^\d{1,17}$/u, id: /^[0-9a-f-]{36}$/u }

export const micros = (column: SQL | AnyPgColumn): SQL => sql`(extract(epoch from ${column}) * 1000000)::bigint`
export const instantOfMicros = (text: string): SQL =>
  sql`(timestamptz 'epoch' + ${text}::bigint * interval '1 microsecond')`

/**
 * Ids of a page of records.
 *
 * Each organisation's index gives its newest few, of which the newest remain: the cost hangs on the number of
 * organisations, not of records. `where` speaks of the table as `r`.
 */
export async function newestIds(
  db: Db,
  table: 'cases' | 'check_ins',
  query: ListQuery & { where: readonly (SQL | undefined)[] },
): Promise<Page<string>> {
  const { limit, after } = query
  const wanted = sql.join(
    [
      sql`r.organisation_id = subtree.id`,
      ...createdWithin(sql`r.created_at`, query),
      ...(after ? [sql`(r.created_at, r.id) < (${instantOfMicros(after.sort)}, ${after.id}::uuid)`] : []),
      ...query.where.filter((condition) => condition !== undefined),
    ],
    sql` and `,
  )
  const { rows } = await db.execute<{ id: string; sort: string }>(sql`
    select n.id, ${micros(sql`n.created_at`)}::text as sort
      from ${subtree(query.scope.path)} cross join lateral (
        select r.id, r.created_at from ${sql.identifier(table)} r where ${wanted}
         order by r.created_at desc, r.id desc limit ${limit + 1}) n
     order by n.created_at desc, n.id desc limit ${limit + 1}`)
  const page = pageOf(rows, limit, ({ sort, id }) => ({ sort, id }))
  return { items: page.items.map((r) => r.id), next: page.next }
}

export function createdWithin(column: SQL, { from, to }: Pick<ListQuery, 'from' | 'to'>): SQL[] {
  return [...(from ? [sql`${column} >= ${from}`] : []), ...(to ? [sql`${column} < ${to}`] : [])]
}

/** `column` is one of the values; nothing when none are given. */
export function among(column: SQL, values: readonly string[] | undefined): SQL | undefined {
  return values === undefined || values.length === 0 ? undefined : sql`${column} = any(${sql.param([...values])})`
}

/** The record hangs on one of the zones, by code. */
export function inZones(column: SQL, codes: readonly string[] | undefined): SQL | undefined {
  if (codes === undefined || codes.length === 0) return undefined
  const upper = codes.map((code) => code.normalize('NFKC').toUpperCase())
  return sql`${column} in (select z.id from zones z where z.code = any(${sql.param(upper)}))`
}
