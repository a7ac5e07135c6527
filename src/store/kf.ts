/** 微信客服: what its accounts handed out, kept once whatever happens in between. */
import type { Pool } from 'pg'
import type { Service, ServicePage } from '../channels/wecom/kf/service.ts'
import { insertDeliveries } from './inbox-insert.ts'
import type { Seal } from './seal.ts'
import { inTransaction, type Sql, statement } from './sql.ts'

/** While a worker reads, nobody else does; after this long its work is taken over. */
const LEASE_MS = 60_000
/** Calls may get lost while nobody is there to take them: so often it is looked without one. */
const UNCALLED_MS = 5 * 60_000
/** How long the token of a call is good [W]. */
const TOKEN_MS = 10 * 60_000

/** From where a service account is to be read on, and whose call it is that is answered by it. */
export interface ServiceRead {
  cursor: string | null
  token: string | null
  calledAt: Date | null
}

const claim = statement<
  { cursor: string | null; call_token: string | null; called_at: Date | null },
  [string, string, Date, Date, Date]
>(
  'claim_service_read',
  `insert into kf_accounts as a (open_kfid, organisation_id, due_at) values ($1, $2, $4)
   on conflict (open_kfid) do update set due_at = $4
     where a.due_at <= $3 or (a.due_at is null and a.read_at <= $5)
   returning cursor, call_token, called_at`,
)

/** Take the reading of an account that was called for, or was not looked at for long; `null`: nothing is to be done. */
export async function claimServiceRead(
  sql: Sql,
  { openKfId, organisationId, now }: { openKfId: string; organisationId: string; now: Date },
): Promise<ServiceRead | null> {
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const lease = new Date(now.getTime() + LEASE_MS)
  const [row] = await claim(sql, openKfId, organisationId, now, lease, ago(UNCALLED_MS))
  if (!row) return null
  const fresh = row.called_at !== null && row.called_at > ago(TOKEN_MS)
  return { cursor: row.cursor, token: fresh ? row.call_token : null, calledAt: row.called_at }
}

/** WeCom called: there is something to read. Calls for accounts that are not ours change nothing. */
export const callService = statement<{ open_kfid: string }, [string, string | null, Date]>(
  'call_service',
  `update kf_accounts set called_at = $3, call_token = $2, due_at = $3 where open_kfid = $1 returning open_kfid`,
)

const advance = statement<{ open_kfid: string }, [string, string | null, string | null]>(
  'advance_service',
  `update kf_accounts set cursor = coalesce($3, cursor), failure = null
    where open_kfid = $1 and cursor is not distinct from $2 returning open_kfid`,
)

/** Rows of a page that are new. */
export interface KeptPage {
  fast: bigint[]
  normal: bigint[]
}

/**
 * Keep a page and go on from its end, both or neither: whoever dies in between reads the same page again, and what is
 * kept already is known by its id.
 *
 * @param from the cursor as it was written down when the page was asked for
 * @returns `null` when somebody else has gone on from there: then nothing of it is kept
 */
export async function keepServicePage(
  pool: Pool,
  seal: Seal,
  kept: {
    openKfId: string
    organisationId: string
    from: string | null
    page: ServicePage
    now: Date
  },
): Promise<KeptPage | null> {
  const { openKfId, organisationId, from, page, now } = kept
  return inTransaction(pool, async (sql) => {
    // First, so that two who read the same page wait here, not in the inbox.
    const moved = await advance(sql, openKfId, from, page.nextCursor)
    if (moved.length === 0) return null
    const deliveries = page.deliveries.map(({ raw, ...delivery }) => ({
      ...delivery,
      organisationId,
      sealed: seal.seal('inbox', raw),
    }))
    const ids = deliveries.length === 0 ? [] : await insertDeliveries(sql, deliveries, now)
    const inLane = (lane: 'fast' | 'normal') =>
      deliveries.flatMap((delivery, index) => (delivery.lane === lane ? (ids[index] ?? []) : []))
    return { fast: inLane('fast'), normal: inLane('normal') }
  })
}

const endRead = statement<{ open_kfid: string }, [string, Date | null, Date]>(
  'end_service_read',
  `update kf_accounts set read_at = $3, due_at = null
    where open_kfid = $1 and called_at is not distinct from $2 returning open_kfid`,
)

/** All there was is read. Where WeCom called meanwhile, it is to be read again. */
export async function endServiceRead(
  sql: Sql,
  { openKfId, calledAt, now }: { openKfId: Service['openKfId']; calledAt: Date | null; now: Date },
): Promise<void> {
  await endRead(sql, openKfId, calledAt, now)
}

/** Reading failed: to be tried again then, unless WeCom calls before. */
export const putOffServiceRead = statement<{ open_kfid: string }, [string, Date, string]>(
  'put_off_service_read',
  'update kf_accounts set due_at = $2, failure = $3 where open_kfid = $1 returning open_kfid',
)
