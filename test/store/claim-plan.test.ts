/** A claim of calls reads what it takes, however many the announcement is for and whatever the statistics say. */
import type { Pool, PoolClient } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimSends, type Send, settleSends } from '../../src/store/sends.ts'
import { oweAnnouncement } from '../faults/sending-world.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const NOW = new Date('2026-05-20T02:00:00Z')
const TOLD = 40_000
const BATCH = 20
const CALLS = 8

/** After five runs of a statement its plan is kept. */
const LOOKS_AT_REST = 8

let database: TestDatabase
let worker: PoolClient
beforeEach(async () => {
  database = await testDatabase()
  worker = await database.pool.connect()
})
afterEach(async () => {
  worker.release()
  await database.drop()
})

async function announce(pool: Pool): Promise<void> {
  await oweAnnouncement(pool, { key: '通知', count: TOLD }, NOW)
  await pool.query(`update deliveries set batch = (substr(recipient, 7)::int - 1) / ${BATCH}`)
}

const takeSome = () => claimSends(worker, { lanes: ['reminder', 'digest'], limit: CALLS, now: NOW })

const sent = ({ outboxId, batch, recipients }: Send) =>
  recipients.map((recipient) => {
    return { outboxId, batch, recipient, state: 'sent' as const, reason: null, dueAt: NOW, platformId: null }
  })

/** Rows of `deliveries` that this connection fetched of late; the server adds up several transactions. */
async function fetched(): Promise<number> {
  const { rows } = await worker.query<{ count: number }>(
    "select (seq_tup_read + idx_tup_fetch)::int as count from pg_stat_xact_user_tables where relname = 'deliveries'",
  )
  return rows[0]?.count ?? 0
}

async function fetchedByClaim(): Promise<number> {
  await worker.query('begin')
  const before = await fetched()
  const sends = await takeSome()
  expect(sends.map((s) => s.recipients.length)).toEqual(Array(CALLS).fill(BATCH))
  const after = await fetched()
  await worker.query('commit')
  await settleSends(database.pool, sends.flatMap(sent), NOW)
  return after - before
}

test.each([
  {
    statistics: 'an empty queue',
    async before(pool: Pool) {
      await pool.query('analyze')
      for (let i = 0; i < LOOKS_AT_REST; i++) await takeSome()
      await announce(pool)
    },
  },
  {
    statistics: 'a queue with one announcement',
    async before(pool: Pool) {
      await announce(pool)
      await pool.query('analyze')
    },
  },
])('reads about what it takes, by statistics of $statistics', async ({ before }) => {
  await before(database.pool)
  for (let claim = 0; claim < LOOKS_AT_REST; claim++) expect(await fetchedByClaim()).toBeLessThan(4 * CALLS * BATCH)
})
