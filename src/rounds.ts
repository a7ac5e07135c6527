/** What a process does again and again by its own timer, so that it goes on whatever becomes of the queue. */
import type { Deps } from './deps.ts'
import { tellAlarms } from './jobs/tell-alarms.ts'
import { watch } from './jobs/watch.ts'

/** A queue that forgot its schedules is made good within two of these. */
const ROUND_MS = 10_000

export interface Round {
  /** Starts no more; resolves when what runs has ended. */
  close(): Promise<void>
}

/** Does `work` now and then every `everyMs`, never twice at once. */
export function startRound(work: () => Promise<void>, everyMs = ROUND_MS): Round {
  let running: Promise<void> | null = null
  const start = () => {
    running ??= work().finally(() => {
      running = null
    })
  }
  const timer = setInterval(start, everyMs)
  start()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}

/** Does `work` when it is rung for, never twice at once; what is rung for meanwhile is done once more afterwards. */
export function whenRung(work: () => Promise<void>): Round & { ring(): void } {
  let running: Promise<void> | null = null
  let again = false
  const run = async () => {
    do {
      again = false
      await work()
    } while (again)
    running = null
  }
  return {
    ring() {
      again = true
      running ??= run()
    },
    async close() {
      again = false
      await running
    },
  }
}

/**
 * Watches over the installation and tells the administrators. Web processes watch as well: where no worker is left,
 * they are the only ones who can notice.
 */
export function startWatch(deps: Deps, onTold: (outboxIds: readonly bigint[]) => void): Round {
  return startRound(async () => {
    try {
      await watch(deps)
      const told = await tellAlarms(deps)
      if (told.length > 0) onTold(told)
    } catch (error) {
      deps.log.warn({ err: error }, 'the watch failed')
    }
  })
}
