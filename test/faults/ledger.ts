/** The books of a fault run: what was acknowledged beside what is stored and what was told. */
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
  /** Recipients that have not ended. */
  open: number
  /** Recipients by how they ended. */
  deliveries: Record<string, number>
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
        (select count(*)::int from deliveries where state in ('waiting', 'sending')) as open,
        (select coalesce(json_object_agg(state, n), '{}') from (select state, count(*)::int as n from deliveries group by 1) s) as deliveries`)
    const [ledger] = rows
    if (!ledger) throw new Error('the ledger query returned nothing')
    return ledger
  } finally {
    await pool.end()
  }
}
