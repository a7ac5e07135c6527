/** Schedules of real processes: several of them, one that sleeps, a Redis that forgets, clocks that are wrong. */
import { setTimeout as pause } from 'node:timers/promises'
import { Queue } from 'bullmq'
import type { Pool } from 'pg'
import { afterEach, expect, test } from 'vitest'
import { SCHEDULES } from '../../src/jobs/schedules.ts'
import { testDatabase } from '../support/database.ts'
import { dataFolder } from '../support/product.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { crowd, untilSettled } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { probe } from './probe.ts'
import { FULL, sizeOf, TEST_LIMIT_MS } from './sizes.ts'
import { type WrongClock, wrongClock } from './wrong-clock.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A schedule that ticks by a pattern. */
const TICK = 'measure-burden'
/** So few that the secretary, who hears of all, stays below what WeCom lets through in a minute. */
const FIRES = 5

const open: { close(): Promise<unknown> }[] = []

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

interface World {
  fleet: Fleet
  pool: Pool
  redis: TestRedis
  queue: Queue
  clock: WrongClock
}

/** A branch with one member in each of twenty zones; the clock of its processes is right until it is set. */
async function ticking(workers: number): Promise<World> {
  const database = await testDatabase()
  open.push({ close: () => database.drop() })
  const redis = await startRedis()
  open.push({ close: () => redis.stop() })
  const folder = await dataFolder()
  open.push({ close: folder.remove })
  const clock = wrongClock(folder.dir)
  const databaseUrl = database.connectionString
  const fleet = await startFleet({
    ...{ webs: 1, workers, databaseUrl, redisUrl: redis.url, memberCount: 20, env: clock.env },
  })
  open.push(fleet)
  const queue = new Queue('schedule', { connection: { url: redis.url }, prefix: '{zeren}' })
  open.push(queue)
  return { fleet, pool: database.pool, redis, queue, clock }
}

/** Tell the workers of ticks as if each of `schedulers` had made a job of its own for each. */
async function tell({ queue }: World, what: { name: string; instants: readonly number[]; schedulers: number }) {
  const { name, instants, schedulers } = what
  const jobs = instants.flatMap((timestamp) => Array(schedulers).fill({ name, data: {}, opts: { timestamp } }))
  await queue.addBulk(jobs)
}

async function untilIdle({ queue }: World, withinMs: number): Promise<void> {
  await expect.poll(() => queue.getJobCountByTypes('waiting', 'active'), { timeout: withinMs, interval: 100 }).toBe(0)
}

/** While `work` goes on, one worker is stopped as a machine that is put to sleep, and goes on after. */
async function withOneAsleep({ fleet }: World, seconds: number, work: () => Promise<void>): Promise<void> {
  const { pid } = fleet.process('worker', 0)
  const doing = work()
  await pause(200)
  process.kill(pid, 'SIGSTOP')
  await pause(seconds * SECOND_MS)
  process.kill(pid, 'SIGCONT')
  await doing
}

test(
  'T3: of three workers that are told of every tick, one asleep for a while, one runs each, and everybody is told once',
  async () => {
    const { ticks, stopSeconds } = sizeOf('ticks')
    const world = await ticking(3)
    const { fleet, pool } = world
    const start = Date.now() - DAY_MS
    const instants = Array.from({ length: ticks }, (_, i) => start + i * SECOND_MS)
    await withOneAsleep(world, stopSeconds, () => tell(world, { name: TICK, instants, schedulers: 3 }))
    await untilIdle(world, 60_000)
    const { rows } = await pool.query<{ n: number }>(
      'select count(*)::int as n from ticks where schedule = $1 and due_at = any($2)',
      [TICK, instants.map((at) => new Date(at))],
    )
    const failed = await world.queue.getFailedCount()

    // Each told by the member of another zone; nobody takes them on before their time is over.
    await crowd(fleet.platform, {
      count: FIRES,
      perSecond: 50,
      textOf: (i) => `${i + 2}号楼着火了`,
    })
    await untilSettled(async () => fleet.databaseUrl, 30_000)
    await pool.query(
      `update cases set remind_at = now(), accept_due_at = now() - interval '1 minute',
         clock_started_at = now() - interval '16 minutes'`,
    )
    const now = Date.now()
    const again = { name: 'remind-clocks', instants: [now, now + 1, now + 2], schedulers: 3 }
    await withOneAsleep(world, stopSeconds, () => tell(world, again))
    await tell(world, again)
    await untilIdle(world, 60_000)
    await untilSettled(async () => fleet.databaseUrl, 60_000)
    const called = [...Array.from({ length: FIRES }, (_, i) => `member${i + 1}`), 'secretary'].map(
      (who) => fleet.platform.inboxOf(who).filter((m) => m.text?.includes('还没有人接手')).length,
    )
    const handlers = called.slice(0, -1)
    expectReached({
      mark: 'T3',
      what: 'ticks told by three schedulers to three workers, and reminders that are due, one worker stopped (SIGSTOP) meanwhile',
      size: `${ticks} ticks, ${FIRES} emergencies, asleep 2 × ${stopSeconds} s`,
      reached: `run ${rows[0]?.n}, failed ${failed}; handlers told ${handlers.filter((n) => n > 0).length}, told twice ${handlers.filter((n) => n > 1).length}, the secretary ${called.at(-1)}`,
      pass: `run ${ticks}, failed 0; handlers told ${FIRES}, told twice 0, the secretary ${FIRES}`,
      ok: rows[0]?.n === ticks && failed === 0 && handlers.every((n) => n === 1) && called.at(-1) === FIRES,
    })
  },
  TEST_LIMIT_MS,
)

