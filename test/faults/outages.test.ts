import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { connect } from '../../src/store/database.ts'
import { testDatabase } from '../support/database.ts'
import { dataFolder, freePort } from '../support/product.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { balance, booksOf, CLEAN_BOOKS, crowd, isClean } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { readLedger } from './ledger.ts'
import { type Probe, p99, probe, residentMb } from './probe.ts'
import { SpoiledWire, targetOf, through } from './proxy.ts'
import { FULL, sizeOf, TEST_LIMIT_MS } from './sizes.ts'

/** Times are judged where the machine does nothing else. */
const TOLD_WITHIN_MS = FULL ? 4_500 : 10_000

const open: { close(): Promise<unknown> }[] = []

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

test(
  'R3: Redis emptied, killed and absent loses nothing, and callbacks are acknowledged all the while',
  async () => {
    const { messages, perSecond, faults, absentSeconds } = sizeOf('redis')
    const database = await testDatabase()
    open.push({ close: () => database.drop() })
    const port = await freePort()
    let redis: TestRedis = await startRedis(port)
    open.push({ close: () => redis.stop() })
    const databaseUrl = database.connectionString
    const fleet = await startFleet({ webs: 1, workers: 1, databaseUrl, redisUrl: redis.url, memberCount: messages })
    open.push(fleet)
    const addressOf = async () => databaseUrl

    const whileAbsent = absentSeconds * perSecond
    const sent = crowd(fleet.platform, { count: messages - whileAbsent, perSecond })
    for (let i = 0; i < faults; i++) {
      await pause(500)
      await redis.flush()
      await pause(1_000)
      await redis.stop()
      redis = await startRedis(port)
    }
    const before = await sent
    await redis.stop()
    const absent = await crowd(fleet.platform, { first: messages - whileAbsent, count: whileAbsent, perSecond })
    redis = await startRedis(port)
    const backMs = performance.now()
    const { unhandled } = await readLedger(databaseUrl)
    const caughtUpMs = await handledWithin(databaseUrl, backMs)
    const said = [...before, ...absent]
    const books = await balance(addressOf, { platform: fleet.platform, said })
    const during = p99(absent.map((s) => s.tookMs))
    expectReached({
      mark: 'R3',
      what: `Redis (${redis.kind}) emptied, killed and absent under load, callbacks acknowledged meanwhile`,
      size: `${messages} messages at ${perSecond}/s, ${faults} FLUSHALL, ${faults} kills, absent ${absentSeconds} s of the promised 60 s`,
      reached:
        `${booksOf(books)}, given up ${books.givenUp}, p99 of ${absent.length} callbacks with Redis absent ` +
        `${during.toFixed(0)} ms, ${unhandled} left lying handled ${(caughtUpMs / 1_000).toFixed(0)} s after its return`,
      pass: `${CLEAN_BOOKS}, given up 0, p99 < 1000 ms, handled ≤ 30 s after`,
      ok: isClean(books) && books.givenUp === 0 && during < 1_000 && caughtUpMs <= 30_000,
    })
    // Looked after every ten seconds.
    await expect.poll(() => schedulersOf(redis.url), { timeout: 30_000, interval: 500 }).toBeGreaterThan(0)
  },
  TEST_LIMIT_MS,
)

/** How long after `sinceMs` everything was handled that had come before this call. */
async function handledWithin(databaseUrl: string, sinceMs: number): Promise<number> {
  const { pool: client } = connect(databaseUrl, { max: 1 })
  try {
    const { rows } = await client.query<{ last: string }>('select coalesce(max(id), 0) as last from inbox')
    for (;;) {
      const open = await client.query('select from inbox where id <= $1 and handled_at is null limit 1', [
        rows[0]?.last,
      ])
      const tookMs = performance.now() - sinceMs
      if (open.rowCount === 0 || tookMs > 60_000) return tookMs
      await pause(100)
    }
  } finally {
    await client.end()
  }
}

/** Schedules that tick in this Redis: also one that was emptied has them again. */
async function schedulersOf(url: string): Promise<number> {
  const client = new Redis(url)
  try {
    return await client.zcard('{zeren}:schedule:repeat')
  } finally {
    client.disconnect()
  }
}

/** A PostgreSQL of this test's own, that may be broken, and the wire to it. */
async function brittlePostgres(): Promise<{ postgres: EmbeddedPostgres; wire: SpoiledWire; address: string }> {
  const folder = await dataFolder()
  open.push({ close: folder.remove })
  const postgres = await startEmbeddedPostgres({ dataDir: folder.dir })
  open.push({ close: postgres.stop })
  const wire = new SpoiledWire({ targets: [targetOf(postgres.connectionString)], port: await freePort() })
  open.push({ close: () => wire.close() })
  return { postgres, wire, address: through(postgres.connectionString, await wire.listen()) }
}

