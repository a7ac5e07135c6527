/** What is counted and measured, in the words of Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { ALARMS, type AlarmName } from './alarms.ts'
import type { ChannelName } from './domain/vocabulary.ts'
import type { Depths } from './store/depths.ts'

export interface Metrics {
  registry: Registry
  /** Callbacks kept by one commit, and how long the commit took. */
  kept(counts: { fresh: number; again: number; ms: number }): void
  /** Callbacks that could not be kept: the platform sends them again. */
  refused(count: number): void
  /** Whether the last callbacks of the last seconds were refused: no more should be sent here for now. */
  refusing(): boolean
  /** A callback was not taken, by reason. */
  rejected(channel: ChannelName, reason: string): void
  /** A message was read by an engine (`local`, `model`), with its confidence between 0 and 1. */
  parsed(engine: string, confidence: number): void
  /** A model was asked, or not: `ok`, `cached`, or the fault. */
  modelAsked(model: ModelName, result: string): void
  /** Tokens that the provider counted. */
  modelTokens(model: ModelName, count: number): void
  /** Whether a model is left alone for a while because it failed again and again. */
  modelResting(model: ModelName, resting: boolean): void
  /** From arrival to record. */
  handled(ms: number): void
  /** A message was given up and waits for a person. */
  putAside(): void
  /** Recipients by how the call to the platform ended. */
  sent(channel: ChannelName, result: string, count: number): void
  /** From the ring of a bell to its worker. */
  waited(queue: string, ms: number): void
  /** How much lies open, read at each scrape; null when the database did not answer. */
  open(depths: Depths | null): void
  /** Alarms that stand, read at each scrape; null when the database did not answer. */
  alarms(standing: readonly AlarmName[] | null): void
  /** What members were told in the last week without having asked. */
  burden(figures: BurdenFigures): void
  /** Jobs that wait in a queue. */
  queued(queue: string, count: number): void
}

/** Messages of a week to members: on average, at most to one, about what they had heard of, and wanting an answer. */
export type BurdenFigures = Readonly<Record<'perMember' | 'most' | 'again' | 'demanded', number>>

/** What models are asked for. */
export const MODELS = ['second_reader', 'speech'] as const
export type ModelName = (typeof MODELS)[number]

/** Without callbacks nothing shows that they would be kept again, so a refusal counts only for so long. */
const REFUSING_MS = 15_000

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[], labelNames: string[] = []) =>
    new Histogram({ name, help, buckets, labelNames, registers })

  const kept = counter('zeren_kept_total', 'Callbacks kept, by whether the platform had sent them before', ['seen'])
  const keeping = histogram('zeren_keep_seconds', 'Duration of one group commit of callbacks', SECONDS)
  const refused = counter('zeren_refused_total', 'Callbacks answered 503: the platform sends them again')
  const rejected = counter('zeren_rejected_total', 'Callbacks not taken, by reason', ['channel', 'reason'])
  const confidence = histogram(
    'zeren_parse_confidence',
    'Confidence of readings',
    [0.2, 0.4, 0.6, 0.8, 0.9, 1],
    ['engine'],
  )
  const handling = histogram('zeren_handling_seconds', 'From the arrival of a message to its record', SECONDS)
  const putAside = counter('zeren_put_aside_total', 'Messages given up, which wait for a person')
  const sends = counter('zeren_sends_total', 'Recipients by channel and how the call ended', ['channel', 'result'])
  const lag = histogram('zeren_queue_lag_seconds', 'From the ring of a bell to its worker', SECONDS, ['queue'])
  const jobs = gauge('zeren_queue_jobs', 'Jobs that wait in a queue', ['queue'])
  const up = gauge('zeren_database_up', 'Whether the database answered this scrape')
  const inbox = gauge('zeren_inbox_open', 'Messages kept and not handled (counted up to 10000)')
  const inboxAge = gauge('zeren_inbox_oldest_seconds', 'Age of the oldest message that is due and not handled')
  const waiting = gauge('zeren_put_aside_open', 'Messages put aside, neither replayed nor given up (up to 10000)')
  const outbox = gauge('zeren_outbox_open', 'Recipients not told yet (counted up to 10000)')
  const outboxAge = gauge('zeren_outbox_oldest_seconds', 'How long the oldest recipient who is due has waited')

  const asked = counter('zeren_model_calls_total', 'Questions to a model by how they ended', ['model', 'result'])
  const tokens = counter('zeren_model_tokens_total', 'Tokens used of a model', ['model'])
  const resting = gauge('zeren_model_resting', 'Whether a model is left alone after failing again and again', ['model'])
  for (const model of MODELS) resting.set({ model }, 0)

  const alarm = gauge('zeren_alarm', 'Whether an alarm stands, by name', ['name'])
  for (const name of Object.keys(ALARMS)) alarm.set({ name }, 0)

  const burden = gauge('zeren_burden_messages', 'Messages of a week that members had not asked for', ['which'])

  let refusedAt = Number.NEGATIVE_INFINITY
  return {
    registry,
    kept({ fresh, again, ms }) {
      refusedAt = Number.NEGATIVE_INFINITY
      kept.inc({ seen: 'no' }, fresh)
      kept.inc({ seen: 'yes' }, again)
      keeping.observe(ms / 1000)
    },
    refused(count) {
      refusedAt = performance.now()
      refused.inc(count)
    },
    refusing: () => performance.now() - refusedAt < REFUSING_MS,
    rejected: (channel, reason) => rejected.inc({ channel, reason }),
    parsed: (engine, value) => confidence.observe({ engine }, value),
    modelAsked: (model, result) => asked.inc({ model, result }),
    modelTokens: (model, count) => tokens.inc({ model }, count),
    modelResting: (model, is) => resting.set({ model }, is ? 1 : 0),
    handled: (ms) => handling.observe(ms / 1000),
    putAside: () => putAside.inc(),
    sent: (channel, result, count) => sends.inc({ channel, result }, count),
    waited: (queue, ms) => lag.observe({ queue }, ms / 1000),
    open(depths) {
      up.set(depths === null ? 0 : 1)
      if (depths === null) return
      inbox.set(depths.inboxCount)
      waiting.set(depths.putAsideCount)
      inboxAge.set(depths.inboxOldestMs / 1000)
      outbox.set(depths.outboxCount)
      outboxAge.set(depths.outboxOldestMs / 1000)
    },
    alarms(standing) {
      if (standing === null) return
      for (const name of Object.keys(ALARMS)) alarm.set({ name }, standing.some((s) => s === name) ? 1 : 0)
    },
    burden({ perMember, most, again, demanded }) {
      burden.set({ which: 'per_member' }, perMember)
      burden.set({ which: 'most_to_one' }, most)
      burden.set({ which: 'told_again' }, again)
      burden.set({ which: 'wanting_an_answer' }, demanded)
    },
    queued: (queue, count) => jobs.set({ queue }, count),
  }
}
