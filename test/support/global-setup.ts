/** One PostgreSQL for the whole run, with a migrated database that tests copy. Gone when the run ends. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { prepareQueueTables } from '../../src/queue.ts'
import { connect } from '../../src/store/database.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { TEMPLATE } from './database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser and application connection strings; the application's without a database of its own. */
    postgres: { admin: string; application: string }
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'zeren-test-'))
  const postgres = await startEmbeddedPostgres({
    dataDir,
    // Nothing of a test run is worth a wait for the disk.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  })
  const admin = connect(postgres.adminConnectionString, { max: 1 })
  await admin.pool.query(`create database ${TEMPLATE} owner zeren`)
  await admin.pool.end()
  const application = new URL(postgres.connectionString)
  application.pathname = `/${TEMPLATE}`
  const template = connect(application.href, { max: 1 })
  await migrateDatabase(template.pool, prepareQueueTables)
  await template.pool.end()
  project.provide('postgres', { admin: postgres.adminConnectionString, application: postgres.connectionString })
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
