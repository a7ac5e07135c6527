import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { createAlarmKeeper } from './alarm-keeper.ts'
import type { Alarms } from './alarms.ts'
import type { Channel, KeepDelivery, Media } from './channels/channel.ts'
import type { Service } from './channels/wecom/kf/service.ts'
import type { WecomWays } from './channels/wecom/ways.ts'
import type { Config } from './config.ts'
import { type CivilDate, civilDate } from './domain/calendar.ts'
import type { ChannelName } from './domain/vocabulary.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { ownKey } from './kept-keys.ts'
import { warnSeldom } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createChannels } from './open-channels.ts'
import { createModels } from './open-models.ts'
import type { Queues } from './queue.ts'
import type { SecondReader } from './second-reader.ts'
import type { Speech } from './speech.ts'
import { openStorage } from './storage.ts'
import { checkDatabase, connect, type Db, retryWhileAway } from './store/database.ts'
import { createKeeper, type Keeper } from './store/inbox.ts'
import { migrateDatabase } from './store/migrate.ts'
import { checkSecretKey, createSeal, type Seal } from './store/seal.ts'

/** Everything with an effect, made in one place and handed to what needs it. */
export interface Deps {
  config: Config
  log: Logger
  /** For what is rare, and may look through everything. */
  db: Db
  /** For messages and sends: every statement looks up a few rows. */
  pool: Pool
  seal: Seal
  storage: Storage
  channels: ReadonlyMap<ChannelName, Channel>
  keep: KeepDelivery
  bells: Bells
  metrics: Metrics
  alarms: Alarms
  /** Looks at messages of which the first reading is unsure; `null`: not set up. */
  secondReader: SecondReader | null
  /** Hears the words of voices; `null`: not set up. */
  speech: Speech | null
  /** 微信客服, as far as it is no answering; `null`: not set up. */
  service: Service | null
  /** Codes of WeCom's customer contact; `null`: WeCom is not set up. */
  ways: WecomWays | null
  /** Root of the organisation tree of this installation. */
  rootOrganisationId: string
  now: () => Date
  close: () => Promise<void>
}

/** Wakes workers. A bell carries row ids only; a lost bell is made good by the sweeper within a minute. */
export interface Bells {
  /** Never throws and never waits: the rows are safe already. */
  ring(bell: 'inbound' | 'outbound', ids: readonly bigint[], options?: { delayMs?: number; urgent?: boolean }): void
  /** Jobs that wait, by bell; for metrics. */
  depth(): Promise<Record<'inbound' | 'outbound', number>>
}

/** Files (photos, voices, posters): a local folder, or S3-compatible. */
export interface Storage {
  put(key: string, media: Media): Promise<void>
  get(key: string): Promise<Media | null>
  remove(key: string): Promise<void>
  /** All keys, in order; for backups. */
  list(): Promise<string[]>
}

/** What a process needs beside the dependencies: the queues that it works on. */
export interface Runtime {
  deps: Deps
  queues: Pick<Queues, 'startWorkers' | 'syncSchedules'>
  /**
   * Who is told of rows of the fast lane as soon as they are kept by this process, beside the bell: a welcome is worth
   * twenty seconds, and must not wait for a queue that is away.
   */
  onFast(handle: (ids: readonly bigint[]) => void): void
}

/** Today in the time zone of the installation. */
export function todayOf({ now, config }: Pick<Deps, 'now' | 'config'>): CivilDate {
  return civilDate(now(), config.timezone)
}

/**
 * Opens everything that the configuration names: database (embedded or given), queue, files, channels.
 *
 * `close` closes it in order: deliveries that are being kept, workers, queues, channels, pools, embedded database.
 *
 * @throws SetupError in one line; whatever was opened before is closed again
 */
export async function createDeps(
  config: Config,
  { log, now = () => new Date() }: { log: Logger; now?: () => Date },
): Promise<Runtime> {
  const closers: (() => Promise<void>)[] = []
  const state = { closing: false }
  const close = async () => {
    state.closing = true
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((error: unknown) => log.warn({ err: error }, 'something did not close cleanly'))
    }
  }
  try {
    return await open(config, { log, now, closers, close, state })
  } catch (error) {
    await close()
    throw error
  }
}

const OWN_DATABASE_MS = 10_000

/** Connections of one process: for messages and sends, and for all that is rare (the API, imports, clean-up). */
const HOT_CONNECTIONS = 8
const RARE_CONNECTIONS = 4

