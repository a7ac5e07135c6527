/** What the benchmarks run: PostgreSQL with fsync, the product's web process and the reference, each in its own process. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { connect } from '../../src/store/database.ts'
import { dataFolder, type Environment, freePort, type Product, startProduct } from '../support/product.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const TSX = path.join(ROOT, 'node_modules/.bin/tsx')

/** Pins a process to a core, so that server and load do not fight for one. */
export async function pin(pid: number, core: number): Promise<void> {
  await run('taskset', ['-a', '-p', '-c', String(core), String(pid)]).catch(() => undefined)
}

export interface Database {
  /** Makes an empty database and returns its address. */
  create(name: string): Promise<string>
  stop(): Promise<void>
}

export async function startDatabase(): Promise<Database> {
  const folder = await dataFolder()
  const postgres = await startEmbeddedPostgres({ dataDir: folder.dir })
  const admin = connect(postgres.adminConnectionString, { max: 1 })
  return {
    async create(name) {
      await admin.pool.query(`create database ${name} owner zeren`)
      const address = new URL(postgres.connectionString)
      address.pathname = `/${name}`
      return address.href
    },
    async stop() {
      await admin.pool.end()
      await postgres.stop()
      await folder.remove()
    },
  }
}

export const KEYS = {
  corpId: 'ww5d1c6a2f4f0b8e33',
  token: 'BenchToken',
  aesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR',
}
export const AGENT_ID = 1000002

/** The product with WeCom set up, against a given database. */
export function wecomEnvironment(env: Environment): Environment {
  return {
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    WECOM_CORP_ID: KEYS.corpId,
    WECOM_AGENT_ID: String(AGENT_ID),
    WECOM_SECRET: 'bench',
    WECOM_CALLBACK_TOKEN: KEYS.token,
    WECOM_CALLBACK_AES_KEY: KEYS.aesKey,
    ...env,
  }
}

export interface Server {
  url: string
  pid: number
  stop(): Promise<unknown>
}

export async function startWeb(env: Environment): Promise<Product> {
  return startProduct(wecomEnvironment(env), ['web'])
}

export async function startReference(store: 'none' | 'group', database: string): Promise<Server> {
  const port = await freePort()
  // Compiled on the fly by tsx's loader; measured only when it listens.
  const args = ['--import', 'tsx', 'test/bench/reference.ts', String(port), KEYS.token, KEYS.aesKey, store, database]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => end(child) }
}

function end(child: ChildProcess): Promise<unknown> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return ended
}

export interface LoadResult {
  perSecond: number
  p50: number
  p99: number
  max: number
  failed: number
}

export interface LoadOrder {
  url: string
  count: number
  connections: number
  rate: number | null
  series: number
  senders: readonly string[]
}

/** Post callbacks from a process of its own, on the second core. */
export async function load(order: LoadOrder): Promise<LoadResult> {
  const full = JSON.stringify({ ...order, keys: KEYS, agentId: AGENT_ID })
  const { stdout } = await run('taskset', ['-c', '1', TSX, 'test/bench/load.ts', full], { cwd: ROOT, maxBuffer: 1e7 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as LoadResult
}

/** User and system time of a process so far, in milliseconds. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** Resident memory in MB: now, and at its highest. */
export function memoryMb(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kb = (name: string) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1] ?? Number.NaN)
  return { now: kb('VmRSS') / 1024, peak: kb('VmHWM') / 1024 }
}
