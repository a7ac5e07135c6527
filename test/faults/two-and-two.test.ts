import { setTimeout as pause } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SCHEDULES } from '../../src/jobs/schedules.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { balance, booksOf, CLEAN_BOOKS, crowd, isClean, seeded, untilSettled } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const { messages: MESSAGES, perSecond: PER_SECOND, kills: KILLS } = sizeOf('twoAndTwo')
const { sockets: SOCKETS } = sizeOf('repeats')

let database: TestDatabase
let redis: TestRedis
let fleet: Fleet

beforeAll(async () => {
  database = await testDatabase()
  redis = await startRedis()
  fleet = await startFleet({
    webs: 2,
    workers: 2,
    databaseUrl: database.connectionString,
    redisUrl: redis.url,
    memberCount: MESSAGES + SOCKETS,
  })
})

afterAll(async () => {
  await fleet?.close()
  await redis?.stop()
  await database?.drop()
})

const addressOf = async () => database.connectionString

test(
  'R1, R2: two web and two worker processes killed -9 in turn lose and repeat nothing, and nothing is given up',
  async () => {
    const seed = Date.now() % 1_000_000
    const next = seeded(seed)
    const sent = crowd(fleet.platform, { count: MESSAGES, perSecond: PER_SECOND, twice: 0.2 })
    for (let i = 0; i < KILLS; i++) {
      await pause(200 + next() * 600)
      await fleet.kill(i % 2 === 0 ? 'web' : 'worker', Math.floor(i / 2) % 2)
    }
    const books = await balance(addressOf, { platform: fleet.platform, said: await sent, hasten: true })
    expectReached({
      mark: 'R2',
      what: 'two web and two worker processes on one PostgreSQL and one Redis, killed -9 in turn',
      size: `${MESSAGES} messages at ${PER_SECOND}/s, 20 % brought twice, ${KILLS} kills, seed ${seed}`,
      reached: `${booksOf(books)}, given up ${books.givenUp}`,
      pass: `${CLEAN_BOOKS}, given up 0`,
      ok: isClean(books) && books.givenUp === 0,
    })
  },
  TEST_LIMIT_MS,
)

test(
  'R5: one message on sixteen sockets at once to two processes is one row and one reply',
  async () => {
    const before = (await untilSettled(addressOf, 60_000)).stored
    const { platform } = fleet
    const froms = Array.from({ length: SOCKETS }, (_, i) => `member${MESSAGES + i}`)
    for (const [i, from] of froms.entries()) {
      const message = {
        from,
        text: `${(i % 20) + 1}号楼门禁坏了`,
        msgId: String(8_100_000_000_000_000_000n + BigInt(i)),
      }
      await Promise.all(Array.from({ length: 16 }, () => platform.send(message)))
    }
    const rows = (await untilSettled(addressOf, 60_000)).stored - before
    const once = froms.filter((from) => platform.inboxOf(from).length === 1).length
    expectReached({
      mark: 'R5',
      what: 'one message on sixteen sockets at once, to two web processes',
      size: `${SOCKETS} messages`,
      reached: `rows ${rows}, phones with one card ${once}`,
      pass: `${SOCKETS} each`,
      ok: rows === SOCKETS && once === SOCKETS,
    })
  },
  TEST_LIMIT_MS,
)

test('a tick that several processes are told of runs once', async () => {
  const tick = SCHEDULES.find((s) => 'pattern' in s.every)
  if (!tick) throw new Error('no schedule has a pattern')
  const queue = new Queue('schedule', { connection: { url: redis.url }, prefix: '{zeren}' })
  const start = Date.now() - 3_600_000
  const instants = Array.from({ length: 40 }, (_, i) => start + i * 1_000)
  await queue.addBulk(
    // Four jobs for each, as if every process had made its own.
    instants.flatMap((timestamp) =>
      Array.from({ length: 4 }, () => ({ name: tick.name, data: {}, opts: { timestamp } })),
    ),
  )
  const until = Date.now() + 20_000
  while ((await queue.getJobCountByTypes('waiting', 'active')) > 0 && Date.now() < until) await pause(50)
  const failed = await queue.getFailedCount()
  await queue.close()
  const { rows } = await database.pool.query<{ n: number }>(
    'select count(*)::int as n from ticks where schedule = $1 and due_at = any($2)',
    [tick.name, instants.map((at) => new Date(at))],
  )
  expectReached({
    mark: 'R2',
    what: 'ticks of a schedule, each told four times to two workers',
    size: `${instants.length} ticks`,
    reached: `run ${rows[0]?.n}, failed ${failed}`,
    pass: `run ${instants.length}, failed 0`,
    ok: rows[0]?.n === instants.length && failed === 0,
  })
  expect(await repeatedIn(redis.url)).toEqual([...SCHEDULES.map((s) => s.name)].sort())
})

/** Names of the schedules that tick: each once, although two workers look after them. */
async function repeatedIn(url: string): Promise<string[]> {
  const queue = new Queue('schedule', { connection: { url }, prefix: '{zeren}' })
  const schedulers = await queue.getJobSchedulers()
  await queue.close()
  return schedulers.map((s) => s.key).sort()
}
