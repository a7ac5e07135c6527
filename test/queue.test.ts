import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { SetupError } from '../src/errors.ts'
import { createLog } from '../src/log.ts'
import { openQueues, type QueueHandlers, type QueueSchedule, type Queues } from '../src/queue.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { freePort } from './support/product.ts'
import { startRedis, type TestRedis } from './support/redis.ts'

const log = createLog('silent')
let database: TestDatabase
let redis: TestRedis
const open: Queues[] = []

beforeAll(async () => {
  database = await testDatabase()
  redis = await startRedis()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((queues) => queues.close()))
})
afterAll(async () => {
  await redis.stop()
  await database.drop()
})

const BACKENDS: [string, () => string | null][] = [
  ['PostgreSQL', () => null],
  ['Redis', () => redis.url],
]

describe.each(BACKENDS)('on %s', (_, redisUrl) => {
  async function openOne(handlers: Partial<QueueHandlers> | null = {}): Promise<Queues> {
    const queues = await openQueues({
      redisUrl: redisUrl(),
      databaseUrl: database.connectionString,
      timezone: 'Asia/Shanghai',
      log,
    })
    open.push(queues)
    const none = async () => {}
    if (handlers !== null) queues.startWorkers({ inbound: none, outbound: none, schedule: none, ...handlers })
    return queues
  }

  test('what is rung arrives once, gathered into few jobs, on the right bell', async () => {
    const inbound: bigint[][] = []
    const outbound: bigint[][] = []
    const queues = await openOne({
      inbound: async (ids) => void inbound.push(ids),
      outbound: async (ids) => void outbound.push(ids),
    })
    const rung = Array.from({ length: 1_200 }, (_, i) => BigInt(i) + 9_007_199_254_740_993n)
    for (const id of rung) queues.bells.ring('inbound', [id])
    queues.bells.ring('outbound', [7n])
    queues.bells.ring('outbound', [])
    await vi.waitFor(() => expect(inbound.flat()).toHaveLength(1_200), 10_000)
    expect(inbound.length).toBeLessThan(10)
    expect(inbound.every((ids) => ids.length <= 500)).toBe(true)
    expect(inbound.flat().sort((a, b) => (a < b ? -1 : 1))).toEqual(rung)
    await vi.waitFor(() => expect(outbound).toEqual([[7n]]), 10_000)
    await vi.waitFor(async () => expect(await queues.bells.depth()).toEqual({ inbound: 0, outbound: 0 }), 5_000)
  })

  test('a bell with a delay rings after it', async () => {
    const heard: { id: bigint | undefined; at: number }[] = []
    const queues = await openOne({ inbound: async ([id]) => void heard.push({ id, at: performance.now() }) })
    const startedAt = performance.now()
    queues.bells.ring('inbound', [1n], { delayMs: 700 })
    queues.bells.ring('inbound', [2n])
    await vi.waitFor(() => expect(heard).toHaveLength(2), 10_000)
    expect(heard.map((one) => one.id)).toEqual([2n, 1n])
    expect((heard[1]?.at ?? 0) - startedAt).toBeGreaterThan(650)
  })

  test('urgent ids overtake those that wait', async () => {
    const queues = await openOne(null)
    for (let i = 0; i < 20; i++) {
      queues.bells.ring('inbound', [BigInt(i)])
      await vi.waitFor(async () => expect((await queues.bells.depth()).inbound).toBe(i + 1), 5_000)
    }
    queues.bells.ring('inbound', [99n], { urgent: true })
    await vi.waitFor(async () => expect((await queues.bells.depth()).inbound).toBe(21), 5_000)
    const heard: bigint[] = []
    queues.startWorkers({
      inbound: async (ids) => void heard.push(...ids),
      outbound: async () => {},
      schedule: async () => {},
    })
    await vi.waitFor(() => expect(heard).toHaveLength(21), 10_000)
    expect(heard.indexOf(99n)).toBeLessThan(5)
  })

  test('a handler that fails does not stop the others, and leaves no job behind', async () => {
    const heard: bigint[] = []
    const queues = await openOne({
      inbound: async ([id]) => {
        if (id === 1n) throw new Error('poison')
        heard.push(id ?? 0n)
      },
    })
    queues.bells.ring('inbound', [1n], { urgent: true })
    await sleep(50)
    queues.bells.ring('inbound', [2n])
    await vi.waitFor(() => expect(heard).toEqual([2n]), 10_000)
    expect(await queues.bells.depth()).toEqual({ inbound: 0, outbound: 0 })
  })

  test('schedules tick, follow their list, and come back after the queue lost them', async () => {
    const ticks: { name: string; dueAt: Date }[] = []
    const queues = await openOne({ schedule: async (name, dueAt) => void ticks.push({ name, dueAt }) })
    const often: QueueSchedule = { name: 'often', every: { ms: 300 } }
    const yearly: QueueSchedule = { name: 'yearly', every: { pattern: '0 9 1 1,7 *' } }
    await queues.syncSchedules([often, yearly])
    await queues.syncSchedules([often, yearly])
    await vi.waitFor(() => expect(ticks.length).toBeGreaterThan(2), 10_000)
    expect(new Set(ticks.map((tick) => tick.name))).toEqual(new Set(['often']))
    for (const { dueAt } of ticks) expect(Math.abs(Date.now() - dueAt.getTime())).toBeLessThan(10_000)

    if (redisUrl() === null) await database.pool.query('truncate bullmq.scheduler, bullmq.job cascade')
    else await redis.flush()
    await sleep(400)
    ticks.length = 0
    await queues.syncSchedules([often])
    await vi.waitFor(() => expect(ticks.length).toBeGreaterThan(1), 10_000)

    await queues.syncSchedules([])
    await sleep(400)
    ticks.length = 0
    await sleep(700)
    expect(ticks).toEqual([])
  })

  test('schedules that a clock far ahead had set tick again when it is right', async () => {
    const ticks: string[] = []
    const queues = await openOne({ schedule: async (name) => void ticks.push(name) })
    const often: QueueSchedule = { name: 'soon', every: { ms: 300 } }
    const daily: QueueSchedule = { name: 'daily', every: { pattern: '0 9 * * *' } }
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 86_400_000 })
    await queues.syncSchedules([often, daily])
    await vi.waitFor(() => expect(ticks).toContain('soon'), 10_000)
    vi.useRealTimers()
    await sleep(400)
    ticks.length = 0
    await queues.syncSchedules([often, daily])
    await vi.waitFor(() => expect(ticks.length).toBeGreaterThan(2), 10_000)
    expect(new Set(ticks)).toEqual(new Set(['soon']))
    await queues.syncSchedules([])
  })

  test('closing waits for a job that runs', async () => {
    let state = 'none'
    const queues = await openOne({
      inbound: async () => {
        state = 'running'
        await sleep(500)
        state = 'done'
      },
    })
    queues.bells.ring('inbound', [1n])
    await vi.waitFor(() => expect(state).toBe('running'), 10_000)
    await queues.close()
    open.splice(open.indexOf(queues), 1)
    expect(state).toBe('done')
  })
})

