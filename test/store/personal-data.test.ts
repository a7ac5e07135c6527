import { afterAll, beforeAll, expect, test } from 'vitest'
import { PERSONAL_COLUMNS } from '../../src/store/personal-data.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

/** Columns that can hold free words or bytes but nothing about a person, and why that is plain from their name. */
const IMPERSONAL =
  /(^|\.)(code|name|path|kind|state|state_before|key|channel|category|urgency|activity|role|reporter_role|head|predicted|final|by_role|bound_by|lane|purpose|scope|audience|datum|event|from_state|to_state|extension|schedule|clause|title|zone_kind|direction|content_type|platform_id|reason|action|note|building|unit|floor|occurred_time|channel_message_id|task_id|hash|previous_hash|detail_hash|code_hash|token_hash|blinded_hash|list_hash|frozen_as|period|stage|outcome|scheme)$/

test('every column that may hold something about a person has a purpose and an end', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'bytea', 'jsonb', 'ARRAY', 'double precision')
      order by 1`,
  )
  const named = new Set(Object.keys(PERSONAL_COLUMNS))
  const unnamed = rows.map((r) => r.name).filter((name) => !named.has(name) && !IMPERSONAL.test(name))
  // Words of the organisation itself, and our own bookkeeping: an open draft, what ails the installation, a month,
  // counts, how far an inbox was read, the addresses that codes hold.
  expect(unnamed).toEqual([
    'alarms.detail',
    'announcements.zone_ids',
    'attachments.phase',
    'ballot_boxes.private_key_sealed',
    'ballot_boxes.public_key',
    'ballot_results.counts',
    'conversations.draft',
    'digests.content',
    'duties.activities',
    'duties.categories',
    'duties.every',
    'identities.notice_version',
    'kf_accounts.call_token',
    'kf_accounts.cursor',
    'kf_accounts.failure',
    'kf_accounts.open_kfid',
    'kf_chats.open_kfid',
    'kf_chats.served_by',
    'opinion_results.counts',
    'platform_openings.opened_at',
    'platform_usage.month',
    'resident_talks.place',
    'resident_talks.topic',
    'review_rounds.cancel_reason',
    'review_rounds.seed',
    'root_causes.place',
    'round_keys.voter_key_sealed',
    'sampled_zones.chance',
    'settings.value',
    'visit_tallies.group_id',
    'visit_tallies.zone_code',
    'webhooks.secret_sealed',
    'webhooks.url',
    'zone_areas.text',
    'zone_entries.config_id',
    'zone_entries.failure',
    'zone_entries.further_groups',
    'zone_entries.group_id',
    'zone_entries.url',
    'zones.outline',
  ])
})

test('the list names no column that is gone', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
  )
  const columns = new Set(rows.map((r) => r.name))
  expect(Object.keys(PERSONAL_COLUMNS).filter((name) => !columns.has(name))).toEqual([])
})

test('nobody can be searched, tagged or profiled: the schema has no place for it', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
  )
  // What residents answered about a zone names nobody: see the test of a hostile reader.
  const names = rows.map((r) => r.name).filter((name) => !/^opinion_(answers|results)\./.test(name))
  const forbidden = /(?<!s)tag|label_of_person|religion|opinion|petition|score|points|rank/
  expect(names.filter((name) => forbidden.test(name))).toEqual([])
})
