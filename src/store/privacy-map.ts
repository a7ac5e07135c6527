/** Where somebody's data may lie, as the schema says it. */
import { sql } from 'drizzle-orm'
import { groupBy } from '../domain/group.ts'
import type { Db } from './database.ts'
import { ACCOUNT_COLUMNS, TIES, type Tie, UNCHECKED_REFERENCES } from './privacy-rules.ts'

/** A column that names a row of another table. */
export interface Reference {
  table: string
  column: string
  target: string
}

export interface MappedTable {
  name: string
  columns: string[]
  /** Names a row, all of them together. */
  key: { column: string; type: string }[]
  references: Reference[]
}

interface ColumnRow extends Record<string, unknown> {
  table: string
  column: string
  type: string
  /** The table that a constraint leads to. */
  target: string | null
  in_key: boolean
}

/** All tables, each with what its columns refer to. */
export async function readTables(db: Db): Promise<MappedTable[]> {
  const { rows } = await db.execute<ColumnRow>(sql`
    select c.relname::text as table, a.attname::text as column, format_type(a.atttypid, a.atttypmod) as type,
      (select r.relname::text from pg_constraint k join pg_class r on r.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum]) as target,
      exists (select from pg_constraint k
               where k.conrelid = c.oid and k.contype = 'p' and a.attnum = any(k.conkey)) as in_key
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    order by c.relname, a.attnum`)
  return [...groupBy(rows, (row) => row.table)].map(([name, columns]) => ({
    name,
    columns: columns.map((c) => c.column),
    key: columns.flatMap(({ in_key, column, type }) => (in_key ? [{ column, type }] : [])),
    references: columns.flatMap(({ column, target }) => {
      const to = target ?? UNCHECKED_REFERENCES[`${name}.${column}`]
      return to ? [{ table: name, column, target: to }] : []
    }),
  }))
}

/** References of a table that mean this. */
export function tied({ references }: MappedTable, tie: Tie): Reference[] {
  return references.filter(({ table, column }) => TIES[`${table}.${column}`] === tie)
}

/** Columns of a table that hold accounts. */
export function accountColumns({ name, columns }: MappedTable, tie: Tie): { column: string; channel: string }[] {
  return columns.flatMap((column) => {
    const rule = ACCOUNT_COLUMNS[`${name}.${column}`]
    return rule?.tie === tie ? [{ column, channel: rule.channel }] : []
  })
}

/** Who somebody is: everything begins here. */
const WHO = ['people', 'identities']

/** Tables of whose rows some may be somebody's, each after those that it refers to. */
export function personalTables(tables: readonly MappedTable[]): MappedTable[] {
  const ordered: MappedTable[] = []
  const isPersonal = (table: MappedTable) =>
    WHO.includes(table.name) || tied(table, 'theirs').length > 0 || accountColumns(table, 'theirs').length > 0
  let left = tables.filter(isPersonal)
  while (left.length > 0) {
    const free = left.filter((t) => tied(t, 'theirs').every((r) => ordered.some((done) => done.name === r.target)))
    if (free.length === 0) throw new Error(`tables are tied in a circle: ${left.map((t) => t.name).join(', ')}`)
    ordered.push(...free)
    left = left.filter((table) => !free.includes(table))
  }
  return ordered
}
