import { sql } from 'drizzle-orm'
import { type AuditEntry, appendAudit, detailHash } from './audit.ts'
import type { Db } from './database.ts'

/** An audit row in the making; of the detail only the hash is kept. */
type Deed = Omit<AuditEntry, 'detailHash'> & { detail: unknown }
export type Note = (...deeds: Deed[]) => Promise<void>

/**
 * One transaction that notes in the audit log what it does, alone under `lock` if one is given.
 *
 * @throws whatever `work` throws, after the rollback
 */
export function transact<T>(db: Db, work: (tx: Db, note: Note) => Promise<T>, lock?: bigint): Promise<T> {
  return db.transaction(async (tx) => {
    if (lock !== undefined) await tx.execute(sql`select pg_advisory_xact_lock(${lock})`)
    return work(tx, noteOn(tx))
  })
}

/** What notes in a transaction that is there already. */
export function noteOn(tx: Db): Note {
  return (...deeds) => appendAudit(tx, deeds.map(entry))
}

function entry({ detail, ...deed }: Deed): AuditEntry {
  return { ...deed, detailHash: detailHash(detail) }
}
