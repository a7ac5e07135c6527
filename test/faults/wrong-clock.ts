/** A clock of the product's processes that a test sets wrong, while they run. */
import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Environment } from '../support/product.ts'

export interface WrongClock {
  /** For the processes whose clock it is. */
  env: Environment
  /** What time it is there. */
  now(): Date
  /** Put it `ms` before the right time, or behind it; resolves when the processes have it. */
  set(ms: number): Promise<void>
}

/** `dir`: where it lies. It is right until it is set. */
export function wrongClock(dir: string): WrongClock {
  const file = path.join(dir, 'clock')
  let offMs = 0
  const write = () => {
    writeFileSync(`${file}.new`, String(offMs))
    // At once: who reads half of a number goes wrong by years.
    renameSync(`${file}.new`, file)
  }
  write()
  const program = pathToFileURL(path.join(import.meta.dirname, 'wrong-clock.mjs')).href
  return {
    env: { NODE_OPTIONS: `--import=${program}`, WRONG_CLOCK: file },
    now: () => new Date(Date.now() + offMs),
    async set(ms) {
      offMs = ms
      write()
      await pause(200)
    },
  }
}
