import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Channel, KeepDelivery, Media } from './channels/channel.ts'
import type { Config } from './config.ts'
import type { ChannelName } from './domain/vocabulary.ts'
import type { Metrics } from './metrics.ts'
import type { Db } from './store/database.ts'
import type { Seal } from './store/seal.ts'

/** Everything with an effect, made in one place and handed to what needs it. */
export interface Deps {
  config: Config
  log: Logger
  db: Db
  pool: Pool
  seal: Seal
  storage: Storage
  channels: ReadonlyMap<ChannelName, Channel>
  keep: KeepDelivery
  bells: Bells
  metrics: Metrics
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
