/** Everything that is kept of somebody, for themselves. */
import { sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import { appendAudit, detailHash } from './audit.ts'
import { type Belongings, belongingsOf, type Subject } from './belongings.ts'
import { type Db, openSession } from './database.ts'
import { filesOf } from './privacy-files.ts'
import type { MappedTable } from './privacy-map.ts'
import { SEALED, SECRETS } from './privacy-rules.ts'
import type { Seal } from './seal.ts'
import { drizzleOn } from './sql.ts'

type Row = Record<string, unknown>

export interface PrivacyExport {
  madeAt: string
  /** Rows by table, all that are theirs and what they were told. Encrypted columns are opened. */
  tables: Record<string, Row[]>
  /** Rows that are somebody else's, in which they took part: which, and as what. */
  tookPart: Row[]
  /** Keys of the stored files that belong to it. */
  files: string[]
}

/** Collect it, and note in the audit log that it was read. */
export async function exportOfSubject(
  { pool, seal }: { pool: Pool; seal: Seal },
  { subject, organisationId, actor, now }: { subject: Subject; organisationId: string; actor: string; now: Date },
): Promise<PrivacyExport> {
  const session = await openSession(pool)
  try {
    return await drizzleOn(session).transaction(async (tx) => {
      const belongings = await belongingsOf(tx, subject)
      const made = {
        madeAt: now.toISOString(),
        tables: await rowsOf(tx, seal, belongings),
        tookPart: await partsOf(tx, belongings),
        files: await filesOf(tx, belongings),
      }
      const counts = Object.entries(made.tables).map(([table, rows]) => [table, rows.length])
      await appendAudit(tx, [
        {
          ...{ organisationId, at: now, actor, action: 'export_privacy' },
          subject: subjectName(belongings),
          detailHash: detailHash(counts),
        },
      ])
      return made
    })
  } finally {
    await session.end()
  }
}

function subjectName({ keysOf }: Belongings): string {
  const [person] = keysOf('people')
  const [identity] = keysOf('identities')
  return person ? `person:${person}` : `identity:${identity ?? ''}`
}

async function rowsOf(db: Db, seal: Seal, { theirs, tables, told }: Belongings): Promise<Record<string, Row[]>> {
  const outbox = tables.find((table) => table.name === 'outbox')
  const found: Record<string, Row[]> = {}
  for (const { table, where } of [...theirs, ...(outbox ? [{ table: outbox, where: told }] : [])]) {
    const { rows } = await db.execute<Row>(sql`select * from ${sql.identifier(table.name)} where ${where}`)
    if (rows.length > 0) found[table.name] = rows.map((row) => readable(row, { table, seal }))
  }
  return found
}

/** A row without what only we may know, with what was encrypted in clear. */
function readable(row: Row, { table, seal }: { table: MappedTable; seal: Seal }): Row {
  const cells = Object.entries(row).flatMap(([column, value]): [string, unknown][] => {
    const name = `${table.name}.${column}`
    if (SECRETS.includes(name)) return []
    const purpose = SEALED[name]
    return [[column, purpose && Buffer.isBuffer(value) ? seal.open(purpose, value) : value]]
  })
  return Object.fromEntries(cells)
}

async function partsOf(db: Db, { part }: Belongings): Promise<Row[]> {
  const parts: Row[] = []
  for (const { table, column, where } of part) {
    const names = [...table.key.map((key) => key.column), ...table.columns.filter((name) => name === 'code')]
    const { rows } = await db.execute<Row>(
      sql`select ${sql.join(
        names.map((name) => sql.identifier(name)),
        sql`, `,
      )} from ${sql.identifier(table.name)} where ${where}`,
    )
    parts.push(...rows.map((row) => ({ table: table.name, as: column, ...row })))
  }
  return parts
}
