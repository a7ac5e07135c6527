/** Keys under which residents' voices are told apart in a round, and not told: each as long as answers are taken. */
import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import type { Seal } from './seal.ts'
import { type Sql, statement } from './sql.ts'

const PURPOSE = 'voter-key'
const KEY_BYTES = 32

/** Make a key for each round; one that has or had a key gets no other. */
export async function makeVoterKeys(tx: Db, seal: Seal, roundIds: readonly string[]): Promise<void> {
  if (roundIds.length === 0) return
  const rows = roundIds.map((id) => ({
    round_id: id,
    // With the round in it, so that a key that was moved to another row is known.
    key: seal.seal(PURPOSE, `${id}/${randomBytes(KEY_BYTES).toString('hex')}`).toString('base64'),
  }))
  await tx.execute(sql`
    insert into round_keys (round_id, voter_key_sealed)
    select round_id, decode(key, 'base64') from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as k(round_id uuid, key text)
    on conflict do nothing`)
}

const holdKey = statement<{ voter_key_sealed: Buffer | null }, [string]>(
  'hold_voter_key',
  // Shared: whoever ends the round waits for those who answer, and who comes later finds no key.
  'select voter_key_sealed from round_keys where round_id = $1 for share',
)

/**
 * The key of a round, held until the transaction ends.
 *
 * @returns `null`: no answers are taken any more
 */
export async function heldVoterKey(sql: Sql, seal: Seal, roundId: string): Promise<Buffer | null> {
  const [row] = await holdKey(sql, roundId)
  return row?.voter_key_sealed ? opened(seal, roundId, row.voter_key_sealed) : null
}

function opened(seal: Seal, roundId: string, sealed: Buffer): Buffer {
  const [id, key = ''] = seal.open(PURPOSE, sealed).split('/')
  if (id !== roundId) throw new Error(`the voter key of round ${roundId} is another one's`)
  return Buffer.from(key, 'hex')
}

/** For good: afterwards nobody finds out whose a voice was. */
export async function destroyVoterKeys(tx: Db, roundIds: readonly string[], now: Date): Promise<void> {
  await tx.execute(sql`
    update round_keys set voter_key_sealed = null, destroyed_at = ${now}::timestamptz
     where round_id = any(${sql.param([...roundIds])}::uuid[]) and voter_key_sealed is not null`)
}
