import type { Deps } from '../deps.ts'
import { sendsLeftLying } from '../store/sends.ts'
import { leftLying } from '../store/turns.ts'

/** Rows rung for by one sweep. */
const ROWS_MAX = 2_000

/** What has been due for this long lost its bell: a crash, an emptied Redis, a restart. */
const GRACE_MS = 3_000

/** Ring again for everything that lies there. Needs PostgreSQL only to look; run every few seconds, by any worker. */
export async function sweep(deps: Deps): Promise<void> {
  const before = new Date(deps.now().getTime() - GRACE_MS)
  const rows = await leftLying(deps.pool, before, ROWS_MAX)
  deps.bells.ring(
    'inbound',
    rows.map((r) => BigInt(r.id)),
  )
  const sends = await sendsLeftLying(deps.pool, before, 1)
  deps.bells.ring(
    'outbound',
    sends.map((r) => BigInt(r.outbox_id)),
  )
}
