import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyRetention } from '../../src/store/retention.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const now = new Date('2026-11-22T03:00:00Z')
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

/** Adds a row of each kind, of this age. */
async function keep(name: string, age: string): Promise<void> {
  const { pool, rootOrganisationId: organisation } = database
  const at = `'${now.toISOString()}'::timestamptz - interval '${age}'`
  await pool.query(
    `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, payload, sent_at, received_at)
     values ($1, 'wecom', $2, 'c', 'normal', 'sealed', ${at}, ${at})`,
    [organisation, name],
  )
  await pool.query(
    `insert into outbox (organisation_id, key, channel, lane, purpose, content, deadline_at)
     values ($1, $2, 'wecom', 'reply', 'reply', '{"type":"text","text":"好"}', ${at})`,
    [organisation, name],
  )
  await pool.query(
    `insert into local_messages (account, direction, key, content, created_at) values ('a', 'in', $1, '{}', ${at})`,
    [name],
  )
  await pool.query(
    `insert into cases (organisation_id, code, kind, category, urgency, state, text, place_text, source_start, source_end,
       confidence, channel, record_number, reporter_role, created_at, updated_at)
     values ($1, $2, 'incident', 'facility', 'normal', 'draft', '灯坏了', '3号楼', 0, 3, 1, 'wecom', 1, 'resident', ${at}, ${at})`,
    [organisation, name],
  )
  await pool.query(
    `insert into attachments (organisation_id, part, channel, kind, state, storage_key, created_at)
     values ($1, 1, 'wecom', 'image', 'stored', $2, ${at})`,
    [organisation, `attachments/${name}`],
  )
}

async function column(query: string): Promise<unknown[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(query)
  return rows.map((row) => Object.values(row)[0])
}

test('what is over goes to the day, what is not stays, and keys stay for ever', async () => {
  await keep('W-0001', '29 days 23 hours')
  await keep('W-0002', '30 days 1 hour')
  await keep('W-0003', '24 months 1 day')
  const removed: string[] = []
  await applyRetention(database.db, now, async (key) => void removed.push(key))

  const left = (table: string, name: string, what: string) =>
    column(`select ${name} from ${table} where ${what} order by ${name}`)
  expect(await left('inbox', 'channel_message_id', 'true')).toEqual(['W-0001', 'W-0002', 'W-0003'])
  expect(await left('inbox', 'channel_message_id', 'payload is not null')).toEqual(['W-0001'])
  expect(await left('outbox', 'key', 'true')).toEqual(['W-0001', 'W-0002', 'W-0003'])
  expect(await left('outbox', 'key', 'content is not null')).toEqual(['W-0001'])
  expect(await left('local_messages', 'key', 'true')).toEqual(['W-0001'])
  expect(await left('cases', 'code', 'true')).toEqual(['W-0001', 'W-0002', 'W-0003'])
  expect(await left('cases', 'code', "text <> '' and place_text is not null")).toEqual(['W-0001', 'W-0002'])
  expect(await left('attachments', 'storage_key', 'true')).toEqual(['attachments/W-0001', 'attachments/W-0002'])
  expect(removed).toEqual(['attachments/W-0003'])
})

test('a second run finds nothing, and without a way to remove files their rows stay', async () => {
  const counts = await applyRetention(database.db, now, async () => {})
  expect(Object.values(counts).every((count) => count === 0)).toBe(true)
  await keep('W-0004', '25 months')
  await applyRetention(database.db, now)
  expect(await column("select storage_key from attachments where storage_key like '%4'")).toEqual([
    'attachments/W-0004',
  ])
})
