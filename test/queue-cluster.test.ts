/** The queue in a Redis Cluster: all its keys in one slot, so that scripts over several keys are possible. */
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createLog } from '../src/log.ts'
import { openQueues, type Queues } from '../src/queue.ts'
import { clusterMissing, startCluster, type TestCluster } from './support/redis-cluster.ts'

const missing = clusterMissing()

/** What the queue promises, on three nodes that share the slots. */
function cluster(): void {
  let redis: TestCluster
  let queues: Queues
  const heard: bigint[] = []
  const ticks: string[] = []
  const faults: object[] = []

  beforeAll(async () => {
    redis = await startCluster()
    const log = createLog('warn', { write: (line: string) => void faults.push(JSON.parse(line)) })
    queues = await openQueues({
      redisUrl: redis.url,
      databaseUrl: 'postgres://nobody@127.0.0.1:9/none',
      timezone: 'Asia/Shanghai',
      log,
    })
    queues.startWorkers({
      inbound: async (ids) => void heard.push(...ids),
      outbound: async (ids) => void heard.push(...ids),
      schedule: async (name) => void ticks.push(name),
    })
  })
  afterAll(async () => {
    await queues?.close()
    await redis?.stop()
  })

  test('what is rung arrives once, at once or after its delay', async () => {
    const rung = Array.from({ length: 1_200 }, (_, i) => BigInt(i))
    for (const id of rung) queues.bells.ring('inbound', [id])
    queues.bells.ring('outbound', [5_000n], { urgent: true })
    queues.bells.ring('inbound', [6_000n], { delayMs: 300 })
    await vi.waitFor(() => expect(heard).toHaveLength(1_202), 15_000)
    expect(new Set(heard).size).toBe(1_202)
    await vi.waitFor(async () => expect(await queues.bells.depth()).toEqual({ inbound: 0, outbound: 0 }), 5_000)
  })

  test('schedules tick, follow their list, and end', async () => {
    await queues.syncSchedules([
      { name: 'often', every: { ms: 300 } },
      { name: 'yearly', every: { pattern: '0 9 1 1,7 *' } },
    ])
    await vi.waitFor(() => expect(ticks.length).toBeGreaterThan(2), 15_000)
    expect(new Set(ticks)).toEqual(new Set(['often']))
    await queues.syncSchedules([])
    await vi.waitFor(async () => {
      ticks.length = 0
      await new Promise((resolve) => setTimeout(resolve, 700))
      expect(ticks).toEqual([])
    }, 10_000)
  })

  test('every key lies in one slot under the prefix, on one node', async () => {
    await queues.syncSchedules([{ name: 'yearly', every: { pattern: '0 9 1 1,7 *' } }])
    const keys = await Promise.all(
      redis.url.split(',').map(async (url) => {
        const node = new Redis(url)
        const found = await node.keys('*')
        node.disconnect()
        return found
      }),
    )
    expect(keys.filter((found) => found.length > 0)).toHaveLength(1)
    expect(keys.flat().filter((key) => !key.startsWith('{zeren}:'))).toEqual([])
  })

  test('nothing complained', () => {
    expect(faults).toEqual([])
  })
}

if (missing === null) describe('in a cluster of three nodes', cluster)
else test(`NOT TRIED in a cluster: ${missing}`, () => expect(missing).toMatch(/^no /))
