/** The books of a fault run: what was acknowledged beside what is stored and what was told. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '../../src/store/database.ts'

export interface Ledger {
  /** Messages stored, by the platform's id. */
  stored: number
  unhandled: number
  putAside: number
  /** Cases and check-ins made from messages. */
  records: number
  /** Messages from which the same record was made twice. */
  doubled: number
  /** Cards owed as answers to a message. */
  replies: number
  /** Recipients that have not ended, but for those who are not to be disturbed before the morning. */
  open: number
  /** Recipients by how they ended. */
  announced: Record<string, number>
}

/** Read the books from the database itself. */
export async function readLedger(connectionString: string): Promise<Ledger> {
  const { pool } = connect(connectionString, { max: 1 })
  try {
    const { rows } = await pool.query<Ledger>(`
      select
        (select count(*)::int from inbox) as stored,
        (select count(*)::int from inbox where handled_at is null and failed_at is null) as unhandled,
        (select count(*)::int from inbox where failed_at is not null) as "putAside",
        (select count(*)::int from cases) + (select count(*)::int from check_ins) as records,
        (select count(*)::int from (select inbox_id, text from cases group by 1, 2 having count(*) > 1) d) as doubled,
        (select count(*)::int from outbox where purpose = 'reply') as replies,
        (select count(*)::int from deliveries
          where state = 'sending' or (state = 'waiting' and due_at < now() + interval '2 minutes')) as open,
        (select coalesce(json_object_agg(state, n), '{}') from (
           select d.state, count(*)::int as n from deliveries d join outbox o on o.id = d.outbox_id
            where o.purpose = 'announcement' group by 1) s) as announced`)
    const [ledger] = rows
    if (!ledger) throw new Error('the ledger query returned nothing')
    return ledger
  } finally {
    await pool.end()
  }
}

/** Platform ids of everything stored. */
export async function storedKeys(connectionString: string): Promise<string[]> {
  const { pool } = connect(connectionString, { max: 1 })
  try {
    const { rows } = await pool.query<{ key: string }>('select channel_message_id as key from inbox')
    return rows.map((r) => r.key)
  } finally {
    await pool.end()
  }
}

/** Address of the embedded database of a data folder, as its server runs now. */
export async function embeddedAddress(dataDir: string): Promise<string> {
  const password = (await readFile(path.join(dataDir, 'keys/database-password'), 'utf8')).trim()
  // The fourth line of postmaster.pid is the port (PostgreSQL documentation, "File System Layout").
  const port = (await readFile(path.join(dataDir, 'pgdata/postmaster.pid'), 'utf8')).split('\n')[3]
  return `postgres://zeren:${password}@127.0.0.1:${port}/zeren`
}

/** Half a minute passes for the sends of workers that were killed: others take them over. Nothing that runs takes 3 s. */
export async function endLeases(connectionString: string): Promise<void> {
  await pause(3_000)
  const { pool } = connect(connectionString, { max: 1 })
  try {
    await pool.query(
      `update deliveries set due_at = now() where state = 'sending' and due_at < now() + interval '27 seconds'`,
    )
  } finally {
    await pool.end()
  }
}
