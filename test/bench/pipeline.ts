import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { startFakeWecom } from '../platforms/wecom/fake-wecom.ts'
import { testBranch, writeRoster } from '../support/branch.ts'
import { cli, dataFolder, type Environment, type Product, startProduct } from '../support/product.ts'
import { startRedis } from '../support/redis.ts'
import { percentile, printFigure } from './figures.ts'
import { AGENT_ID, type Database, KEYS, load, wecomEnvironment } from './servers.ts'

const MEMBERS = 1_000
const COUNT = 4_000

let series = 5_000_000_000

/** G7: callback → record applied → reply at the fake platform, on Redis and on the embedded default. */
export async function benchPipeline(database: Database): Promise<void> {
  const folder = await dataFolder()
  const redis = await startRedis()
  const direct = await throughput(database, folder.dir, {})
  const queued = await throughput(database, folder.dir, { REDIS_URL: redis.url })
  const beside = { what: 'with the queue in PostgreSQL', runs: [direct.perSecond] }
  printFigure({
    mark: 'G7',
    what: `records and replies end to end, queue in ${redis.kind}`,
    unit: '/s',
    runs: [queued.perSecond],
    reference: beside,
    good: '≥ 800/s',
  })
  for (const [where, result] of [
    ['PostgreSQL', direct],
    [redis.kind, queued],
  ] as const) {
    printFigure({
      mark: 'G7',
      what: `callback to reply at 200/s, p99, queue in ${where}`,
      unit: 'ms',
      runs: [result.p99],
      reference: { what: 'median', runs: [result.p50] },
      good: '≤ 2000 ms',
    })
  }
  await redis.stop()
  await folder.remove()
}

interface Result {
  perSecond: number
  p50: number
  p99: number
}

async function throughput(database: Database, dir: string, env: Environment): Promise<Result> {
  const platform = await startFakeWecom({ ...KEYS, agentId: AGENT_ID })
  const address = await database.create(`pipeline_${randomBytes(4).toString('hex')}`)
  const full = wecomEnvironment({
    DATABASE_URL: address,
    WECOM_API_BASE: platform.url,
    WECOM_SECRET: platform.secret,
    ...env,
  })
  const branch = testBranch({ zoneCount: 40, memberCount: MEMBERS })
  const imported = await cli(['import', await writeRoster(dir, branch)], full)
  if (imported.code !== 0) throw new Error(`the roster was not imported: ${imported.stderr}`)
  const product = await startProduct(full)
  const replies = () => branch.members.reduce((sum, m) => sum + platform.inboxOf(m).length, 0)

  const startedMs = performance.now()
  await burst(product, branch.members, COUNT)
  while (replies() < COUNT) await pause(5)
  const perSecond = COUNT / ((performance.now() - startedMs) / 1000)

  const latencies = await atRate(product, { platform, members: branch.members, rate: 200, seconds: 10 })
  await product.stop()
  await platform.close()
  return { perSecond, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

async function burst({ url }: Product, senders: readonly string[], count: number): Promise<void> {
  series += count
  const result = await load({ url, count, connections: 64, rate: null, series, senders })
  if (result.failed > 0) throw new Error(`${result.failed} callbacks were not acknowledged`)
}

/** Times from a member's tap on send to the card on the phone. */
async function atRate(
  product: Product,
  run: {
    platform: Awaited<ReturnType<typeof startFakeWecom>>
    members: readonly string[]
    rate: number
    seconds: number
  },
): Promise<number[]> {
  const { platform, members, rate, seconds } = run
  platform.connect(`${product.url}/webhooks/wecom`)
  platform.clearInboxes()
  const sentAtMs = new Map<string, number>()
  const under: Promise<unknown>[] = []
  for (let i = 0; i < rate * seconds; i++) {
    const from = members[i % members.length] ?? ''
    if (i < members.length) sentAtMs.set(from, platform.now().getTime())
    under.push(platform.send({ from, text: `${(i % 40) + 1}号楼楼道灯坏了,第${i}次` }))
    await pause(1000 / rate)
  }
  await Promise.all(under)
  while (members.some((m) => platform.inboxOf(m).length === 0)) await pause(20)
  return members.map((m) => (platform.inboxOf(m)[0]?.at.getTime() ?? 0) - (sentAtMs.get(m) ?? 0))
}
