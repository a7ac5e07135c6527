/** The processes beside the product: compiled once, so that none is measured while it compiles. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

export const ROOT = path.resolve(import.meta.dirname, '../..')
const COMPILED = path.join(ROOT, 'node_modules/.cache/zeren-bench')

export async function buildHelpers(): Promise<void> {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  await promisify(execFile)(process.execPath, [tsc, '-p', path.join(ROOT, 'test/bench/tsconfig.json')])
  await writeFile(path.join(COMPILED, 'package.json'), '{ "type": "module" }')
}

/** Where a helper of `processes/` lies when it is built. */
export function helperFile(name: string): string {
  return path.join(COMPILED, 'bench/processes', `${name}.js`)
}

export interface Helper {
  pid: number
  /** What it said when it was ready. */
  ready: unknown
  /** Give it one order and wait for the result; one at a time. @throws when it ends instead */
  order(order: object): Promise<unknown>
  stop(): Promise<void>
}

/** Start a program that talks over the channel that `spawn` gives it, and wait until it says that it is ready. */
export async function startHelper(file: string, args: readonly string[] = []): Promise<Helper> {
  const child = spawn(process.execPath, [file, ...args], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ready = await answerOf(child)
  return {
    pid: child.pid ?? 0,
    ready,
    order(order) {
      const answer = answerOf(child)
      child.send(order)
      return answer
    },
    stop: () => ended(child),
  }
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${child.spawnargs[1]} ended with ${code}`))
    child.once('exit', onExit)
    child.once('message', (message: unknown) => {
      child.off('exit', onExit)
      resolve(message)
    })
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exit
}