test('a Redis that cannot be reached stops the start in one line', async () => {
  const opening = openQueues({
    redisUrl: 'redis://:secret-word@127.0.0.1:9',
    databaseUrl: database.connectionString,
    timezone: 'Asia/Shanghai',
    log,
  })
  await expect(opening).rejects.toThrow(/^REDIS_URL: Redis cannot be reached: [^\n]*$/)
  await expect(opening).rejects.not.toThrow(/secret-word/)
  await expect(opening).rejects.toBeInstanceOf(SetupError)
})

test('while Redis is away ringing neither throws nor waits, and it goes on when Redis is back', async () => {
  if (redis.kind === 'TEST_REDIS_URL') return
  const port = await freePort()
  let own = await startRedis(port)
  const heard: bigint[] = []
  const queues = await openQueues({
    redisUrl: own.url,
    databaseUrl: database.connectionString,
    timezone: 'Asia/Shanghai',
    log,
  })
  queues.startWorkers({
    inbound: async (ids) => void heard.push(...ids),
    outbound: async () => {},
    schedule: async () => {},
  })
  // At once: the workers are still connecting.
  await own.stop()
  const startedAt = performance.now()
  for (let i = 0; i < 30_000; i++) queues.bells.ring('inbound', [BigInt(i)])
  expect(performance.now() - startedAt).toBeLessThan(500)
  await sleep(1_500)
  own = await startRedis(port)
  await vi.waitFor(
    () => {
      queues.bells.ring('inbound', [77_777n])
      expect(heard).toContain(77_777n)
    },
    { timeout: 20_000, interval: 500 },
  )
  await queues.close()
  await own.stop()
})
