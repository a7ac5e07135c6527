/** Keys of a large branch take minutes: whoever opens a page meanwhile is answered. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ballotToken } from '../../src/ballots/link.ts'
import { BALLOT_DAY, type BallotWorld, ballotWorld } from '../support/ballot-world.ts'

/** More than are made while a page waits. */
const MEMBERS = 40
/** The page takes 600 requests a minute. */
const ASKED_MAX = 200

let world: BallotWorld
let roundId: string
let voterId: string
beforeAll(async () => {
  world = await ballotWorld()
  world.deps.clock.now = BALLOT_DAY
  const { pool } = world.deps
  const people = Array.from({ length: MEMBERS }, () => randomUUID())
  await pool.query(
    `insert into people (id, organisation_id, branch_id, name)
     select p, b.organisation_id, b.id, '党员' || left(p::text, 8) from branches b, unnest($1::uuid[]) p where b.name = '东山支部'`,
    [people],
  )
  const list = { people: people.map((id) => ({ id, roles: ['zone_member'], zoneCodes: [] })) }
  const { rows } = await pool.query<{ id: string }>(
    `insert into review_rounds (organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash)
     select organisation_id, id, 'democratic_appraisal', '2026', 'open', '2026-12-01', '2026-12-25', $1, 'hash'
       from branches where name = '东山支部' returning id`,
    [JSON.stringify(list)],
  )
  roundId = rows[0]?.id ?? ''
  voterId = people[0] ?? ''
})
afterAll(() => world.close())

const boxCount = async () => {
  const text = 'select count(*)::int as n from ballot_boxes where round_id = $1'
  return (await world.deps.pool.query<{ n: number }>(text, [roundId])).rows[0]?.n ?? 0
}

test('while the keys of a large branch are made its page says so, and all others are answered', async () => {
  const url = `/b/${ballotToken(world.deps.seal, { roundId, personId: voterId })}`
  const first = world.app.inject({ url })
  const others: string[] = []
  while ((await boxCount()) < MEMBERS / 2 && others.length < ASKED_MAX) {
    const answer = await world.app.inject({ url: '/b/nothing' })
    others.push(`${answer.statusCode} ${answer.body.includes('这个链接打不开')}`)
  }
  expect(others.length).toBeGreaterThan(20)
  expect(new Set(others)).toEqual(new Set(['404 true']))
  const waited = await first
  if (waited.statusCode === 503) {
    expect(waited.body).toContain('选票正在准备')
    expect(waited.headers.refresh).toBe('5')
    const early = await world.app.inject({ method: 'POST', url: `${url}/tickets`, payload: { blinded: {} } })
    expect([422, 503]).toContain(early.statusCode)
  }
  let page = waited
  while (page.statusCode === 503) page = await world.app.inject({ url })
  expect(page.statusCode).toBe(200)
  expect(await boxCount()).toBe(MEMBERS)
  expect(page.body.match(/<fieldset/g)).toHaveLength(MEMBERS - 1)
}, 120_000)
