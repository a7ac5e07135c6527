/** The product as several processes on one database: web processes behind one address, and workers. */
import { randomBytes } from 'node:crypto'
import { type Environment, freePort, startProduct, startWorkerProcess, type Worker } from '../support/product.ts'
import { SpoiledWire } from './proxy.ts'
import { type WecomBranch, wecomBranch } from './wecom-product.ts'

export interface FleetOptions {
  webs: number
  workers: number
  databaseUrl: string
  redisUrl?: string
  zoneCount?: number
  memberCount: number
  /** For all processes, beside what they need. */
  env?: Environment
}

type Kind = 'web' | 'worker'

export interface Fleet extends WecomBranch {
  databaseUrl: string
  /** Where the platform brings callbacks: the address before the web processes. */
  callbackUrl: string
  /** Process `index` of a kind, as it runs now. */
  process(kind: Kind, index: number): Worker
  /** SIGKILL, and a new one in its place as fast as it comes up. Resolves when that is ready. */
  kill(kind: Kind, index: number): Promise<void>
  start(kind: Kind, index: number): Promise<void>
  stop(kind: Kind, index: number, signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts all processes and points the platform at the address before the web processes. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { webs, workers, databaseUrl, redisUrl, zoneCount = 20, memberCount, env = {} } = options
  const shared: Environment = {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('base64'),
    ...(redisUrl && { REDIS_URL: redisUrl }),
    ...env,
  }
  const world = await wecomBranch({ zoneCount, memberCount }, shared)
  const ports = await freePorts(webs)
  const front = new SpoiledWire({ targets: ports.map((port) => ({ host: '127.0.0.1', port })) })
  const callbackUrl = `http://127.0.0.1:${await front.listen()}/webhooks/wecom`
  world.platform.connect(callbackUrl)
  const running = new Map<string, Worker>()
  const at = (kind: Kind, index: number): Worker => {
    const found = running.get(`${kind} ${index}`)
    if (!found) throw new Error(`${kind} ${index} does not run`)
    return found
  }
  const start = async (kind: Kind, index: number) => {
    const started =
      kind === 'web'
        ? await startProduct({ ...world.env, PORT: String(ports[index]) }, ['web'])
        : await startWorkerProcess(world.env)
    running.set(`${kind} ${index}`, started)
  }
  const stop = (kind: Kind, index: number, signal?: NodeJS.Signals) => at(kind, index).stop(signal)
  await Promise.all([
    ...ports.map((_, index) => start('web', index)),
    ...Array.from({ length: workers }, (_, index) => start('worker', index)),
  ])
  return {
    ...world,
    databaseUrl,
    callbackUrl,
    process: at,
    start,
    stop,
    async kill(kind, index) {
      await stop(kind, index, 'SIGKILL')
      await start(kind, index)
    },
    async close() {
      await Promise.all([...running.values()].map((process) => process.stop()))
      await front.close()
      await world.close()
    },
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let i = 0; i < count; i++) ports.push(await freePort())
  return ports
}
