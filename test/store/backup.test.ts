import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SetupError } from '../../src/errors.ts'
import { openStorage } from '../../src/storage.ts'
import { appendAudit, chainAudit, detailHash, verifyAudit } from '../../src/store/audit.ts'
import { writeBackup } from '../../src/store/backup.ts'
import { tablesInOrder } from '../../src/store/backup-format.ts'
import { loadDemo } from '../../src/store/demo.ts'
import { restoreBackup } from '../../src/store/restore.ts'
import { checkSecretKey, createSeal, keyFingerprint } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const KEY = Buffer.alloc(32, 5)
const seal = createSeal(KEY)
const now = new Date('2026-11-22T03:00:00Z')
const photo = { bytes: Buffer.from([0, 255, 10, 13]), contentType: 'image/jpeg', name: '楼道灯.jpg' }
const open: TestDatabase[] = []
let folder: string
let source: TestDatabase
let file: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-backup-'))
  source = await database()
  await fill(source)
  file = path.join(folder, 'whole.tar.gz')
  await writeBackup(
    { pool: source.pool, files: await files('from'), seal, secretKey: KEY.toString('base64'), now },
    file,
  )
})
afterAll(async () => {
  for (const one of open) await one.drop()
  await rm(folder, { recursive: true })
})

async function database(): Promise<TestDatabase> {
  const one = await testDatabase()
  open.push(one)
  return one
}

async function files(name: string) {
  return openStorage(pathToFileURL(path.join(folder, name)).href)
}

/** Something in every kind of column: trees, arrays, bytes, JSON, instants, text that COPY has to escape. */
async function fill({ db, pool, rootOrganisationId }: TestDatabase): Promise<void> {
  await checkSecretKey(pool, seal, rootOrganisationId)
  await loadDemo(db, seal, { now, timezone: 'Asia/Shanghai' })
  for (let i = 0; i < 300; i++) {
    await pool.query(
      `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, payload, sent_at)
       values ($1, 'wecom', $2, $3, 'normal', $4, $5)`,
      [rootOrganisationId, `m${i}`, 'a\tb\\N\n\\.', seal.seal('inbox', `原话${i}`.repeat(i)), now],
    )
  }
  await pool.query("delete from inbox where channel_message_id = 'm299'")
  await pool.query(
    `insert into card_handles (code, organisation_id, channel, task_id, recipients, expires_at)
     values ('c', $1, 'wecom', 't', array['a,b', '"', 'NULL', '{}'], $2)`,
    [rootOrganisationId, now],
  )
  const entry = { organisationId: rootOrganisationId, at: now, actor: 'cli', subject: 'x', detailHash: detailHash({}) }
  await appendAudit(db, [
    { ...entry, action: 'one' },
    { ...entry, action: 'two' },
  ])
  await chainAudit(db, 10_000)
  await (await files('from')).put('attachments/1', photo)
}

/** Every row of every table as text. */
async function contents({ db, pool }: TestDatabase): Promise<Record<string, string[]>> {
  const client = await pool.connect()
  const all: Record<string, string[]> = {}
  for (const { name } of await tablesInOrder(client)) {
    const { rows } = await db.execute<{ row: string }>(
      sql`select t::text as row from ${sql.identifier(name)} t order by 1`,
    )
    all[name] = rows.map((one) => one.row)
  }
  client.release()
  return all
}

async function restored(change: Partial<Parameters<typeof restoreBackup>[0]> = {}, from = file): Promise<TestDatabase> {
  const target = await database()
  await restoreBackup(
    { pool: target.pool, files: await files('to'), keyFingerprint: keyFingerprint(seal), adoptKey: null, ...change },
    from,
  )
  return target
}

test('a restored installation is equal row by row, file by file, and goes on counting where it stood', async () => {
  const target = await restored()
  expect(await contents(target)).toEqual(await contents(source))
  expect(await (await files('to')).get('attachments/1')).toEqual(photo)
  expect(await verifyAudit(target.db)).toBeNull()
  const insert = `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, sent_at)
    values ($1, 'wecom', 'next', 'c', 'normal', now()) returning id::int`
  const { rows } = await target.pool.query<{ id: number }>(insert, [source.rootOrganisationId])
  expect(rows[0]?.id).toBe(301)
})

