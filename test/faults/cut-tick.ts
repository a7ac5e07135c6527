/** The ticks of an instant in a process of their own, killed in the middle. */
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Environment } from '../support/product.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

interface Cut {
  at: string
  env: Environment
  due: () => Promise<boolean>
  /** Not before so long after the start. */
  afterMs?: number
}

/** Runs the ticks of an instant and kills them when `due`, or so long after their start. @returns 1 if it was still running */
export async function cutTick({ at, env, due, afterMs = 0 }: Cut): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['dist/main.js', 'tick', '--at', at], {
    ...{ cwd: ROOT, stdio: 'ignore', env: { PATH: process.env.PATH, ...env } },
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let running = true
  void ended.then(() => (running = false))
  await Promise.race([ended, pause(afterMs)])
  while (running && !(await due())) await pause(5)
  const cut = running ? 1 : 0
  child.kill('SIGKILL')
  await ended
  return cut
}
