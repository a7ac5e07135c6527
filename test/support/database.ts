/** A database of its own for a test or a test file: real PostgreSQL, migrated, empty but for the root organisation. */
import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { inject } from 'vitest'
import { connect, type Db } from '../../src/store/database.ts'

export const TEMPLATE = 'zeren_template'

export interface TestDatabase {
  db: Db
  pool: Pool
  connectionString: string
  rootOrganisationId: string
  /** Closes the pool and removes the database. */
  drop(): Promise<void>
}

/** Copies the migrated template, as files: half the work of writing it to the log. Call `drop()` when done. */
export async function testDatabase(): Promise<TestDatabase> {
  const servers = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(servers.admin, `create database ${name} template ${TEMPLATE} strategy file_copy owner zeren`)
  const address = new URL(servers.application)
  address.pathname = `/${name}`
  // Planned as the product's pools are: one for messages and sends, one for what is rare.
  const { pool } = connect(address.href, { applicationName: name, lookups: true })
  const { pool: rarePool, db } = connect(address.href, { applicationName: name, max: 4 })
  const { rows } = await pool.query<{ id: string }>("select id from organisations where path = '/'")
  const [root] = rows
  if (root === undefined) throw new Error('the template has no root organisation')
  return {
    db,
    pool,
    connectionString: address.href,
    rootOrganisationId: root.id,
    async drop() {
      await Promise.all([pool.end(), rarePool.end()])
      await asAdmin(servers.admin, `drop database ${name} with (force)`)
    },
  }
}

async function asAdmin(connectionString: string, statement: string): Promise<void> {
  const { pool } = connect(connectionString, { max: 1 })
  try {
    await pool.query(statement)
  } finally {
    await pool.end()
  }
}
