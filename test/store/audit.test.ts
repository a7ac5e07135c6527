import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AuditEntry, appendAudit, chainAudit, detailHash, verifyAudit } from '../../src/store/audit.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => database.pool.query('truncate audit restart identity'))
afterAll(() => database.drop())

function entries(count: number): AuditEntry[] {
  return Array.from({ length: count }, (_, i) => ({
    organisationId: database.rootOrganisationId,
    at: new Date(1_772_000_000_123 + i),
    actor: 'system',
    action: 'case.confirm',
    subject: `case:${i}`,
    detailHash: detailHash({ i }),
  }))
}

test.each<[unknown, unknown]>([
  [
    { a: 1, b: [2, { c: null }] },
    { b: [2, { c: null }], a: 1 },
  ],
  [{ a: new Date(0) }, { a: '1970-01-01T00:00:00.000Z' }],
  [{ a: 1, b: undefined }, { a: 1 }],
  [{ id: 12n }, { id: '12' }],
])('equal values have equal hashes: %o and %o', (one, other) => {
  expect(detailHash(one)).toBe(detailHash(other))
})

test('a chain that nobody touched holds, also when several processes make it at once', async () => {
  const { db } = database
  await appendAudit(db, entries(2_500))
  for (let chained = 0; chained < 2_500; ) {
    const counts = await Promise.all([chainAudit(db, 400), chainAudit(db, 400), chainAudit(db, 400)])
    chained += counts.reduce((sum, count) => sum + count, 0)
  }
  expect(await verifyAudit(db)).toBeNull()
  expect(await chainAudit(db, 400)).toBe(0)
})

test.each([
  ['one byte of a subject changed', sql`update audit set subject = 'case:x' where position = 5`, 5n],
  [
    'an instant moved by a millisecond',
    sql`update audit set at = at + interval '1 millisecond' where position = 7`,
    7n,
  ],
  ['a row removed', sql`delete from audit where position = 3`, 3n],
  ['a hash made to fit its row', sql`update audit set hash = repeat('a', 64) where position = 4`, 4n],
  [
    'two rows exchanged',
    sql`update audit set detail_hash = (select detail_hash from audit where position = 2) where position = 1`,
    1n,
  ],
])('%s is found', async (_, change, position) => {
  const { db } = database
  await appendAudit(db, entries(10))
  await chainAudit(db, 100)
  await db.execute(change)
  expect(await verifyAudit(db)).toBe(position)
})
