import { drizzle } from 'drizzle-orm/node-postgres'
import type { ClientBase, Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'
import type { Db } from './database.ts'

/** A pool, or a client inside a transaction. */
export type Sql = Pick<ClientBase, 'query'>

/**
 * A named statement of the hot path: parsed and planned once per connection.
 *
 * `Values` is the tuple of its `$1…$n`.
 */
export function statement<Row extends QueryResultRow, Values extends unknown[] = []>(name: string, text: string) {
  return async (sql: Sql, ...values: Values): Promise<Row[]> => {
    const { rows } = await sql.query<Row>({ name, text, values })
    return rows
  }
}

/**
 * Run `work` in one transaction, alone under `lock` if one is given (an advisory lock, freed with the transaction).
 *
 * @throws whatever `work` throws, after the rollback
 */
export async function inTransaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>, lock?: bigint): Promise<T> {
  // One round trip for both. The number is ours, so no parameter is needed (nor possible in a multi-statement query).
  const begin = lock === undefined ? 'begin' : `begin; select pg_advisory_xact_lock(${lock})`
  return transaction(pool, begin, (sql) => work(sql))
}

/**
 * The same under those of `locks` that nobody else holds: it never waits, so that two who want the same in another
 * order never wait for each other.
 *
 * @param work is told of each lock, in their order, whether it holds it
 */
export async function inTransactionWith<T>(
  pool: Pool,
  locks: readonly bigint[],
  work: (sql: Sql, held: boolean[]) => Promise<T>,
): Promise<T> {
  const tries = locks.map((lock) => `pg_try_advisory_xact_lock(${lock})`)
  return transaction(pool, `begin; select array[${tries.join(', ')}]::boolean[] as held`, (sql, begun) =>
    work(sql, (begun.at(-1)?.rows[0] as { held: boolean[] } | undefined)?.held ?? []),
  )
}

async function transaction<T>(
  pool: Pool,
  begin: string,
  work: (sql: Sql, begun: QueryResult[]) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    // Several statements have several results, one has one.
    const begun = [(await client.query(begin)) as QueryResult | QueryResult[]].flat()
    const result = await work(client, begun)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((e: Error) => {
      broken = e
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** Drizzle on the connection of a transaction, for what is rare enough to be built anew each time. */
export function drizzleOn(sql: Sql): Db {
  return drizzle(sql as PoolClient)
}
