/** The connection to PostgreSQL: pool, limits, and what counts as "it is away". */
import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { SetupError } from '../errors.ts'

/** A pool or a transaction. */
export type Db = NodePgDatabase

export interface ConnectOptions {
  /** Shown in `pg_stat_activity`. */
  applicationName?: string
  /** Most connections at once (10). */
  max?: number
  /** A statement that runs longer is cancelled (30 s). */
  statementTimeoutMs?: number
  /** A query without an answer for so long means that the connection is dead (the statement's limit and 5 s). */
  answerTimeoutMs?: number
  /** For statements that look up a few rows: joins go by index only. Not for reports over everything. */
  lookups?: boolean
  /** Told when a connection breaks; the pool opens another at the next query. */
  onBreak?: (error: Error) => unknown
}

/**
 * Statements are planned once per connection, often while the tables are still empty, where reading all rows looks
 * cheapest and stays the plan when there are many. All of ours are made for an index, so they shall use it from the
 * start; compiling a plan costs more than running it.
 */
const PLANNING = '-c enable_seqscan=off -c jit=off'

/** Where a few rows are looked up among many, reading a whole index to join it is the same mistake once more. */
const LOOKUPS = '-c enable_hashjoin=off -c enable_mergejoin=off'

/** Opens a pool. It connects with the first query; a broken connection never ends the process. */
export function connect(connectionString: string, options: ConnectOptions = {}): { pool: pg.Pool; db: Db } {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000
  const pool = new pg.Pool({
    connectionString,
    application_name: options.applicationName ?? 'zeren',
    max: options.max ?? 10,
    connectionTimeoutMillis: Math.min(5_000, options.answerTimeoutMs ?? 5_000),
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: options.answerTimeoutMs ?? statementTimeoutMs + 5_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    options: options.lookups ? `${PLANNING} ${LOOKUPS}` : PLANNING,
  })
  const onBreak = options.onBreak ?? (() => {})
  pool.on('error', onBreak)
  // The pool listens to idle clients only: without this a cut connection in use would end the process.
  pool.on('connect', (client) => client.on('error', onBreak))
  return { pool, db: drizzle(pool) }
}

/** A connection of its own without limits of time, for work that reads or writes everything. End it when done. */
export async function openSession(pool: pg.Pool): Promise<pg.Client> {
  const session = new pg.Client({ ...pool.options, query_timeout: 0, statement_timeout: 0 })
  // A cut connection fails the query that runs; without this it would end the process.
  session.on('error', () => {})
  await session.connect()
  return session
}

const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
])

/** Whether PostgreSQL was away, so that the same work may be tried again. What was sent may have been committed. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (AWAY_CODES.has(code) || code.startsWith('08')) return true
  if (
    /connection terminated|connection ended|timeout exceeded when trying to connect|query read timeout/i.test(
      error.message,
    )
  )
    return true
  return isAway(error.cause) || (error instanceof AggregateError && error.errors.some(isAway))
}

/** Does the work again while PostgreSQL is away, for at most `forMs`. The work must be harmless when done twice. */
export async function retryWhileAway<T>(work: () => Promise<T>, forMs: number): Promise<T> {
  const giveUpAt = performance.now() + forMs
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 250)) {
    try {
      return await work()
    } catch (error) {
      if (!isAway(error) || performance.now() + pauseMs > giveUpAt) throw error
      await sleep(pauseMs)
    }
  }
}

/** @throws SetupError when the database cannot be used, in one line without the password */
export async function checkDatabase(pool: pg.Pool, connectionString: string): Promise<void> {
  try {
    const { rows } = await pool.query<{ version: number; encoding: string }>(
      "select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding",
    )
    const [row] = rows
    if (row === undefined || row.version < 140000)
      throw new SetupError('DATABASE_URL: PostgreSQL 14 or newer is needed')
    if (row.encoding !== 'UTF8') throw new SetupError(`DATABASE_URL: the database is ${row.encoding}, it must be UTF8`)
  } catch (error) {
    if (error instanceof SetupError) throw error
    const { code, message } = rootOf(error)
    throw new SetupError(`cannot use the database at ${addressOf(connectionString)}: ${message || code}`, {
      cause: error,
    })
  }
}

/** Several addresses may have been tried (`localhost`): the first failure tells enough. */
function rootOf(error: unknown): NodeJS.ErrnoException {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error ? first : new Error(String(first))
}

function addressOf(connectionString: string): string {
  try {
    const { hostname, port, pathname } = new URL(connectionString)
    return `${hostname}:${port || 5432}${pathname}`
  } catch {
    return 'DATABASE_URL'
  }
}
