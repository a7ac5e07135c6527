/**
 * The audit log: who did or read what, as ids and hashes, chained so that no row can be changed, removed or slipped in
 * without being found.
 */
import { asc, gt, isNotNull, sql } from 'drizzle-orm'
import { jsonHash } from '../domain/canonical-json.ts'
import { chunksOf } from '../domain/group.ts'
import type { Db } from './database.ts'
import { audit } from './schema/operation.ts'
import { type Sql, statement } from './sql.ts'

export interface AuditEntry {
  organisationId: string
  at: Date
  /** `person:<id>`, `token:<id>`, `system`, `cli`. */
  actor: string
  action: string
  subject: string
  /** Of `detailHash`. */
  detailHash: string
}

const CHAIN_LOCK = 0x6368_6169
const BEFORE_THE_FIRST = '0'.repeat(64)
const PAGE = 1_000
/** A statement has at most 65,535 parameters, and each row six. */
const ROWS_AT_ONCE = 5_000

/** Writes rows in the caller's transaction. They join the chain within seconds, by `chainAudit`. */
export async function appendAudit(db: Db, entries: readonly AuditEntry[]): Promise<void> {
  for (const some of chunksOf(entries, ROWS_AT_ONCE)) await db.insert(audit).values([...some])
}

const insertRows = statement<{ id: string }, unknown[]>(
  'insert_audit_rows',
  `insert into audit (organisation_id, at, actor, action, subject, detail_hash)
   select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])
   returning id`,
)

/** The same by a statement that is planned once: decisions are written by the thousand. */
export async function auditDecisions(sql: Sql, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const column = <K extends keyof AuditEntry>(key: K) => entries.map((entry) => entry[key])
  await insertRows(
    sql,
    column('organisationId'),
    column('at'),
    column('actor'),
    column('action'),
    column('subject'),
    column('detailHash'),
  )
}

/** What an entry keeps of what was decided: sha256 (hex) of its canonical JSON. */
export function detailHash(detail: unknown): string {
  return jsonHash(detail)
}

/** A row where some of the log is not chained yet. */
export const unchainedAudit = statement<Record<string, never>>(
  'unchained_audit',
  'select from audit where position is null limit 1',
)

/**
 * Chains up to `limit` rows in the order in which they were written. One process at a time; the others do nothing.
 *
 * Kept apart from the writing so that decisions never wait for each other at the end of one chain.
 *
 * @returns how many rows were chained
 */
export async function chainAudit(db: Db, limit: number): Promise<number> {
  return db.transaction(async (tx) => {
    const lock = await tx.execute<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${CHAIN_LOCK}) as mine`)
    if (lock.rows[0]?.mine !== true) return 0
    const loose = await tx
      .select()
      .from(audit)
      .where(sql`${audit.position} is null`)
      .orderBy(asc(audit.id))
      .limit(limit)
    if (loose.length === 0) return 0
    const [last] = await tx
      .select({ position: audit.position, hash: audit.hash })
      .from(audit)
      .where(isNotNull(audit.position))
      .orderBy(sql`${audit.position} desc`)
      .limit(1)
    let position = last?.position ?? 0n
    let previousHash = last?.hash ?? BEFORE_THE_FIRST
    const links = loose.map((row) => {
      position++
      const link = { id: row.id, position, previousHash, hash: linkHash(row, position, previousHash) }
      previousHash = link.hash
      return link
    })
    await tx.execute(sql`
      update audit set position = link.position, previous_hash = link.previous_hash, hash = link.hash
      from unnest(
        ${sql.param(links.map((link) => String(link.id)))}::bigint[],
        ${sql.param(links.map((link) => String(link.position)))}::bigint[],
        ${sql.param(links.map((link) => link.previousHash))}::text[],
        ${sql.param(links.map((link) => link.hash))}::text[]
      ) as link (id, position, previous_hash, hash)
      where audit.id = link.id`)
    return links.length
  })
}

/** The first position at which the chain does not hold, or `null` when all of it does. */
export async function verifyAudit(db: Db): Promise<bigint | null> {
  let position = 0n
  let previousHash = BEFORE_THE_FIRST
  for (;;) {
    const page = await db
      .select()
      .from(audit)
      .where(gt(audit.position, position))
      .orderBy(asc(audit.position))
      .limit(PAGE)
    for (const row of page) {
      position++
      const holds = row.position === position && row.previousHash === previousHash
      if (!holds || row.hash !== linkHash(row, position, previousHash)) return position
      previousHash = row.hash
    }
    if (page.length < PAGE) return null
  }
}

function linkHash(row: typeof audit.$inferSelect, position: bigint, previousHash: string): string {
  const { id, organisationId, at, actor, action, subject, detailHash: detail } = row
  return detailHash([String(position), previousHash, String(id), organisationId, at, actor, action, subject, detail])
}