test('the file is for its owner only, and nothing is left beside it', async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('a backup of another key is refused where the operator keeps the key, and brings its key along where we do', async () => {
  const other = createSeal(Buffer.alloc(32, 6))
  await expect(restored({ keyFingerprint: keyFingerprint(other) })).rejects.toThrow(/^SECRET_KEY is another one/)
  const adopted: string[] = []
  const target = await restored({
    keyFingerprint: keyFingerprint(other),
    adoptKey: async (key) => void adopted.push(key),
  })
  expect(adopted).toEqual([KEY.toString('base64')])
  await checkSecretKey(target.pool, seal, source.rootOrganisationId)
})

test('an installation that holds data is left alone', async () => {
  const target = await restored()
  const before = await contents(target)
  const again = restoreBackup(
    { pool: target.pool, files: await files('to'), keyFingerprint: keyFingerprint(seal), adoptKey: null },
    file,
  )
  await expect(again).rejects.toThrow(/holds data already/)
  expect(await contents(target)).toEqual(before)
})

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['cut in the middle', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ['without its end', (bytes) => gzipSync(gunzipSync(bytes).subarray(0, -4096))],
  ['no archive at all', () => Buffer.from('hello')],
  ['an empty archive', () => gzipSync(Buffer.alloc(1024))],
  ['with a row taken out', (bytes) => gzipSync(withoutRow(gunzipSync(bytes)))],
])('a file %s changes nothing and is refused in one line', async (_, damage) => {
  const damaged = path.join(folder, 'damaged.tar.gz')
  await writeFile(damaged, damage(await readFile(file)))
  const target = await database()
  const before = await contents(target)
  const restoring = restoreBackup(
    { pool: target.pool, files: await files('nowhere'), keyFingerprint: keyFingerprint(seal), adoptKey: null },
    damaged,
  )
  await expect(restoring).rejects.toThrow(/^this is no backup, or it is cut or damaged[^\n]*$/)
  expect(await contents(target)).toEqual(before)
  expect(await (await files('nowhere')).list()).toEqual([])
})

test.each([
  ['the same key', seal],
  ['another key', createSeal(Buffer.alloc(32, 6))],
])('after a cut file the whole one is taken, in an installation that was begun with %s', async (_, ours) => {
  const cut = path.join(folder, 'cut.tar.gz')
  await writeFile(cut, gzipSync(gunzipSync(await readFile(file)).subarray(0, -4096)))
  const target = await database()
  await checkSecretKey(target.pool, ours, target.rootOrganisationId)
  const into = { pool: target.pool, files: await files('twice'), adoptKey: async () => {} }
  await expect(restoreBackup({ ...into, keyFingerprint: keyFingerprint(ours) }, cut)).rejects.toThrow(SetupError)
  // As the next start does, with the key that was brought along.
  await checkSecretKey(target.pool, seal, target.rootOrganisationId)
  await restoreBackup({ ...into, keyFingerprint: keyFingerprint(seal) }, file)
  expect(await contents(target)).toEqual(await contents(source))
})

/** Puts COPY's end mark where a row of the audit log begins: what follows in it is not read. */
function withoutRow(tar: Buffer): Buffer {
  const secondRow = tar.indexOf('\n', tar.indexOf('tables/audit/') + 512) + 1
  const copy = Buffer.from(tar)
  copy.write('\\.\n', secondRow)
  return copy
}

test('a file that is there already is not overwritten', async () => {
  const again = writeBackup({ pool: source.pool, files: await files('from'), seal, secretKey: null, now }, file)
  await expect(again).rejects.toThrow(/is there already/)
  await expect(
    writeBackup({ pool: source.pool, files: await files('from'), seal, secretKey: null, now }, '/nowhere/at/all'),
  ).rejects.toThrow(SetupError)
})
