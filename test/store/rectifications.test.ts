import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ReviewWorld, reviewWorld } from '../support/review-world.ts'

let world: ReviewWorld
beforeEach(async () => {
  world = await reviewWorld()
})
afterEach(() => world.deps.close())

const kept = async () => (await world.deps.pool.query('select * from rectifications order by number')).rows

test('what is given is numbered in its branch, masked and noted; the same sent twice is one', async () => {
  const first = await world.give({ what: '给13812345678回电话' })
  const [again, ...others] = await Promise.all([
    world.give({ what: '给13812345678回电话' }),
    world.give({ what: '另一件' }),
    world.give({ what: '第三件' }),
  ])
  expect(again).toEqual(first)
  expect(others.map((one) => 'number' in one && one.number).sort()).toEqual([2, 3])
  expect((await kept()).map(({ number, what, state }) => [number, state, what])[0]).toEqual([
    1,
    'open',
    '给138****5678回电话',
  ])
  const { rows } = await world.deps.pool.query("select actor from audit where action = 'give_rectification'")
  expect(rows).toEqual(Array(3).fill({ actor: `person:${await world.personId('陈书华')}` }))
})

test.each([
  ['own', async () => ({ personId: await world.personId('陈书华') })],
  ['no_words', async () => ({ reason: ' \n ' })],
  ['bad_date', async () => ({ dueOn: '2026-11-25' })],
  ['bad_date', async () => ({ dueOn: '2028-01-01' })],
  ['helper', async () => ({ helperId: await world.personId('张建国') })],
  ['rechecker', async () => ({ recheckerId: await world.personId('张建国') })],
  ['rechecker', async () => ({ recheckerId: await world.personId('王卫东') })],
  ['not_of_branch', async () => ({ personId: await world.personId('牛爱民') })],
  ['not_of_branch', async () => ({ recheckerId: await world.personId('马向前') })],
  [
    'zone',
    async () => ({ zoneId: (await world.deps.pool.query("select id from zones where code = 'D1'")).rows[0].id }),
  ],
])('is refused as %s, and nothing is kept', async (refusal, changes) => {
  expect(await world.give(await changes())).toEqual({ refusal })
  expect(await kept()).toEqual([])
})

test('nobody who has left gets one, or is asked to help', async () => {
  await world.deps.pool.query("update people set left_on = '2026-11-01' where name = '王卫东'")
  expect(await world.give()).toEqual({ refusal: 'not_of_branch' })
  expect(await world.give({ helperId: null })).toMatchObject({ number: 1 })
})
