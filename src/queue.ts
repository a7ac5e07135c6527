/** BullMQ, on Redis where one is set, else on the PostgreSQL that is there anyway. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Job, runMigrations, UnrecoverableError } from 'bullmq'
import { CronExpressionParser } from 'cron-parser'
import type pg from 'pg'
import type { Logger } from 'pino'
import { z } from 'zod'
import { type Bell, createBells } from './bells.ts'
import type { Bells } from './deps.ts'
import { warnSeldom } from './log.ts'
import {
  type AnyQueue,
  type AnyWorker,
  type Closable,
  type Complain,
  openPostgres,
  openRedis,
  QUEUE_NAMES,
  type QueueName,
  type QueueStore,
  type Tickable,
} from './queue-store.ts'

/** A tick of the clock: a cron pattern in the installation's time zone, or a pause. */
export interface QueueSchedule {
  name: string
  every: { pattern: string } | { ms: number }
}

export interface QueueHandlers {
  inbound(ids: bigint[]): Promise<void>
  outbound(ids: bigint[]): Promise<void>
  schedule(name: string, dueAt: Date): Promise<void>
}

export interface QueueOptions {
  redisUrl: string | null
  /** Where the queue lives when there is no Redis. */
  databaseUrl: string
  timezone: string
  log: Logger
  /** Told how long a job waited for its worker. */
  onWait?: (queue: QueueName, ms: number) => void
}

export interface Queues {
  bells: Bells
  /** Starts working on all three queues. */
  startWorkers(handlers: QueueHandlers): void
  /** Makes the queue tick as the list says: adds what is missing, changes what differs, removes what left the list. */
  syncSchedules(schedules: readonly QueueSchedule[]): Promise<void>
  /** Lets running jobs end (at most 8 s), then closes all connections. */
  close(): Promise<void>
}

/** Creates or updates the queue's own tables, in the schema `bullmq`. Call it under the migration lock. */
export async function prepareQueueTables(client: pg.PoolClient): Promise<void> {
  await runMigrations(client)
}

/** @throws SetupError when Redis cannot be reached */
export async function openQueues(options: QueueOptions): Promise<Queues> {
  let closing = false
  const told = warnSeldom(options.log, 'the queue has trouble with its connection')
  const complain = (error: Error) => closing || told(error)
  const store =
    options.redisUrl === null
      ? openPostgres(options.databaseUrl, complain)
      : await openRedis(options.redisUrl, complain)
  const queues = Object.fromEntries(QUEUE_NAMES.map((name) => [name, store.queue(name)])) as Record<QueueName, AnyQueue>
  for (const queue of Object.values(queues)) queue.on('error', complain)
  // A queue whose connection broke before this never gets over it.
  await Promise.all(Object.values(queues).map((queue) => queue.waitUntilReady()))
  const workers: Closable[] = []
  const bells = createBells({
    log: options.log,
    async add(bell, jobs) {
      await queues[bell].addBulk(jobs.map(({ ids, delayMs, urgent }) => toJob(bell, ids, { delayMs, urgent })))
    },
    async depth() {
      const [inbound, outbound] = await Promise.all([waiting(queues.inbound), waiting(queues.outbound)])
      return { inbound, outbound }
    },
  })
  return {
    bells,
    startWorkers(handlers) {
      for (const name of QUEUE_NAMES)
        workers.push(keepWorking(() => makeWorker(name, { handlers, store, options }), complain))
    },
    syncSchedules: (schedules) => syncSchedules(queues.schedule, schedules, options.timezone),
    async close() {
      closing = true
      await Promise.all(workers.map((worker) => worker.close()))
      await bells.settle()
      await Promise.all(Object.values(queues).map((queue) => queue.close()))
      await store.close()
    },
  }
}

const bellData = z.object({ ids: z.array(z.string().regex(/^\d{1,19}$/)).max(500) })

function toJob(bell: Bell, ids: string[], { delayMs, urgent }: { delayMs: number; urgent: boolean }) {
  // A job that failed is not tried again: its rows lie in the database, where the sweeper finds them.
  const opts = { removeOnComplete: true, removeOnFail: true, ...(delayMs > 0 && { delay: delayMs }), lifo: urgent }
  return { name: bell, data: { ids }, opts }
}

/** A job that runs longer than this at the end is left to the worker that finds it stalled. */
const CLOSE_LIMIT_MS = 8_000

