/** The working side: handles what was kept, tells what is owed, ticks. */

import { createWebhookSender } from './channels/webhook.ts'
import type { Runtime } from './deps.ts'
import { deliver, deliverAnswers, deliverToMany } from './jobs/deliver.ts'
import { runErrands } from './jobs/errands.ts'
import { handleInbound } from './jobs/handle-inbound.ts'
import { runTick, SCHEDULES } from './jobs/schedules.ts'
import { readAgain } from './jobs/second-reading.ts'
import { sendWebhooks } from './jobs/send-webhooks.ts'
import { serveResidents } from './jobs/serve-residents.ts'
import { sweep } from './jobs/sweep.ts'
import { transcribeVoices } from './jobs/transcribe.ts'
import { startRound, startWatch, whenRung } from './rounds.ts'

/** A bell that was lost is made good within two of these: after a crash somebody waits for an answer. */
const SWEEP_MS = 3_000

/** Somebody waits for the words of a voice, or has the card open that may be changed. */
const MODELS_MS = 1_000

/** Who opens a chat in 微信客服 waits for a greeting that is worth twenty seconds, and for answers as in any chat. */
const SERVICE_MS = 1_000

/** Other programs hear of a change within a few seconds. */
const WEBHOOKS_MS = 2_000

/**
 * Starts workers and the round that looks after them. The workers end with `deps.close()`.
 *
 * The round runs by a timer of this process, so that it goes on whatever becomes of the queue.
 */
export function startWorker({ deps, queues, onFast }: Runtime): { close(): Promise<void> } {
  const { log } = deps
  /** What is begun is ended; what lies there is left to the next start. */
  const stop = new AbortController()
  const attempt = (what: string, work: () => Promise<void>) =>
    work().catch((error: unknown) => log.warn({ err: error }, what))
  // Beside the queue's jobs: these must be free for answers while many are told.
  const campaigns = whenRung(() => attempt('telling many failed', () => deliverToMany(deps, stop.signal)))
  queues.startWorkers({
    inbound: (ids) => handleInbound(deps, ids, stop.signal),
    outbound: () => {
      campaigns.ring()
      return deliverAnswers(deps, stop.signal)
    },
    schedule: (name, dueAt) => runTick(deps, name, dueAt),
  })
  const atOnce = new Set<Promise<void>>()
  /** Without the queue, which may be what is away. */
  const doAtOnce = (work: () => Promise<void>) => {
    const doing = attempt('handling at once failed, the bell will do it', work).finally(() => atOnce.delete(doing))
    atOnce.add(doing)
  }
  const serve = () => attempt('微信客服 could not be served', () => serveResidents(deps, stop.signal))
  onFast((ids) =>
    doAtOnce(async () => {
      await handleInbound(deps, ids, stop.signal)
      await serve()
      await deliverAnswers(deps, stop.signal)
    }),
  )
  const subscribers = createWebhookSender({ innerUrls: deps.config.webhookInnerUrls, now: deps.now })
  const rounds = [
    startRound(() => attempt('the schedules could not be looked after', () => queues.syncSchedules(SCHEDULES))),
    startRound(() => attempt('the sweep failed', () => sweep(deps)), SWEEP_MS),
    // On its own: a platform that does not answer must not keep the sweep waiting.
    startRound(() => attempt('an errand failed', () => runErrands(deps))),
    startRound(() => attempt('voices could not be transcribed', () => transcribeVoices(deps, stop.signal)), MODELS_MS),
    startRound(() => attempt('second readings failed', () => readAgain(deps, stop.signal)), MODELS_MS),
    startRound(
      () => attempt('webhooks could not be sent', () => sendWebhooks(deps, subscribers, stop.signal)),
      WEBHOOKS_MS,
    ),
    startRound(async () => {
      await serve()
      if (deps.service !== null) await attempt('answering 微信客服 failed', () => deliverAnswers(deps, stop.signal))
    }, SERVICE_MS),
    startWatch(deps, () => doAtOnce(() => deliver(deps, stop.signal))),
  ]
  return {
    async close() {
      stop.abort()
      await Promise.all([...rounds.map((round) => round.close()), campaigns.close(), ...atOnce])
      await subscribers.close()
    },
  }
}
