/** One PostgreSQL for the whole run, with a migrated database that tests copy. Gone when the run ends. */
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { ProvidedContext } from 'vitest'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { isAlive } from '../../src/embedded-postgres-server.ts'
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

/** A file system in memory (Linux). On a disk each of about a thousand copies takes nearly ten times the processor. */
const MEMORY = '/dev/shm'
/** Many times the 240 MB that a run takes at once. Containers often have 64 MB there. */
const ROOM_BYTES = 2 * 1024 ** 3

async function makeFolder(): Promise<string> {
  const parent = (await hasRoom(MEMORY)) ? MEMORY : os.tmpdir()
  await removeLeftovers(parent)
  return mkdtemp(path.join(parent, `zeren-test-${process.pid}-`))
}

async function hasRoom(folder: string): Promise<boolean> {
  const room = await statfs(folder).catch(() => null)
  return room !== null && room.bavail * room.bsize > ROOM_BYTES && os.freemem() > ROOM_BYTES
}

/** Of runs that were killed. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^zeren-test-(\d+)-/.exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    await rm(path.join(folder, name), { recursive: true, force: true })
  }
}

interface Server {
  addresses: ProvidedContext['postgres']
  stop(): Promise<void>
}

/** Each project loads this module for itself, in one process: what they share stands beside all modules. */
const shared = globalThis as typeof globalThis & { zerenTestServer?: { started: Promise<Server>; users: number } }

/** Starts the server, or joins the one that another project of this run has started; the last that ends stops it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.zerenTestServer ??= { started: startServer(), users: 0 }
  const mine = shared.zerenTestServer
  mine.users += 1
  const { addresses, stop } = await mine.started
  project.provide('postgres', addresses)
  return async () => {
    mine.users -= 1
    if (mine.users > 0) return
    delete shared.zerenTestServer
    await stop()
  }
}

async function startServer(): Promise<Server> {
  const dataDir = await makeFolder()
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
  return {
    addresses: { admin: postgres.adminConnectionString, application: postgres.connectionString },
    async stop() {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
