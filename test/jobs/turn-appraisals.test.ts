import { afterAll, beforeAll, expect, test } from 'vitest'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { turnAppraisals } from '../../src/jobs/turn-appraisals.ts'
import { BALLOT_DAY, type BallotWorld, ballotWorld } from '../support/ballot-world.ts'

let world: BallotWorld
beforeAll(async () => {
  world = await ballotWorld()
  await world.deps.pool.query(
    `insert into review_requests (organisation_id, round_id, kind, person_id, due_on)
     select $1, $2, 'ballot', v, '2026-12-25' from unnest($3::uuid[]) v`,
    [world.organisationId, world.roundId, world.voters],
  )
})
afterAll(() => world.close())

const one = async <T>(text: string) => ((await world.deps.pool.query(text)).rows as T[])[0] as T

test('an appraisal has its boxes before anybody comes, and is counted once after its last day', async () => {
  const { deps, voters, roundId } = world
  await turnAppraisals.run(deps, BALLOT_DAY)
  const boxes = () =>
    one<{ count: number; keys: string }>(
      "select count(*)::int, string_agg(md5(public_key), ',' order by subject_id) as keys from ballot_boxes",
    )
  const made = await boxes()
  expect(made.count).toBe(voters.length)
  // A restart in the middle makes only what is missing.
  await deps.pool.query('delete from ballot_boxes where subject_id = $1', [voters[0]])
  await turnAppraisals.run(deps, BALLOT_DAY)
  expect((await boxes()).count).toBe(voters.length)

  const [subject = '', ...others] = voters
  for (const voter of others) {
    const signed = await world.signed(voter, await world.prepare(voter, [subject]))
    const ticket = signed.get(subject)
    expect(ticket && (await world.cast(subject, ticket, 0))).toBe(204)
  }
  await turnAppraisals.run(deps, BALLOT_DAY)
  expect(await one<{ state: string }>('select state from review_rounds')).toEqual({ state: 'open' })

  const after = new Date('2026-12-26T00:25:00+08:00')
  deps.clock.now = after
  await turnReviewRounds.run(deps, after)
  await Promise.all([turnAppraisals.run(deps, after), turnAppraisals.run(deps, after)])
  expect(await one<{ state: string }>(`select state from review_rounds where id = '${roundId}'`)).toEqual({
    state: 'final',
  })
  expect(
    await one('select ballot_count, counts from ballot_results where subject_id = $1'.replace('$1', `'${subject}'`)),
  ).toEqual({
    ballot_count: others.length,
    counts: [others.length, 0, 0, 0, 0],
  })
  expect(await one('select count(*)::int from ballot_results')).toEqual({ count: voters.length })
  const left = await one(
    `select (select count(*)::int from ballot_tickets) as tickets,
            (select count(*)::int from ballot_boxes where private_key_sealed is not null) as keys,
            (select count(*)::int from review_requests where state = 'open' and kind = 'ballot') as open`,
  )
  expect(left).toEqual({ tickets: 0, keys: 0, open: 0 })
})
