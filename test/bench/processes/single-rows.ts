/** What PostgreSQL itself commits one row at a time, over 32 connections that are always busy. Argument: database. */
import pg from 'pg'

process.once('disconnect', () => process.exit())
const CONNECTIONS = 32

/** How many rows to insert. */
export interface RowsOrder {
  count: number
}

export interface RowsResult {
  perSecond: number
}

const pool = new pg.Pool({ connectionString: process.argv[2], max: CONNECTIONS })
await pool.query(
  'create table if not exists single_rows (id bigint generated always as identity, k text unique, body text)',
)
const BODY = 'x'.repeat(400)
let series = 0

async function insert({ count }: RowsOrder): Promise<RowsResult> {
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()))
  const last = series + count
  const startedMs = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      while (series < last) {
        series += 1
        const values = [`key-${series}`, BODY]
        await client.query({ name: 'one', text: 'insert into single_rows (k, body) values ($1, $2)', values })
      }
    }),
  )
  const seconds = (performance.now() - startedMs) / 1000
  for (const client of clients) client.release()
  return { perSecond: count / seconds }
}

process.on('message', async (order: RowsOrder) => process.send?.(await insert(order)))
process.send?.({})
