/** Hot queries join by index only: what they look up by itself must stand first in one. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test.each([
  ['assignments', 'zone_id'],
  ['assignments', 'branch_id'],
  ['assignments', 'person_id'],
  ['identities', 'person_id'],
  ['page_messages', 'key'],
  ['page_messages', 'identity_id'],
  ['cases', 'reporter_identity_id'],
])('%s are found by %s alone, whatever else is true of them', async (table, column) => {
  const { rows } = await database.pool.query(
    `select from pg_index x join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
      where x.indrelid = $1::regclass and a.attname = $2 and x.indpred is null`,
    [table, column],
  )
  expect(rows.length).toBeGreaterThan(0)
})
