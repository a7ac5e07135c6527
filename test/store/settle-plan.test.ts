/** How sends end is written down by their keys, whatever the statistics of the table say. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimSends, settleSends } from '../../src/store/sends.ts'
import { oweAnnouncement } from '../faults/sending-world.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const NOW = new Date('2026-05-20T02:00:00Z')
const TOLD = 10_000

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})

afterAll(() => database.drop())

test('eight thousand outcomes after statistics that were taken while nothing was being sent', async () => {
  const { pool } = database
  for (const key of ['通知1', '通知2', '通知3']) await oweAnnouncement(pool, { key, count: TOLD }, NOW)
  await pool.query('analyze deliveries')
  const sends = await claimSends(pool, { lanes: ['digest'], limit: 8, now: NOW })
  const outcomes = sends.flatMap(({ outboxId, recipients }) =>
    recipients.map((recipient) => {
      return { outboxId, recipient, state: 'sent' as const, reason: null, dueAt: NOW, platformId: null }
    }),
  )
  const startedMs = performance.now()
  await settleSends(pool, outcomes, NOW)
  // A tenth of a second; half a minute where every delivery is compared with every outcome.
  expect(performance.now() - startedMs).toBeLessThan(8_000)
  const { rows } = await pool.query("select count(*)::int as sent from deliveries where state = 'sent'")
  expect(rows).toEqual([{ sent: outcomes.length }])
  expect(outcomes.length).toBe(8_000)
})
