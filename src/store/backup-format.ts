/**
 * A backup: one gzipped tar. First `header.json`, then every table as `tables/<name>/<part>` in PostgreSQL's COPY text,
 * then stored files as `files/<key>` with `about/<key>` before each, last `footer.json`: without it the file is cut.
 */
import type pg from 'pg'
import { z } from 'zod'

export const BACKUP_FORMAT = 1

export const backupHeader = z.object({
  format: z.literal(BACKUP_FORMAT),
  createdAt: z.string(),
  /** Newest migration of the program that wrote it. */
  migration: z.string(),
  keyFingerprint: z.string(),
  /** In base64, where the program keeps the key itself; else the operator keeps it. */
  secretKey: z.string().nullable(),
  /** In an order in which each refers only to tables before it. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
})
export type BackupHeader = z.infer<typeof backupHeader>

export const backupFooter = z.object({
  rows: z.record(z.string(), z.number()),
  /** Last number given out by each identity column. */
  sequences: z.array(z.object({ table: z.string(), column: z.string(), last: z.string() })),
  fileCount: z.number(),
})
export type BackupFooter = z.infer<typeof backupFooter>

export const aboutFile = z.object({ contentType: z.string(), name: z.string().nullable() })

export interface Table {
  name: string
  columns: string[]
}

/** The tables of the schema, each after those that it refers to. */
export async function tablesInOrder(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { refers: string[] }>(`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum) as columns,
      array(select distinct r.relname::text from pg_constraint k join pg_class r on r.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid) as refers
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    order by c.relname`)
  const ordered: Table[] = []
  let left = rows
  while (left.length > 0) {
    const done = new Set(ordered.map((table) => table.name))
    const free = left.filter((table) => table.refers.every((name) => done.has(name)))
    if (free.length === 0)
      throw new Error(`tables refer to each other in a circle: ${left.map((t) => t.name).join(', ')}`)
    ordered.push(...free.map(({ name, columns }) => ({ name, columns })))
    left = left.filter((table) => !free.includes(table))
  }
  return ordered
}

/** A name as SQL takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** `"inbox" ("id", "channel")`: what is copied. */
export function copied({ name, columns }: Table): string {
  return `${quoted(name)} (${columns.map(quoted).join(', ')})`
}
