/** Writes everything into one file: tables as of one instant, stored files, and the key where we keep it ourselves. */
import { createWriteStream } from 'node:fs'
import { link, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type Pack, pack } from 'tar-stream'
import type { Media } from '../channels/channel.ts'
import { SetupError } from '../errors.ts'
import {
  BACKUP_FORMAT,
  type BackupFooter,
  type BackupHeader,
  copied,
  type Table,
  tablesInOrder,
} from './backup-format.ts'
import { openSession } from './database.ts'
import { newestMigration } from './migrate.ts'
import { keyFingerprint, type Seal } from './seal.ts'

/** A tar entry names its size first, so tables of any size are cut into parts. */
const PART_BYTES = 4 << 20

/** The stored files, as far as a backup needs them. */
export interface StoredFiles {
  list(): Promise<string[]>
  get(key: string): Promise<Media | null>
  put(key: string, media: Media): Promise<void>
  remove(key: string): Promise<void>
}

export interface BackupSource {
  pool: pg.Pool
  files: StoredFiles
  seal: Seal
  /** Put into the file where the program keeps the key itself; `null`: the operator keeps it. */
  secretKey: string | null
  now: Date
}

export interface BackupSummary {
  tableCount: number
  rowCount: number
  fileCount: number
}

/**
 * Writes a backup. The file appears when it is complete, readable by its owner only.
 *
 * @throws SetupError when the file exists already or cannot be written
 */
export async function writeBackup(source: BackupSource, file: string): Promise<BackupSummary> {
  const draft = `${file}.${process.pid}.part`
  const archive = pack()
  try {
    const written = pipeline(archive, createGzip(), createWriteStream(draft, { flags: 'wx', mode: 0o600 }))
    const [summary] = await Promise.all([fill(archive, source).catch((error) => abandon(archive, error)), written])
    // Unlike a rename, a link never replaces an older backup.
    await link(draft, file)
    return summary
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new SetupError(`${file} is there already: name another file`, { cause: error })
    if (code === 'ENOSPC') throw new SetupError(`the disk is full: ${file} was not written`, { cause: error })
    if (code === 'EACCES' || code === 'ENOENT' || code === 'EROFS' || code === 'EPERM') {
      throw new SetupError(`${file} cannot be written (${code})`, { cause: error })
    }
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

function abandon(archive: Pack, error: Error): never {
  archive.destroy(error)
  throw error
}

async function fill(archive: Pack, source: BackupSource): Promise<BackupSummary> {
  const client = await openSession(source.pool)
  try {
    // One instant for all tables, however long it takes.
    await client.query('begin isolation level repeatable read read only')
    await client.query("set local timezone = 'UTC'; set local bytea_output = 'hex'; set local datestyle = 'ISO'")
    const tables = await tablesInOrder(client)
    await addJson(archive, 'header.json', await headerOf(source, tables))
    const rows: Record<string, number> = {}
    for (const table of tables) rows[table.name] = await addTable(archive, client, table)
    const sequences = await sequencesOf(client)
    const fileCount = await addFiles(archive, source.files)
    await addJson(archive, 'footer.json', { rows, sequences, fileCount } satisfies BackupFooter)
    archive.finalize()
    const rowCount = Object.values(rows).reduce((sum, count) => sum + count, 0)
    return { tableCount: tables.length, rowCount, fileCount }
  } finally {
    await client.end()
  }
}

async function headerOf({ seal, secretKey, now }: BackupSource, tables: Table[]): Promise<BackupHeader> {
  const { tag } = await newestMigration()
  return {
    format: BACKUP_FORMAT,
    createdAt: now.toISOString(),
    migration: tag,
    keyFingerprint: keyFingerprint(seal),
    secretKey,
    tables,
  }
}

async function addTable(archive: Pack, client: pg.Client, table: Table): Promise<number> {
  const rows = client.query(copyTo(`copy ${copied(table)} to stdout`))
  let part = 0
  let chunks: Buffer[] = []
  let byteCount = 0
  let rowCount = 0
  const flush = async () => {
    part++
    await addEntry(archive, `tables/${table.name}/${String(part).padStart(6, '0')}`, Buffer.concat(chunks))
    chunks = []
    byteCount = 0
  }
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    byteCount += chunk.length
    rowCount += lineCount(chunk)
    if (byteCount >= PART_BYTES) await flush()
  }
  if (byteCount > 0) await flush()
  return rowCount
}

/** One row, one line: line breaks inside a value are escaped. (The server's own count may come after the last byte.) */
function lineCount(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) count += 1
  return count
}

async function sequencesOf(client: pg.Client): Promise<BackupFooter['sequences']> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    select c.relname as table, a.attname as column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and a.attidentity <> '' order by 1`)
  const sequences = []
  for (const { table, column, sequence } of rows) {
    const { rows: last } = await client.query<{ last: string }>(
      `select case when is_called then last_value else 0 end::text as last from ${sequence}`,
    )
    sequences.push({ table, column, last: last[0]?.last ?? '0' })
  }
  return sequences
}

async function addFiles(archive: Pack, files: StoredFiles): Promise<number> {
  let count = 0
  for (const key of await files.list()) {
    const media = await files.get(key)
    // Removed since it was listed.
    if (media === null) continue
    await addJson(archive, `about/${key}`, { contentType: media.contentType, name: media.name })
    await addEntry(archive, `files/${key}`, media.bytes)
    count++
  }
  return count
}

function addJson(archive: Pack, name: string, value: unknown): Promise<void> {
  return addEntry(archive, name, Buffer.from(JSON.stringify(value)))
}

function addEntry(archive: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    // As a stream: an entry that is handed over whole does not wait for the disk.
    const entry = archive.entry({ name, mode: 0o600, size: bytes.length }, (error) =>
      error ? reject(error) : resolve(),
    )
    entry.end(bytes)
  })
}
