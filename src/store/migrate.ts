/** Brings the schema up to this program's version. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type pg from 'pg'
import { SetupError } from '../errors.ts'

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url))

/** One number for all processes: migrators that run at the same time would trip over each other. */
const MIGRATION_LOCK = 0x7a65_7265

/**
 * Runs the migrations that are missing and makes sure that the root organisation exists.
 *
 * @param once work that must not run twice at the same time either, such as the queue's own schema
 * @throws SetupError when a newer program has been at this database
 */
export async function migrateDatabase(
  pool: pg.Pool,
  once: (client: pg.PoolClient) => Promise<void> = async () => {},
): Promise<{ rootOrganisationId: string }> {
  const client = await pool.connect()
  try {
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await refuseNewer(client)
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS_FOLDER })
    const rootOrganisationId = await ensureRoot(client)
    await once(client)
    return { rootOrganisationId }
  } finally {
    // Closing the connection frees the lock and forgets the timeout.
    client.release(true)
  }
}

/** Tag and time of the newest migration of this program. */
export async function newestMigration(): Promise<{ tag: string; when: number }> {
  const newest = (await readJournal()).at(-1)
  if (newest === undefined) throw new Error('there are no migrations')
  return newest
}

/** Tags of all migrations that this program knows. */
export async function knownMigrations(): Promise<string[]> {
  return (await readJournal()).map(({ tag }) => tag)
}

async function readJournal(): Promise<{ tag: string; when: number }[]> {
  const text = await readFile(path.join(MIGRATIONS_FOLDER, 'meta', '_journal.json'), 'utf8')
  return (JSON.parse(text) as { entries: { tag: string; when: number }[] }).entries
}

async function refuseNewer(client: pg.PoolClient): Promise<void> {
  const { rows: found } = await client.query<{ table: string | null }>(
    "select to_regclass('drizzle.__drizzle_migrations')::text as table",
  )
  if (!found[0]?.table) return
  const { rows } = await client.query<{ newest: string | null }>(
    'select max(created_at)::text as newest from drizzle.__drizzle_migrations',
  )
  const { when } = await newestMigration()
  if (Number(rows[0]?.newest ?? 0) > when) {
    throw new SetupError('the database was made by a newer version of this program: start that version')
  }
}

/** All organisations hang on one root, `/`, which an import renames. */
async function ensureRoot(client: pg.PoolClient): Promise<string> {
  await client.query("insert into organisations (name, path) values ('本单位', '/') on conflict (path) do nothing")
  const { rows } = await client.query<{ id: string }>("select id from organisations where path = '/'")
  if (rows[0] === undefined) throw new Error('there is no root organisation')
  return rows[0].id
}
