/** Where queues live: in PostgreSQL, in Redis or in a Redis Cluster. With `queue.ts` the only user of bullmq and ioredis. */
import { createPostgresBackend, type Job, type PgPool, Queue, Worker, type WorkerOptions, withBackend } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import pg from 'pg'
import { SetupError } from './errors.ts'

/** In braces: all keys of the program live in one slot of a Redis Cluster, as its scripts need. */
const PREFIX = '{zeren}'
export const QUEUE_NAMES = ['inbound', 'outbound', 'schedule'] as const
export type QueueName = (typeof QUEUE_NAMES)[number]

export type Tickable = Pick<Queue, 'getJobSchedulers' | 'upsertJobScheduler' | 'removeJobScheduler'>
export type AnyQueue = Tickable &
  Pick<Queue, 'addBulk' | 'getJobCountByTypes'> &
  Closable & { waitUntilReady(): Promise<unknown>; on(event: 'error', listener: (error: Error) => void): unknown }
export interface Closable {
  close(force?: boolean): Promise<void>
}
export interface AnyWorker extends Closable {
  run(): Promise<void>
  waitUntilReady(): Promise<unknown>
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): unknown
}

/** One way of storing queues. */
export interface QueueStore {
  queue(name: QueueName): AnyQueue
  worker(name: QueueName, process: (job: Job) => Promise<void>, options: Omit<WorkerOptions, 'connection'>): AnyWorker
  close(): Promise<void>
}

export type Complain = (error: Error) => unknown

/** Queues in the schema `bullmq` of this database. */
export function openPostgres(databaseUrl: string, complain: Complain): QueueStore {
  // One pool for all. Each worker takes a connection for good, to listen; the rest share five.
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    options: '-c search_path=bullmq',
    application_name: 'zeren queue',
    max: QUEUE_NAMES.length + 5,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  pool.on('error', complain)
  pool.on('connect', (client) => client.on('error', complain))
  const onPostgres = withBackend(createPostgresBackend)
  // BullMQ describes a pool in words of its own, which those of `pg` do not match to the letter.
  const connection = pool as unknown as PgPool
  return {
    queue: (name) => new onPostgres.Queue(name, { connection }),
    worker: (name, process, options) => new onPostgres.Worker(name, process, { ...options, connection }),
    close: () => pool.end(),
  }
}

/** @throws SetupError when Redis cannot be reached */
export async function openRedis(addresses: string, complain: Complain): Promise<QueueStore> {
  // Adding fails at once while Redis is away; workers wait for its return.
  const producer = await redisClient(addresses, FAIL_FAST)
  const consumer = await redisClient(addresses, WAIT)
  try {
    await Promise.all([reachable(producer), reachable(consumer)])
    // From now on: what fails at the start is told in the one line that ends it.
    for (const client of [producer, consumer]) client.on('error', complain)
  } catch (error) {
    producer.disconnect()
    consumer.disconnect()
    throw error
  }
  return {
    queue: (name) => new Queue(name, { connection: producer, prefix: PREFIX, skipWaitingForReady: true }),
    worker: (name, process, options) =>
      new Worker(name, process, { ...options, connection: consumer, prefix: PREFIX, drainDelay: 30 }),
    async close() {
      producer.disconnect()
      consumer.disconnect()
    },
  }
}

const FAIL_FAST = { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 2_000 } as const
const WAIT = { maxRetriesPerRequest: null, enableOfflineQueue: true } as const

async function redisClient(addresses: string, options: typeof FAIL_FAST | typeof WAIT): Promise<Redis | Cluster> {
  // Loaded where it is used: the default set-up has no Redis.
  const { Cluster, Redis } = await import('ioredis')
  const retryStrategy = (times: number) => Math.min(times * 50, 1_000)
  const [first = '', ...others] = addresses.split(',').map((address) => address.trim())
  if (others.length === 0) {
    return new Redis(first, { ...options, retryStrategy, connectTimeout: 3_000, lazyConnect: true })
  }
  const { username, password, protocol } = new URL(first)
  const { enableOfflineQueue, ...redisOptions } = options
  return new Cluster([first, ...others], {
    lazyConnect: true,
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    redisOptions: {
      ...redisOptions,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  })
}

async function reachable(client: Redis | Cluster): Promise<void> {
  // The reason comes as an event; the failure of the call itself only says that the connection is closed.
  let reason: Error | null = null
  client.on('error', (error) => {
    reason ??= error
  })
  const late = setTimeout(() => client.disconnect(), 5_000)
  try {
    await client.connect()
    await client.ping()
  } catch (error) {
    const told = reason ?? (error as Error)
    throw new SetupError(`REDIS_URL: Redis cannot be reached: ${told.message}`, { cause: told })
  } finally {
    clearTimeout(late)
  }
}
