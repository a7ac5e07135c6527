/** The product as its operator runs it: a process of its own, started from `dist`, watched through its addresses. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const ROOT = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
/** A start takes some two seconds; a crowded machine is no failure. */
const READY_LIMIT_MS = 60_000

export interface Product {
  url: string
  pid: number
  /** Everything printed so far. */
  output(): string
  /**
   * Milliseconds from the spawn to the first 200 of `/readyz`, without those in which the process stood in the queue for
   * a processor that other programs had. (Linux tells those; elsewhere they count.)
   */
  readyAfterMs: number
  /** End it; resolves when the process is gone, with its exit code (`null` after a signal). */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export type Worker = Omit<Product, 'url' | 'readyAfterMs'>

export type Environment = Record<string, string>

/** Build `dist` where it is older than `src`. */
export async function build(): Promise<void> {
  await run(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: ROOT })
}

/** A folder for `DATA_DIR` that is gone after `remove()`. Readable by other users, as PostgreSQL is not run by root. */
export async function dataFolder(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zeren-product-'))
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** Only what is named reaches the product: nothing of the machine's own settings. */
function environment(extra: Environment): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', ...extra }
}

/** Start `serve` (or another command that listens) and wait until it can work. @throws when it ends or takes over a minute */
export async function startProduct(env: Environment, args: readonly string[] = ['serve']): Promise<Product> {
  const port = Number(env.PORT ?? (await freePort()))
  const url = `http://127.0.0.1:${port}`
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['dist/main.js', ...args], {
    cwd: ROOT,
    env: environment({ ...env, PORT: String(port) }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(child)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  await ready(url, child, output)
  return {
    url,
    pid: child.pid ?? 0,
    output,
    readyAfterMs: performance.now() - startedAt - queuedMs(child),
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** How long the main thread was ready to run while others ran. */
function queuedMs({ pid }: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}

/** Start `worker`, which listens nowhere, and wait until it says that it works. @throws when it ends or takes over a minute */
export async function startWorkerProcess(env: Environment): Promise<Worker> {
  const child = spawn(process.execPath, ['dist/main.js', 'worker'], {
    cwd: ROOT,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(child)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const until = Date.now() + READY_LIMIT_MS
  while (!output().includes('后台已启动')) {
    if (child.exitCode !== null) throw new Error(`the worker ended with ${child.exitCode}:\n${output()}`)
    if (Date.now() > until) throw new Error(`the worker was not ready within ${READY_LIMIT_MS / 1_000} s:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    pid: child.pid ?? 0,
    output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return () => text
}

async function ready(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const until = Date.now() + READY_LIMIT_MS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}:\n${output()}`)
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  child.kill('SIGKILL')
  throw new Error(`the product was not ready within ${READY_LIMIT_MS / 1_000} s:\n${output()}`)
}

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

/** Run one command of the CLI to its end. */
export async function cli(args: readonly string[], env: Environment, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, ['dist/main.js', ...args], { cwd: ROOT, env: environment(env) })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code: code ?? -1, stdout, stderr }
}
