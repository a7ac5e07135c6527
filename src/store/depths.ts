import type { Pool } from 'pg'
import { OPEN_ROWS } from './schema/inbox.ts'
import { OPEN_DELIVERIES } from './schema/outbox.ts'

/** How much lies open. Counts stop at 10,000. */
export interface Depths {
  inboxCount: number
  inboxOldestMs: number
  /** Put aside, neither replayed nor given up. */
  putAsideCount: number
  outboxCount: number
  outboxOldestMs: number
}

/** Reads the depths from the indexes of open rows. */
export async function readDepths(pool: Pool): Promise<Depths> {
  const { rows } = await pool.query<Depths>({
    name: 'depths',
    text: `select
      (select count(*)::int from (select 1 from inbox where ${OPEN_ROWS} limit 10000) i)
        as "inboxCount",
      (select coalesce(extract(epoch from now() - min(due_at)) * 1000, 0)::float8 from inbox
        where ${OPEN_ROWS} and due_at <= now()) as "inboxOldestMs",
      (select count(*)::int from (select 1 from inbox where failed_at is not null and handled_at is null limit 10000) p)
        as "putAsideCount",
      (select count(*)::int from (select 1 from deliveries where ${OPEN_DELIVERIES} limit 10000) o)
        as "outboxCount",
      (select coalesce(extract(epoch from now() - min(due_at)) * 1000, 0)::float8 from deliveries
        where ${OPEN_DELIVERIES} and due_at <= now()) as "outboxOldestMs"`,
  })
  return rows[0] ?? { inboxCount: 0, inboxOldestMs: 0, putAsideCount: 0, outboxCount: 0, outboxOldestMs: 0 }
}
