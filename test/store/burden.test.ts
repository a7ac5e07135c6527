import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBurden } from '../../src/store/burden.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const FROM = new Date('2026-11-15T16:00:00Z')
const TO = new Date('2026-11-22T16:00:00Z')

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
  await database.pool.query(`
    with b as (insert into branches (organisation_id, name) select id, '支部' from organisations returning id, organisation_id)
    insert into people (organisation_id, branch_id, name, left_on)
    select organisation_id, id, name, case name when '丁' then '2026-11-01'::date end
      from b, unnest(array['甲', '乙', '丙', '丁']) as name`)
})
afterEach(() => database.drop())

interface Sent {
  to: string
  purpose?: string
  caseId?: string | null
  content?: object
  state?: string
  at?: string
}
async function sent({ to, purpose = 'clock', caseId = null, content = {}, state = 'sent', at = '2026-11-18' }: Sent) {
  await database.pool.query(
    `with o as (
       insert into outbox (organisation_id, key, channel, lane, purpose, content, case_id, deadline_at, created_at)
       select id, gen_random_uuid()::text, 'wecom', 'reminder', $2, $3, $4, $5::timestamptz + interval '1 day', $5
         from organisations where path = '/' returning id, organisation_id)
     insert into deliveries (outbox_id, recipient, organisation_id, person_id, channel, lane, batch, state, due_at, sent_at, reason)
     select o.id, $1, o.organisation_id, p.id, 'wecom', 'reminder', 0, $6, $5, $5, 'x' from o, people p where p.name = $1`,
    [to, purpose, content, caseId, at, state],
  )
}
const read = async () => (await readBurden(database.db, { from: FROM, to: TO })).map(({ branchId: _, ...rest }) => rest)

test('counts what members were told unasked, by person and in all', async () => {
  for (const to of ['甲', '甲', '乙', '丁']) await sent({ to })
  expect(await read()).toEqual([{ memberCount: 3, messageCount: 3, mostCount: 2, againCount: 0, demandedCount: 0 }])
})

test('leaves out answers, cards that were only changed, what was not sent, and other weeks', async () => {
  await sent({ to: '甲', purpose: 'reply' })
  await sent({ to: '甲', content: { type: 'card_update', card: { buttons: [] } } })
  await sent({ to: '甲', state: 'dropped' })
  await sent({ to: '甲', at: '2026-11-22T16:00:00Z' })
  await sent({ to: '甲', at: '2026-11-15T15:59:00Z' })
  expect(await read()).toMatchObject([{ messageCount: 0, mostCount: 0 }])
})

test('tells apart what was told again of one matter, and what wants an answer', async () => {
  const caseId = '00000000-0000-4000-8000-000000000001'
  for (const to of ['甲', '甲', '甲', '乙']) await sent({ to, caseId })
  await sent({ to: '乙', content: { type: 'card', card: { buttons: [{ id: 'a', label: '认领' }] } } })
  expect(await read()).toMatchObject([{ messageCount: 5, againCount: 2, demandedCount: 1 }])
})
