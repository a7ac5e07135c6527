/** Brings a backup back, all of it or nothing, into an installation that holds nothing yet. */
import { createReadStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type ExtractEvents, extract } from 'tar-stream'
import type { ZodType } from 'zod'
import { SetupError } from '../errors.ts'
import type { StoredFiles } from './backup.ts'
import {
  aboutFile,
  type BackupFooter,
  type BackupHeader,
  backupFooter,
  backupHeader,
  copied,
  quoted,
  type Table,
  tablesInOrder,
} from './backup-format.ts'
import { openSession } from './database.ts'
import { knownMigrations } from './migrate.ts'

export interface RestoreTarget {
  pool: pg.Pool
  files: StoredFiles
  /** Of the key that is in use here. */
  keyFingerprint: string
  /** Puts the key of the backup in the place of ours; `null`: the operator keeps the key. */
  adoptKey: ((secretKey: string) => Promise<void>) | null
}

/** How much came back, and of when it is. */
export interface Restored {
  madeAt: Date
  rowCount: number
  fileCount: number
}

/** One file of the archive, as a stream. */
type Entry = ExtractEvents['entry'][1]

const DAMAGED = 'this is no backup, or it is cut or damaged'

/**
 * Restores a backup.
 *
 * @throws SetupError when the file is no whole backup, of a newer program or under another key, or when the
 * installation is not empty; nothing is changed then
 */
export async function restoreBackup(target: RestoreTarget, file: string): Promise<Restored> {
  const session = await openSession(target.pool)
  const restore = new Restore(target, session)
  try {
    await session.query('begin')
    await refuseUnlessEmpty(session)
    await readArchive(file, (entry) => restore.take(entry))
    const summary = await restore.finish()
    await session.query('commit')
    return summary
  } catch (error) {
    await session.query('rollback').catch(() => {})
    await restore.undo()
    throw asSetupError(error, file)
  } finally {
    await session.end()
  }
}

/** Takes the entries of one archive in their order. */
class Restore {
  readonly #target: RestoreTarget
  readonly #session: pg.Client
  #header: BackupHeader | null = null
  #footer: BackupFooter | null = null
  /** The table that is being filled. */
  #copying: { name: string; stream: Writable & { rowCount: number | null } } | null = null
  readonly #rows: Record<string, number> = {}
  #about: { contentType: string; name: string | null } | null = null
  readonly #files: string[] = []

  constructor(target: RestoreTarget, session: pg.Client) {
    this.#target = target
    this.#session = session
  }

