/** How sends end is written down by their keys, whatever the statistics of the table say. */
import type { Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimSends, settleSends } from '../../src/store/sends.ts'
import { oweAnnouncement } from '../faults/sending-world.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const NOW = new Date('2026-05-20T02:00:00Z')
const TOLD = 10_000

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

const announcement = (pool: Pool, key: string) => oweAnnouncement(pool, { key, count: TOLD }, NOW)

async function answersTo(pool: Pool, count: number): Promise<void> {
  await pool.query(
    `with told as (
       insert into outbox (organisation_id, key, channel, lane, purpose, deadline_at)
       select $2, 'reply/' || n, 'wecom', 'reply', 'reply', $3 from generate_series(1, $1::int) n returning id, organisation_id)
     insert into deliveries (outbox_id, recipient, organisation_id, channel, lane, batch, due_at, state, sent_at)
     select id, 'member' || id, organisation_id, 'wecom', 'reply', 0, $3, 'sent', $3 from told`,
    [count, database.rootOrganisationId, NOW],
  )
}

test.each([
  ['announcements that nobody was sent yet', (pool: Pool) => announcement(pool, '通知1')],
  ['answers, each to one person', (pool: Pool) => answersTo(pool, 3 * TOLD)],
])('eight thousand outcomes by statistics of %s', async (_what, before) => {
  const { pool } = database
  await before(pool)
  await pool.query('analyze deliveries')
  await announcement(pool, '通知2')
  const sends = await claimSends(pool, { lanes: ['digest'], limit: 8, now: NOW })
  const outcomes = sends.flatMap(({ outboxId, batch, recipients }) =>
    recipients.map((recipient) => {
      return { outboxId, batch, recipient, state: 'sent' as const, reason: null, dueAt: NOW, platformId: null }
    }),
  )
  const { rows: waiting } = await pool.query("select count(*)::int from deliveries where state <> 'sent'")
  const startedMs = performance.now()
  await settleSends(pool, outcomes, NOW)
  // A third of a second; half a minute where every delivery is compared with every outcome, or looked through for it.
  expect(performance.now() - startedMs).toBeLessThan(8_000)
  const { rows } = await pool.query("select count(*)::int from deliveries where state <> 'sent'")
  expect(rows[0].count).toBe(waiting[0].count - outcomes.length)
  expect(outcomes.length).toBe(8_000)
})