const READY_LIMIT_MS = 10_000

/** Jobs side by side: the rows of one job go together, so two are enough: while one waits for the database, the other works. */
const CONCURRENCY: Record<QueueName, number> = { inbound: 2, outbound: 2, schedule: 4 }

/**
 * Works until closed. A worker whose connection breaks in its first moments never gets over it, so it is made anew.
 */
function keepWorking(make: () => AnyWorker, complain: Complain): Closable {
  let worker = make()
  let closing = false
  const working = (async () => {
    for (;;) {
      worker.on('error', complain)
      await ready(worker)
        .then(() => worker.run())
        .catch(complain)
      if (closing) return
      await sleep(1_000)
      if (closing) return
      await worker.close(true).catch(complain)
      worker = make()
    }
  })()
  return {
    async close() {
      closing = true
      const late = setTimeout(() => void worker.close(true).catch(complain), CLOSE_LIMIT_MS)
      await worker.close()
      await working
      clearTimeout(late)
    },
  }
}

async function ready(worker: AnyWorker): Promise<void> {
  const tooLate = new AbortController()
  const late = sleep(READY_LIMIT_MS, null, { signal: tooLate.signal }).then(() => {
    throw new Error('a worker did not become ready')
  })
  try {
    await Promise.race([worker.waitUntilReady(), late])
  } finally {
    tooLate.abort()
  }
}

function makeWorker(
  name: QueueName,
  { handlers, store, options }: { handlers: QueueHandlers; store: QueueStore; options: QueueOptions },
): AnyWorker {
  const { log, onWait } = options
  const process = async (job: Job): Promise<void> => {
    onWait?.(name, Math.max(0, Date.now() - dueAt(job).getTime()))
    if (name === 'schedule') return handlers.schedule(job.name, dueAt(job))
    const data = bellData.safeParse(job.data)
    if (!data.success) throw new UnrecoverableError(`job ${job.id} holds no row ids`)
    return handlers[name](data.data.ids.map(BigInt))
  }
  const worker = store.worker(name, process, {
    concurrency: CONCURRENCY[name],
    lockDuration: 60_000,
    stalledInterval: 20_000,
    // The default of 1 gives a job up after two crashes; ours may be run again without harm.
    maxStalledCount: 10,
    autorun: false,
  })
  worker.on('failed', (job, error) => log.error({ err: error, queue: name, job_id: job?.id }, 'a job failed'))
  return worker
}

/** When a job was meant to run: at once, after its delay, or at the tick of its schedule. */
function dueAt(job: Job): Date {
  return new Date(job.timestamp + (job.opts.delay ?? 0))
}

async function waiting(queue: AnyQueue): Promise<number> {
  return await queue.getJobCountByTypes('waiting', 'delayed', 'prioritized')
}

/** A tick that is overdue by more than this has lost its job; one that is so much too far off was set by a wrong clock. */
const OFF_MS = 60_000

async function syncSchedules(queue: Tickable, schedules: readonly QueueSchedule[], timezone: string): Promise<void> {
  const known = new Map((await queue.getJobSchedulers(0, -1)).map((scheduler) => [scheduler.key, scheduler]))
  const nowMs = Date.now()
  for (const { name, every } of schedules) {
    const there = known.get(name)
    known.delete(name)
    const same =
      'ms' in every ? Number(there?.every) === every.ms : there?.pattern === every.pattern && there.tz === timezone
    const nextMs = Number(there?.next)
    const tooFar = same && nextMs > nextTickMs(every, timezone, nowMs) + OFF_MS
    if (same && !tooFar && nextMs > nowMs - OFF_MS) continue
    // Put over the one that is there, it would keep its hour.
    if (tooFar) await queue.removeJobScheduler(name)
    const repeat = 'ms' in every ? { every: every.ms } : { pattern: every.pattern, tz: timezone }
    await queue.upsertJobScheduler(name, repeat, { name, opts: { removeOnComplete: true, removeOnFail: true } })
  }
  for (const name of known.keys()) await queue.removeJobScheduler(name)
}

/** The latest instant at which a schedule that is well ticks next. */
function nextTickMs(every: QueueSchedule['every'], timezone: string, nowMs: number): number {
  if ('ms' in every) return nowMs + every.ms
  return CronExpressionParser.parse(every.pattern, { tz: timezone, currentDate: new Date(nowMs) })
    .next()
    .getTime()
}
