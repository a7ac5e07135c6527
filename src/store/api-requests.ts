/** What programs send again: done once, under the key that they gave it. */
import { type Sql, statement } from './sql.ts'

export interface KeyedRequest {
  tokenId: string
  key: string
  /** Of all that was asked. */
  requestHash: string
}

/** The key was used for something else. */
export class KeyReused extends Error {
  override name = 'KeyReused'
}

const begin = statement<{ key: string }, [string, string, string, Date]>(
  'begin_api_request',
  // Whoever is doing the same right now is waited for.
  `insert into api_requests (token_id, key, request_hash, created_at) values ($1, $2, $3, $4)
   on conflict do nothing returning key`,
)

const readRequest = statement<{ request_hash: string; case_id: string | null }, [string, string]>(
  'read_api_request',
  'select request_hash, case_id from api_requests where token_id = $1 and key = $2',
)

const finish = statement<{ key: string }, [string, string, string]>(
  'finish_api_request',
  'update api_requests set case_id = $3 where token_id = $1 and key = $2 returning key',
)

/**
 * Do `work` unless it was done under this key, in the transaction of the caller; what fails uses up no key.
 *
 * @param work returns the id of its case
 * @throws KeyReused
 */
export async function doOnce(
  sql: Sql,
  request: KeyedRequest | null,
  { now, work }: { now: Date; work: () => Promise<string> },
): Promise<string> {
  if (request === null) return work()
  const { tokenId, key, requestHash } = request
  if ((await begin(sql, tokenId, key, requestHash, now)).length === 0) {
    const [done] = await readRequest(sql, tokenId, key)
    if (done?.request_hash !== requestHash || done.case_id === null) throw new KeyReused('the key was used before')
    return done.case_id
  }
  const caseId = await work()
  await finish(sql, tokenId, key, caseId)
  return caseId
}
