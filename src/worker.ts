/** The working side: handles what was kept, tells what is owed, ticks. */
import type { Runtime } from './deps.ts'
import { deliver } from './jobs/deliver.ts'
import { runErrands } from './jobs/errands.ts'
import { handleInbound } from './jobs/handle-inbound.ts'
import { runTick, SCHEDULES } from './jobs/schedules.ts'
import { sweep } from './jobs/sweep.ts'

/** A bell that was lost, or a queue that forgot its schedules, is made good within two of these. */
const ROUND_MS = 10_000

/**
 * Starts workers and the round that looks after them. The workers end with `deps.close()`.
 *
 * The round runs by a timer of this process, so that it goes on whatever becomes of the queue.
 */
export function startWorker({ deps, queues, onFast }: Runtime): { close(): Promise<void> } {
  const { log } = deps
  queues.startWorkers({
    inbound: (ids) => handleInbound(deps, ids),
    outbound: () => deliver(deps),
    schedule: (name, dueAt) => runTick(deps, name, dueAt),
  })
  const attempt = (what: string, work: () => Promise<void>) =>
    work().catch((error: unknown) => log.warn({ err: error }, what))
  const atOnce = new Set<Promise<void>>()
  onFast((ids) => {
    const handling = attempt('handling at once failed, the bell will do it', async () => {
      await handleInbound(deps, ids)
      await deliver(deps)
    }).finally(() => atOnce.delete(handling))
    atOnce.add(handling)
  })
  const rounds = [
    startRound(async () => {
      await attempt('the schedules could not be looked after', () => queues.syncSchedules(SCHEDULES))
      await attempt('the sweep failed', () => sweep(deps))
    }),
    // On its own: a platform that does not answer must not keep the sweep waiting.
    startRound(() => attempt('an errand failed', () => runErrands(deps))),
  ]
  return {
    async close() {
      await Promise.all([...rounds.map((round) => round.close()), ...atOnce])
    },
  }
}

/** Does `work` now and then every few seconds, never twice at once. */
function startRound(work: () => Promise<void>): { close(): Promise<void> } {
  let running: Promise<void> | null = null
  const start = () => {
    running ??= work().finally(() => {
      running = null
    })
  }
  const timer = setInterval(start, ROUND_MS)
  start()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
