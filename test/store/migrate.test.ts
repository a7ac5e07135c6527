import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SetupError } from '../../src/errors.ts'
import { checkDatabase, connect } from '../../src/store/database.ts'
import { MIGRATIONS_FOLDER, migrateDatabase } from '../../src/store/migrate.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('migrators that run at the same time do not trip over each other and find one root organisation', async () => {
  const roots = await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(database.pool)))
  expect(new Set(roots.map((r) => r.rootOrganisationId))).toEqual(new Set([database.rootOrganisationId]))
})

test('migrations are numbered without gaps and named by what they do', async () => {
  const journal = JSON.parse(await readFile(path.join(MIGRATIONS_FOLDER, 'meta', '_journal.json'), 'utf8'))
  for (const [i, { tag }] of journal.entries.entries()) {
    expect(tag).toMatch(new RegExp(`^${String(i).padStart(4, '0')}_[a-z]+(_[a-z]+)*$`))
  }
})

test('a database that a newer program has migrated is refused in one line', async () => {
  const newer = await testDatabase()
  await newer.pool.query("insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)")
  await expect(migrateDatabase(newer.pool)).rejects.toThrow(SetupError)
  await newer.drop()
})

test('an unreachable database is told in one line without the password', async () => {
  const address = 'postgres://someone:topsecret@127.0.0.1:9/nowhere'
  const { pool } = connect(address)
  const error = await checkDatabase(pool, address).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(SetupError)
  expect(String(error)).toContain('127.0.0.1:9/nowhere')
  expect(String(error)).not.toMatch(/topsecret|\n/)
  await pool.end()
})
