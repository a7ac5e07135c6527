/** Deps for tests of jobs: real database, real seal, real channels; the queue is a list of bells that were rung. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import { type AlarmKeeper, createAlarmKeeper } from '../../src/alarm-keeper.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { parseConfig } from '../../src/config.ts'
import type { Deps } from '../../src/deps.ts'
import { createMetrics } from '../../src/metrics.ts'
import { openStorage } from '../../src/storage.ts'
import { createKeeper } from '../../src/store/inbox.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export interface TestDeps extends Deps {
  alarms: AlarmKeeper
  database: TestDatabase
  /** Bells rung so far. */
  rung: { bell: 'inbound' | 'outbound'; ids: readonly bigint[] }[]
  /** The clock of these deps; set it to move it. */
  clock: { now: Date | null }
}

export async function testDeps(channels: readonly Channel[]): Promise<TestDeps> {
  const database = await testDatabase()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-deps-'))
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const seal = createSeal(randomBytes(32))
  const { rootOrganisationId, pool, db } = database
  const rung: TestDeps['rung'] = []
  const clock: TestDeps['clock'] = { now: null }
  const now = () => clock.now ?? new Date()
  const alarms = createAlarmKeeper({ pool, log, now })
  const keeper = createKeeper({ pool, seal, log, now, organisationIdOf: () => rootOrganisationId })
  return {
    config: parseConfig({ DATA_DIR: folder }),
    log,
    db,
    pool,
    seal,
    storage: await openStorage(pathToFileURL(folder).href),
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    keep: (delivery) => keeper.keep(delivery),
    bells: {
      ring: (bell, ids) => void (ids.length > 0 && rung.push({ bell, ids })),
      depth: async () => ({ inbound: 0, outbound: 0 }),
    },
    metrics: createMetrics(),
    alarms,
    secondReader: null,
    speech: null,
    service: null,
    ways: null,
    rootOrganisationId,
    now,
    database,
    rung,
    clock,
    async close() {
      await keeper.close()
      await alarms.settle()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
