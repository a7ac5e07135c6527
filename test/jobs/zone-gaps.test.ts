/** What is open about zones in the weekly digest, and on its page. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tellDueDigests } from '../../src/jobs/tell-digests.ts'
import { type DigestWorld, digestWorld } from '../support/digest-world.ts'

const MONDAY = new Date('2026-11-30T08:40:00+08:00')
const WEEK_MS = 7 * 86_400_000

let world: DigestWorld
beforeEach(async () => {
  world = await digestWorld()
})
afterEach(() => world.deps.close())

async function digestTo(recipient: string, now: Date): Promise<string[]> {
  const before = (await world.outbox()).length
  await tellDueDigests(world.deps, now)
  return (await world.outbox())
    .slice(before)
    .filter((row) => row.recipient === recipient && row.key.startsWith('digest/weekly/'))
    .map((row) => row.content.card.text ?? '')
}

test('tells once a week what is open: who does not know, what is not approved, what ends, who offers, who has no zone', async () => {
  const { pool } = world.deps
  await pool.query(`update zones set approved_at = null where code = 'A4'`)
  await pool.query(`delete from zone_visits`)
  await pool.query(`update zones set created_at = '2026-01-01'`)
  await pool.query(
    `update assignments set acknowledged_at = null where person_id = (select id from people where name = '张建国')`,
  )
  await pool.query(
    `update assignments set term_ends_on = '2026-12-15' where person_id = (select id from people where name = '王卫东')`,
  )
  await pool.query(
    `insert into nominations (organisation_id, branch_id, zone_id, person_id)
     select z.organisation_id, z.branch_id, z.id, p.id from zones z, people p where z.code = 'A4' and p.name = '张建国'`,
  )
  expect(await digestTo('chen', MONDAY)).toMatchInlineSnapshot(`
    [
      "责任区：报名等您定 1，快到期 1，划分还没记为支部通过 1，还没点“知道了” 1，公示牌90天没人看过 2。说“覆盖情况”可以看。机器人给每人发了 0.0 条，前一周没有。",
    ]
  `)
  // The same again is no news.
  expect(await digestTo('chen', new Date(MONDAY.getTime() + WEEK_MS))).toEqual([])
})

test('says nothing of zones where all is in order', async () => {
  expect(await digestTo('chen', MONDAY)).toEqual([])
})

test('does not miss readers of a notice before it is there for 90 days', async () => {
  const { pool } = world.deps
  await pool.query('delete from zone_visits')
  await pool.query(`update zones set created_at = $1::timestamptz - interval '89 days'`, [MONDAY])
  expect(await digestTo('chen', MONDAY)).toEqual([])
  await pool.query(`update zones set created_at = $1::timestamptz - interval '92 days'`, [MONDAY])
  expect((await digestTo('chen', new Date(MONDAY.getTime() + WEEK_MS)))[0]).toContain('公示牌90天没人看过 2')
})
