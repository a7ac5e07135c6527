/** Ticks are rows: of several schedulers one runs each, whatever the queue remembers. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runTick, SCHEDULES } from '../../src/jobs/schedules.ts'
import { connect } from '../../src/store/database.ts'
import { takeTick } from '../../src/store/ticks.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

const TICKS = 1_000
const START = new Date('2026-01-01T00:00:00Z').getTime()

let deps: TestDeps
beforeEach(async () => {
  deps = await testDeps([])
})
afterEach(() => deps.close())

test('of three schedulers on connections of their own one takes each of 1,000 ticks', async () => {
  const { connectionString } = deps.database
  const pools = [1, 2, 3].map(() => connect(connectionString, { max: 4 }).pool)
  const taken = await Promise.all(
    Array.from({ length: TICKS }, (_, i) => new Date(START + i * 60_000)).map(async (at) => {
      const rows = await Promise.all(pools.map((pool) => takeTick(pool, 'open-duty-windows', at, at)))
      return rows.flat().length
    }),
  )
  expect(taken).toEqual(Array(TICKS).fill(1))
  await Promise.all(pools.map((pool) => pool.end()))
})

test('a scheduler that slept through a tick which another ran does not run it again', async () => {
  const tick = SCHEDULES.find(({ name }) => name === 'open-duty-windows')
  if (!tick) throw new Error('the schedule is gone')
  const at = new Date(START)
  deps.clock.now = at
  await runTick(deps, tick.name, at)
  const { rows: before } = await deps.pool.query('select * from ticks')
  // Half a minute later it wakes up with the job still in its hands.
  deps.clock.now = new Date(START + 30_000)
  await runTick(deps, tick.name, at)
  expect((await deps.pool.query('select * from ticks')).rows).toEqual(before)
})