/** The first tick of `open-duty-windows` after tomorrow's midnight in Shanghai, by the right clock. */
function nightTick(): Date {
  const day = new Date(Date.now() + DAY_MS + 8 * HOUR_MS).toISOString().slice(0, 10)
  return new Date(Date.parse(`${day}T00:12:00+08:00`))
}

async function ranAt({ pool }: World, due: Date): Promise<Date | null> {
  const { rows } = await pool.query<{ ran_at: Date }>(
    "select ran_at from ticks where schedule = 'open-duty-windows' and due_at = $1",
    [due],
  )
  return rows[0]?.ran_at ?? null
}

/** Seconds until all schedules that tick by pauses tick by the clock as it is now, and the next tick came. */
async function untilTicking({ queue, clock }: World): Promise<number> {
  const startedMs = performance.now()
  const seen = new Map<string, number>()
  const often = SCHEDULES.filter((s) => 'ms' in s.every && s.every.ms <= 30_000).map((s) => s.name)
  for (;;) {
    const nowMs = clock.now().getTime()
    for (const { key, next, every } of await queue.getJobSchedulers(0, -1)) {
      const soon = Number(next) > nowMs - SECOND_MS && Number(next) <= nowMs + Number(every) + SECOND_MS
      if (every && soon && !seen.has(key)) seen.set(key, Number(next))
    }
    const tookMs = performance.now() - startedMs
    if (often.every((name) => seen.has(name)) || tookMs > 90_000) return tookMs / SECOND_MS
    await pause(200)
  }
}

test.runIf(FULL)(
  'T4: a Redis that is emptied between two ticks misses none of them',
  async () => {
    const due = nightTick()
    const world = await ticking(1)
    await world.clock.set(due.getTime() - MINUTE_MS - Date.now())
    await untilTicking(world)
    while (world.clock.now().getTime() < due.getTime() - 25 * SECOND_MS) await pause(200)
    await world.redis.flush()
    await expect.poll(() => ranAt(world, due), { timeout: 60_000, interval: 200 }).not.toBeNull()
    const lateMs = ((await ranAt(world, due))?.getTime() ?? Number.POSITIVE_INFINITY) - due.getTime()
    expectReached({
      mark: 'T4',
      what: 'FLUSHALL of Redis 25 s before a tick',
      size: '1 tick',
      reached: `run ${(lateMs / SECOND_MS).toFixed(1)} s after its time`,
      pass: '≤ 2 s',
      ok: lateMs >= 0 && lateMs <= 2 * SECOND_MS,
    })
  },
  TEST_LIMIT_MS,
)

test.runIf(FULL)(
  'T5: clocks that jump an hour or a day, either way and over a tick, miss nothing and repeat nothing',
  async () => {
    const due = nightTick()
    // Ten minutes before midnight there: an hour forward is past the tick, an hour back is before it again.
    const startOffMs = due.getTime() - 22 * MINUTE_MS - Date.now()
    const world = await ticking(1)
    const { fleet, clock, pool } = world
    await clock.set(startOffMs)
    await untilTicking(world)
    const slow: number[] = []
    const jump = async (ms: number) => {
      await clock.set(startOffMs + ms)
      slow.push(await untilTicking(world))
    }
    await jump(HOUR_MS)
    await expect.poll(() => ranAt(world, due), { timeout: 60_000, interval: 200 }).not.toBeNull()
    const firstRan = await ranAt(world, due)
    for (const ms of [0, HOUR_MS, DAY_MS, 0, -HOUR_MS, -DAY_MS, 0]) await jump(ms)
    const runs = (await pool.query("select from ticks where schedule = 'open-duty-windows' and due_at = $1", [due]))
      .rowCount
    const sameRun = (await ranAt(world, due))?.getTime() === firstRan?.getTime()

    // By a wrong clock every callback is stale or from the future; by the right one they are taken at once.
    const wrong = await probe(fleet.platform, fleet.callbackUrl, BigInt(Date.now()) * 1_000n)
    await clock.set(0)
    const backMs = performance.now()
    let taken: number | null = null
    while (taken !== 200 && performance.now() - backMs < 60_000) {
      taken = (await probe(fleet.platform, fleet.callbackUrl, BigInt(Date.now()) * 1_000n + 1n)).status
      await pause(100)
    }
    const takenAfterS = (performance.now() - backMs) / SECOND_MS
    const [said] = await crowd(fleet.platform, { count: 1, perSecond: 1, first: 7 })
    await expect.poll(() => fleet.platform.inboxOf('member7').length, { timeout: 60_000, interval: 100 }).toBe(1)
    const answeredS = (performance.now() - (said?.sentMs ?? 0)) / SECOND_MS
    expectReached({
      mark: 'T5',
      what: 'the clock of all processes jumps by an hour and by a day, forward, back and over a tick, and is right in the end',
      size: `${slow.length} jumps`,
      reached: `ticking again after ≤ ${Math.max(...slow).toFixed(0)} s, the tick run ${runs} time, again ${sameRun ? 0 : 1}; callbacks by the wrong clock ${wrong.status}, by the right one taken after ${takenAfterS.toFixed(1)} s, answered after ${answeredS.toFixed(1)} s`,
      pass: 'ticking again ≤ 60 s, the tick run 1 time, again 0; by the wrong clock 403, by the right one taken and answered ≤ 60 s',
      ok: Math.max(...slow) <= 60 && runs === 1 && sameRun && wrong.status === 403 && taken === 200 && answeredS <= 60,
    })
  },
  TEST_LIMIT_MS,
)