interface Opening {
  log: Logger
  now: () => Date
  /** What to close, the last opened first. */
  closers: (() => Promise<void>)[]
  close: () => Promise<void>
  state: { closing: boolean }
}

async function open(config: Config, opening: Opening): Promise<Runtime> {
  const { log, now, closers, close, state } = opening
  const metrics = createMetrics()
  const [{ openQueues, prepareQueueTables }, databaseUrl, secretKey, storage] = await Promise.all([
    // The heaviest part to load: meanwhile the database starts.
    import('./queue.ts'),
    databaseOf(config, opening),
    config.secretKey ?? ownKey(config.dataDir).then((key) => Buffer.from(key, 'base64')),
    openStorage(config.storageUrl),
  ])
  // At the end the server may be quicker to go than the last connection to it.
  const warn = warnSeldom(log, 'a connection to the database broke')
  const onBreak = (error: Error) => state.closing || warn(error)
  const { pool } = connect(databaseUrl, { onBreak, max: HOT_CONNECTIONS, lookups: true })
  const { pool: rarePool, db } = connect(databaseUrl, { onBreak, max: RARE_CONNECTIONS })
  closers.push(async () => {
    await Promise.all([pool.end(), rarePool.end()])
  })
  // Ours may be on its way back after a kill; another one is there, or the operator has to look.
  await retryWhileAway(() => checkDatabase(pool, databaseUrl), config.databaseUrl === null ? OWN_DATABASE_MS : 0)
  const { rootOrganisationId } = await migrateDatabase(pool, prepareQueueTables)
  const seal = createSeal(secretKey)
  await checkSecretKey(pool, seal, rootOrganisationId)

  const alarms = createAlarmKeeper({ pool, log, now })
  closers.push(alarms.settle)
  const channels = await createChannels(config, { pool, storage, log, now, alarms })
  closers.push(channels.close)
  const queues = await openQueues({
    redisUrl: config.redisUrl,
    databaseUrl,
    timezone: config.timezone,
    log,
    onWait: metrics.waited,
  })
  closers.push(queues.close)
  const { bells } = queues
  let handleFast: ((ids: readonly bigint[]) => void) | null = null
  const keeper = openKeeper({
    ...{ databaseUrl, seal, metrics, bells, log, now, rootOrganisationId, closers },
    onFast: (ids) => handleFast?.(ids),
  })
  const models = await createModels(config, { pool, metrics, now })
  const { service, ways } = channels
  const made = {
    ...models,
    service,
    ways,
    config,
    log,
    db,
    pool,
    seal,
    storage,
    metrics,
    alarms,
    rootOrganisationId,
    now,
    close,
  }
  return {
    deps: { ...made, channels: channels.map, keep: keeper.keep, bells },
    queues,
    onFast(handle) {
      handleFast = handle
    },
  }
}

async function databaseOf(config: Config, { log, closers }: Opening): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl
  const postgres = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    onTrouble: (message, error) => log.error({ err: error }, message),
  })
  closers.push(postgres.stop)
  return postgres.connectionString
}

/** The hot path has two connections of its own, one for each lane, so that it waits for nobody. */
function openKeeper(
  options: Pick<Deps, 'seal' | 'metrics' | 'bells' | 'log' | 'now' | 'rootOrganisationId'> & {
    databaseUrl: string
    closers: Opening['closers']
    onFast: (ids: readonly bigint[]) => void
  },
): Keeper {
  const { databaseUrl, seal, metrics, bells, log, now, rootOrganisationId, closers, onFast } = options
  const { pool } = connect(databaseUrl, {
    max: 2,
    applicationName: 'zeren keep',
    statementTimeoutMs: 3_500,
    answerTimeoutMs: 4_000,
  })
  const keeper = createKeeper({
    pool,
    seal,
    log,
    now,
    // What is heard belongs to the whole installation, until the sender is known.
    organisationIdOf: () => rootOrganisationId,
    onKept(fresh, { again, ms }) {
      metrics.kept({ fresh: fresh.length, again, ms })
      const idsOf = (lane: 'fast' | 'normal') => fresh.filter((row) => row.lane === lane).map((row) => row.inboxId)
      const fast = idsOf('fast')
      if (fast.length > 0) onFast(fast)
      bells.ring('inbound', fast, { urgent: true })
      bells.ring('inbound', idsOf('normal'))
    },
    onRefused: metrics.refused,
  })
  closers.push(async () => {
    await keeper.close()
    await pool.end()
  })
  return keeper
}
