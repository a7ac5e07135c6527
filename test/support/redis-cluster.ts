/** A Redis Cluster of three nodes without replicas, where a Redis server is on the machine. */
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './product.ts'
import { spawnRedis } from './redis.ts'

const NODE_COUNT = 3
const READY_LIMIT_MS = 20_000

export interface TestCluster {
  /** As `REDIS_URL` takes it. */
  url: string
  stop(): Promise<void>
}

/** Why no cluster can be started here; `null`: it can. */
export function clusterMissing(): string | null {
  const missing = ['redis-server', 'redis-cli'].filter((program) => spawnSync(program, ['--version']).status !== 0)
  return missing.length === 0 ? null : `no ${missing.join(' and no ')} on this machine`
}

/** Resolves when every slot is served. */
export async function startCluster(): Promise<TestCluster> {
  const nodes: { port: number; stop: () => Promise<void> }[] = []
  for (let i = 0; i < NODE_COUNT; i++) {
    const port = await freePort()
    // Among themselves the nodes would take a port 10,000 higher, which may be out of range.
    const between = String(await freePort())
    const options = ['--cluster-enabled', 'yes', '--cluster-port', between, '--cluster-node-timeout', '2000']
    nodes.push({ port, stop: await spawnRedis(port, options) })
  }
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
  const made = redisCli(['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes'])
  if (made.status !== 0) throw new Error(`the cluster could not be made: ${made.stdout}${made.stderr}`)
  await served(nodes.map(({ port }) => port))
  return {
    url: addresses.map((address) => `redis://${address}`).join(','),
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()))
    },
  }
}

async function served(ports: readonly number[]): Promise<void> {
  const until = performance.now() + READY_LIMIT_MS
  const ready = (port: number) => redisCli(['-p', String(port), 'cluster', 'info']).stdout.includes('cluster_state:ok')
  while (!ports.every(ready)) {
    if (performance.now() > until) throw new Error('the cluster does not serve all slots')
    await sleep(100)
  }
}

function redisCli(args: readonly string[]) {
  return spawnSync('redis-cli', args, { encoding: 'utf8', timeout: READY_LIMIT_MS })
}
