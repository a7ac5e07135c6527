import type { Sql } from './sql.ts'

/** What of a record is changed; a column that is `undefined` stays as it is. */
export interface RecordChange {
  table: 'cases' | 'check_ins'
  id: string
  /** By names that are ours, never a person's words. */
  columns: Readonly<Record<string, unknown>>
  zoneCode: string | null | undefined
}

/** Change the columns of one record. @returns `null` when it is gone */
export async function changeRecord(
  sql: Sql,
  { table, id, columns, zoneCode }: RecordChange,
  now: Date,
): Promise<{ organisation_id: string; state: string } | null> {
  const changed = Object.entries(columns).filter(([, value]) => value !== undefined)
  const values: unknown[] = [id, now, ...changed.map(([, value]) => value)]
  const sets = changed.map(([column], index) => `${column} = $${index + 3}`)
  if (zoneCode !== undefined) sets.push(`zone_id = (select id from zones where code = $${values.push(zoneCode)})`)
  if (table === 'cases') sets.push('version = version + 1')
  const { rows } = await sql.query<{ organisation_id: string; state: string }>(
    `update ${table} set ${[...sets, 'updated_at = $2'].join(', ')} where id = $1 returning organisation_id, state`,
    values,
  )
  return rows[0] ?? null
}