  async take(entry: Entry): Promise<void> {
    const [kind, ...rest] = entry.header.name.split('/')
    if (kind !== 'tables') await this.#endTable()
    if (kind === 'header.json') return this.#begin(await readJson(entry, backupHeader))
    if (this.#header === null) throw new SetupError(DAMAGED)
    if (kind === 'tables') return this.#fill(rest[0] ?? '', entry)
    if (kind === 'about') this.#about = await readJson(entry, aboutFile)
    else if (kind === 'files') await this.#putFile(rest.join('/'), entry)
    else if (kind === 'footer.json') this.#footer = await readJson(entry, backupFooter)
    else throw new SetupError(DAMAGED)
  }

  /** Compares what came with what was written, and sets the numbers that are given out next. */
  async finish(): Promise<Restored> {
    const footer = this.#footer
    const header = this.#header
    if (footer === null || header === null) throw new SetupError(DAMAGED)
    for (const [table, count] of Object.entries(footer.rows)) {
      if ((this.#rows[table] ?? 0) !== count) throw new SetupError(`${DAMAGED}: ${table} has not all its rows`)
    }
    if (this.#files.length !== footer.fileCount) throw new SetupError(`${DAMAGED}: it has not all its files`)
    for (const { table, column, last } of footer.sequences) {
      if (last === '0') continue
      await this.#session.query('select setval(pg_get_serial_sequence($1, $2), $3)', [quoted(table), column, last])
    }
    for (const { name } of await tablesInOrder(this.#session)) {
      await this.#session.query(`alter table ${quoted(name)} enable trigger user`)
    }
    const rowCount = Object.values(footer.rows).reduce((sum, count) => sum + count, 0)
    return { madeAt: new Date(header.createdAt), rowCount, fileCount: footer.fileCount }
  }

  async undo(): Promise<void> {
    for (const key of this.#files) await this.#target.files.remove(key)
  }

  async #begin(header: BackupHeader): Promise<void> {
    if (!(await knownMigrations()).includes(header.migration)) {
      throw new SetupError('the backup was written by a newer version of this program: restore it with that version')
    }
    const inOrder = await tablesInOrder(this.#session)
    const here = new Map(inOrder.map((table) => [table.name, table]))
    for (const table of header.tables) {
      if (table.columns.every((column) => here.get(table.name)?.columns.includes(column))) continue
      throw new SetupError(
        `the backup's table ${table.name} does not fit this version: restore it with the one that wrote it`,
      )
    }
    await this.#takeKey(header)
    // The dependent first: the root that was made here has another id than that of the backup.
    for (const { name } of inOrder.reverse()) {
      // Triggers keep count of changes; what comes back has been counted.
      await this.#session.query(`alter table ${quoted(name)} disable trigger user`)
      if (SEEDS[name]) await this.#session.query(`delete from ${quoted(name)} where ${SEEDS[name]}`)
    }
    this.#header = header
  }

  async #takeKey({ keyFingerprint, secretKey }: BackupHeader): Promise<void> {
    const { keyFingerprint: ours, adoptKey, pool } = this.#target
    if (keyFingerprint === ours) return
    if (secretKey === null || adoptKey === null) {
      throw new SetupError('SECRET_KEY is another one than the backup was written with: set the key of that time')
    }
    // Outside the transaction: an empty installation without this row fits any key, wherever we are cut.
    await pool.query("delete from settings where key = 'system.key_check'")
    await adoptKey(secretKey)
  }

  async #fill(name: string, entry: Entry): Promise<void> {
    if (this.#copying?.name !== name) {
      await this.#endTable()
      const table = this.#header?.tables.find((one: Table) => one.name === name)
      if (table === undefined) throw new SetupError(DAMAGED)
      this.#copying = { name, stream: this.#session.query(copyFrom(`copy ${copied(table)} from stdin`)) }
    }
    await pipeline(entry, this.#copying.stream, { end: false })
  }

  async #endTable(): Promise<void> {
    if (this.#copying === null) return
    const { name, stream } = this.#copying
    this.#copying = null
    stream.end()
    await finished(stream)
    this.#rows[name] = stream.rowCount ?? 0
  }

  async #putFile(key: string, entry: Entry): Promise<void> {
    if (this.#about === null) throw new SetupError(DAMAGED)
    const media = { ...this.#about, bytes: await readAll(entry) }
    this.#about = null
    this.#files.push(key)
    await this.#target.files.put(key, media)
  }
}

/** Rows that every installation begins with; the backup brings its own. */
const SEEDS: Readonly<Record<string, string>> = {
  organisations: "path = '/'",
  settings: "key = 'system.key_check'",
  counters: "name = 'roster'",
}

async function refuseUnlessEmpty(session: pg.Client): Promise<void> {
  for (const { name } of await tablesInOrder(session)) {
    const { rowCount } = await session.query(
      `select from ${quoted(name)} where not (${SEEDS[name] ?? 'false'}) limit 1`,
    )
    if (rowCount === 0) continue
    throw new SetupError('this installation holds data already: restore into an empty DATA_DIR or an empty database')
  }
}

async function readArchive(file: string, take: (entry: Entry) => Promise<void>): Promise<void> {
  const archive = extract()
  const reading = pipeline(createReadStream(file), createGunzip(), archive)
  const taking = (async () => {
    for await (const entry of archive) {
      await take(entry)
      entry.resume()
    }
  })()
  // The one that fails first ends the other; both have to be heard.
  const [read, taken] = await Promise.allSettled([reading, taking])
  if (taken.status === 'rejected') throw taken.reason
  if (read.status === 'rejected') throw read.reason
}

async function readAll(entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of Readable.from(entry)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function readJson<T>(entry: Entry, shape: ZodType<T>): Promise<T> {
  const parsed = shape.safeParse(JSON.parse((await readAll(entry)).toString()))
  if (!parsed.success) throw new SetupError(DAMAGED)
  return parsed.data
}

function asSetupError(error: unknown, file: string): unknown {
  if (error instanceof SetupError) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return new SetupError(`${file} cannot be read (${code})`, { cause: error })
  }
  const unreadable = error instanceof SyntaxError || code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE'
  const cut =
    error instanceof Error &&
    /unexpected end|invalid tar|stream was destroyed|writable stream closed/i.test(error.message)
  return unreadable || cut ? new SetupError(DAMAGED, { cause: error }) : error
}
