import type { Pool, PoolClient } from 'pg'

/**
 * Do `work` on a pool that writes nothing: one connection, one transaction that is rolled back at the end.
 *
 * Transactions inside become savepoints, so code that commits runs as it is.
 */
export async function withoutWriting<T>(pool: Pool, work: (pool: Pool) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    return await work(onePretendingToBeAPool(client))
  } finally {
    await client.query('rollback')
    client.release()
  }
}

function onePretendingToBeAPool(client: PoolClient): Pool {
  let last: Promise<unknown> = Promise.resolve()
  // One connection answers one query after the other, and will refuse to be asked before it has answered.
  const query = (...args: Parameters<PoolClient['query']>) => {
    const answer = last.then(() => client.query(...withSavepoints(args)))
    last = answer.catch(() => undefined)
    return answer
  }
  const borrowed = new Proxy(client, {
    get: (target, name) => {
      if (name === 'query') return query
      if (name === 'release') return () => undefined
      return Reflect.get(target, name)
    },
  })
  return new Proxy(client as unknown as Pool, {
    get: (_, name) => (name === 'connect' ? async () => borrowed : Reflect.get(borrowed, name)),
  })
}

/** Our own statements come as text, drizzle's as `{ text }`. */
function withSavepoints(args: Parameters<PoolClient['query']>): Parameters<PoolClient['query']> {
  const [query, ...rest] = args as unknown as [string | { text: string }, ...unknown[]]
  const instead = typeof query === 'string' ? savepoint(query) : { ...query, text: savepoint(query.text) }
  return [instead, ...rest] as unknown as Parameters<PoolClient['query']>
}

function savepoint(text: string): string {
  if (/^begin\b/.test(text)) return text.replace(/^begin[^;]*/, 'savepoint dry_run')
  if (text === 'commit') return 'release savepoint dry_run'
  if (text === 'rollback') return 'rollback to savepoint dry_run'
  return text
}