/** What `pg_ctl stop -m immediate` sends: no goodbye to anybody. Resolves with how long it took until it answered again. */
async function breakPostgres(postgres: EmbeddedPostgres): Promise<number> {
  const startedMs = performance.now()
  process.kill(postgres.pid(), 'SIGQUIT')
  await pause(100)
  for (;;) {
    const { pool } = connect(postgres.connectionString, { max: 1 })
    const answered = await pool.query('select').then(
      () => true,
      () => false,
    )
    await pool.end()
    if (answered) return performance.now() - startedMs
    await pause(20)
  }
}

test(
  'R4: PostgreSQL broken under load loses nothing; absent it is told within 4.5 s, and back it goes on',
  async () => {
    const { messages, perSecond, faults, absentSeconds } = sizeOf('postgres')
    const { postgres, wire, address } = await brittlePostgres()
    const fleet = await startFleet({ webs: 1, workers: 1, databaseUrl: address, memberCount: messages })
    open.push(fleet)
    const pids = [fleet.process('web', 0).pid, fleet.process('worker', 0).pid]

    const restarts: number[] = []
    const sent = crowd(fleet.platform, { count: messages, perSecond })
    for (let i = 0; i < faults; i++) {
      await pause((messages / perSecond / (faults + 1)) * 1_000)
      restarts.push(await breakPostgres(postgres))
    }
    const said = await sent
    const books = await balance(async () => postgres.connectionString, {
      platform: fleet.platform,
      said,
      hasten: true,
    })
    expectReached({
      mark: 'R4',
      what: 'PostgreSQL stopped with -m immediate and started again under load',
      size: `${messages} messages at ${perSecond}/s, ${faults} restarts of ${inSeconds(Math.max(...restarts))} s at most`,
      reached: `${booksOf(books)}, given up ${books.givenUp}, slowest callback ${slowest(said)} s`,
      pass: `${CLEAN_BOOKS}, given up 0`,
      ok: isClean(books) && books.givenUp === 0,
    })

    const before = residentMb(pids[0] ?? 0)
    const probes = await absence(fleet, wire, absentSeconds)
    const growthMb = residentMb(pids[0] ?? 0) - before
    const after = await untilTaken(fleet)
    const refused = probes.filter((p) => p.status !== 200)
    const honest = refused.filter((p) => p.status === 503 && p.tookMs < TOLD_WITHIN_MS)
    const samePids = pids.every((pid, i) => pid === fleet.process(i === 0 ? 'web' : 'worker', 0).pid)
    expectReached({
      mark: 'R4',
      what: 'PostgreSQL absent: first connections are refused, then bytes vanish',
      size: `2 × ${absentSeconds / 2} s of the promised 60 s, ${probes.length} callbacks`,
      reached:
        `${honest.length} of ${refused.length} told 503 within ${TOLD_WITHIN_MS / 1_000} s (slowest ${slowest(refused)} s), memory of the web process +${growthMb.toFixed(0)} MB, ` +
        `takes callbacks again ${(after / 1_000).toFixed(1)} s after its return`,
      pass: `all told 503 within ${TOLD_WITHIN_MS / 1_000} s, memory + < 50 MB, goes on without a restart within 10 s`,
      ok: refused.length > 0 && honest.length === refused.length && growthMb < 50 && after < 10_000 && samePids,
    })
  },
  TEST_LIMIT_MS,
)

function slowest(said: readonly { tookMs: number }[]): string {
  return inSeconds(Math.max(...said.map((s) => s.tookMs)))
}

function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(1)
}

let series = 8_400_000_000_000_000_000n

/** The database is away, in one way and then in the other, while callbacks keep coming. */
async function absence(fleet: Fleet, wire: SpoiledWire, seconds: number): Promise<Probe[]> {
  const half = async () => {
    const until = Date.now() + seconds * 500
    const sent: Promise<Probe>[] = []
    while (Date.now() < until) {
      sent.push(probe(fleet.platform, fleet.callbackUrl, series++))
      await pause(50)
    }
    return Promise.all(sent)
  }
  await wire.refuse()
  const refusing = await half()
  await wire.listen()
  wire.blackHole()
  const vanishing = await half()
  wire.heal()
  return [...refusing, ...vanishing]
}

/** Milliseconds until a callback is answered 200 again. */
async function untilTaken(fleet: Fleet): Promise<number> {
  const startedMs = performance.now()
  for (;;) {
    const { status } = await probe(fleet.platform, fleet.callbackUrl, series++)
    const tookMs = performance.now() - startedMs
    if (status === 200 || tookMs > 30_000) return tookMs
    await pause(50)
  }
}
