/** Queues are empty when statistics are taken at rest: however a planner reads them then, a worker gets what it asked for. */
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimCardRefreshes } from '../../src/store/case-cards.ts'
import { claimReadings } from '../../src/store/second-readings.ts'
import type { Sql } from '../../src/store/sql.ts'
import { claimVoices } from '../../src/store/transcripts.ts'
import { takeVerdicts } from '../../src/store/verdicts.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const WAITING = 60
const ASKED_FOR = 7
const NOW = new Date('2026-11-25T02:00:00Z')

/** After five runs of a statement its plan is kept, as it was made for the queue of that moment. */
const LOOKS_AT_REST = 8

const CLAIMS: { what: string; claim: (sql: Sql) => Promise<unknown[]> }[] = [
  { what: 'cards to be shown anew', claim: (sql) => claimCardRefreshes(sql, ASKED_FOR) },
  { what: 'voices to be heard', claim: (sql) => claimVoices(sql, NOW, ASKED_FOR) },
  { what: 'messages to be read a second time', claim: (sql) => claimReadings(sql, NOW, ASKED_FOR) },
  { what: 'verdicts to be learnt from', claim: (sql) => takeVerdicts(sql, ASKED_FOR) },
]

let database: TestDatabase
let worker: PoolClient
beforeAll(async () => {
  database = await testDatabase()
  const { pool } = database
  await pool.query('analyze')
  worker = await pool.connect()
  for (const { claim } of CLAIMS) for (let i = 0; i < LOOKS_AT_REST; i++) await claim(worker)
  await pool.query(`insert into identities (organisation_id, channel, external_id, display_id)
    select id, 'wecom', 'wang', 'wang' from organisations where path = '/'`)
  for (const text of [
    `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, sent_at)
     select i.organisation_id, 'wecom', n::text, 'wang', 'normal', $1 from identities i, generate_series(1, ${WAITING}) n`,
    `insert into transcripts (inbox_id, organisation_id, channel, media_id, state, created_at)
     select id, organisation_id, channel, 'm', 'waiting', $1 from inbox`,
    `insert into second_readings (inbox_id, organisation_id, identity_id, task_id, state, created_at)
     select m.id, m.organisation_id, i.id, 't', 'waiting', $1 from inbox m, identities i`,
    `insert into cases (organisation_id, code, kind, category, urgency, state, text, source_start, source_end, confidence,
       channel, record_number, reporter_role, created_at)
     select organisation_id, 'Q-' || lpad(id::text, 4, '0'), 'incident', 'facility', 'normal', 'new', '灯坏了', 0, 3, 1, 'wecom', 1,
       'resident', $1 from inbox`,
    `insert into card_refreshes (case_id, organisation_id, created_at) select id, organisation_id, $1 from cases`,
    `insert into verdicts (organisation_id, case_id, head, final, teller, corrected, by_member, given_on)
     select organisation_id, id, 'category', 'facility', decode('00', 'hex'), false, true, ($1::timestamptz)::date from cases`,
  ]) {
    await pool.query(text, [NOW])
  }
})
afterAll(async () => {
  worker.release()
  await database.drop()
})

test.each(CLAIMS)('of $what a worker takes as many as it asked for', async ({ claim }) => {
  expect(await claim(worker)).toHaveLength(ASKED_FOR)
})
