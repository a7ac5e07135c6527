/**
 * The database of the default set-up: PostgreSQL under `DATA_DIR`, made on the first start, run beside this process,
 * shared with other processes of the same machine, started again if it dies.
 */
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { dataDirFault, makeFolder } from './data-dir.ts'
import { findPostgresPrograms, type PostgresPrograms } from './embedded-postgres-programs.ts'
import { freePort, isAlive, rememberedPort, serverOn, stopServer } from './embedded-postgres-server.ts'
import { SetupError } from './errors.ts'
import { keptSecret } from './kept-keys.ts'
import { isAway } from './store/database.ts'

const START_LIMIT_MS = 60_000
const WATCH_EVERY_MS = 500

export interface EmbeddedPostgresOptions {
  dataDir: string
  /** Settings of the server beside ours, such as `fsync: 'off'` in tests. */
  settings?: Record<string, string>
  /** Told when the database died and was started again, or could not be. */
  onTrouble?: (message: string, error?: unknown) => void
}

export interface EmbeddedPostgres {
  /** As the application: owner of its database, no superuser. */
  connectionString: string
  /** As the superuser; for tests that make databases. */
  adminConnectionString: string
  /** Process id of the server; changes when it was started again. */
  pid(): number
  /** Whether it was running already, started by another process. */
  adopted: boolean
  /** Stops the server, unless another process started it. */
  stop(): Promise<void>
}

/** The folder, the programs and the port of one server. */
interface Place {
  dataDir: string
  folder: string
  programs: PostgresPrograms
  settings: Record<string, string>
  port: number | null
}

interface Running {
  pid: number
  port: number
  /** Null when another process started it. */
  child: ChildProcess | null
}

/**
 * Starts the database of this data folder, or joins the one that runs on it.
 *
 * @throws SetupError in one line: folder of another version or not writable, disk full, no programs for this machine
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await start(options)
  } catch (error) {
    throw asSetupError(error, options.dataDir)
  }
}

async function start({ dataDir, settings = {}, onTrouble }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await makeFolder(dataDir)
  const folder = path.join(await realpath(dataDir), 'pgdata')
  const password = await keptSecret(dataDir, 'database-password', newPassword)
  const adminPassword = await keptSecret(dataDir, 'database-admin-password', newPassword)
  const place: Place = { dataDir, folder, programs: await findPostgresPrograms(folder), settings, port: null }
  if (!existsSync(folder)) await createFolder(place, { password, adminPassword })
  await checkVersion(place)

  let running = await startOrJoin(place)
  place.port = running.port
  const stopWatching = watch(
    () => running.pid,
    async () => {
      running = await startOrJoin(place)
    },
    onTrouble,
  )
  return {
    connectionString: `postgres://zeren:${password}@127.0.0.1:${running.port}/zeren`,
    adminConnectionString: `postgres://postgres:${adminPassword}@127.0.0.1:${running.port}/postgres`,
    pid: () => running.pid,
    adopted: running.child === null,
    async stop() {
      await stopWatching()
      if (running.child !== null) await stopServer(running.child)
    },
  }
}

function newPassword(): string {
  return randomBytes(32).toString('base64url')
}

/** Makes the folder beside its place and moves it there when it is complete: a start that was cut leaves nothing. */
async function createFolder(place: Place, secrets: { password: string; adminPassword: string }): Promise<void> {
  const { programs, folder } = place
  await removeLeftovers(folder)
  const draft = `${folder}.init.${process.pid}.${randomBytes(4).toString('hex')}`
  const passwordFile = `${draft}.password`
  try {
    await mkdir(draft, { mode: 0o700 })
    await writeFile(passwordFile, secrets.adminPassword, { mode: 0o600 })
    await programs.handOver(draft)
    await programs.handOver(passwordFile)
    await programs.runTool('initdb', initialArguments(draft, passwordFile))
    await programs.runTool(
      'postgres',
      ['--single', '-D', draft, 'postgres'],
      `create role zeren login password '${secrets.password}';\ncreate database zeren owner zeren;\n`,
    )
    await rename(draft, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was quicker: its folder has the same passwords.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
    await rm(passwordFile, { force: true })
  }
}

function initialArguments(draft: string, passwordFile: string): string[] {
  // Order by code point, but know letters: trigram search finds nothing in Chinese under the plain C locale.
  const letters = { linux: 'C.UTF-8', darwin: 'en_US.UTF-8' }[process.platform as string]
  return [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(letters ? [`--lc-ctype=${letters}`] : []),
  ]
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(path.dirname(folder))) {
    const pid = /^pgdata\.init\.(\d+)/.exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    await rm(path.join(path.dirname(folder), name), { recursive: true, force: true })
  }
}

async function checkVersion({ folder, programs }: Place): Promise<void> {
  const found = (await readFile(path.join(folder, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (found === programs.majorVersion) return
  if (found === '') {
    throw new SetupError(`${folder} 不是完整的数据库（PG_VERSION 缺失或是空的）：请用备份恢复到一个空的 DATA_DIR`)
  }
  throw new SetupError(
    `${folder} was made by PostgreSQL ${found}, this program brings ${programs.majorVersion}: take a backup with the version that made it and restore it into an empty DATA_DIR`,
  )
}

async function startOrJoin(place: Place): Promise<Running> {
  const giveUpAt = performance.now() + START_LIMIT_MS
  let started: ChildProcess | null = null
  while (performance.now() < giveUpAt) {
    const found = serverOn(place.folder)
    if (found?.ready) {
      const child = found.pid === started?.pid ? started : null
      // One whose program was killed a moment ago may say that it is ready, and is just going.
      if (child !== null || (await answers(found.port))) return { ...found, child }
    }
    if (found === null && (started === null || started.exitCode !== null || started.signalCode !== null)) {
      if (started !== null) await explainExit(place)
      started = await launch(place)
    }
    await sleep(5)
  }
  throw new SetupError(`the database under ${place.folder} did not start within ${START_LIMIT_MS / 1000} s`)
}

/** Whether a server lets us as far as the door: it does not while it starts, recovers or stops. */
async function answers(port: number): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'nobody', database: 'postgres', password: '' })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    return !isAway(error)
  } finally {
    await client.end().catch(() => {})
  }
}

async function launch(place: Place): Promise<ChildProcess> {
  await place.programs.handOver(place.folder)
  const port = await freePort(place.port ?? (await rememberedPort(place.folder)))
  const log = openSync(path.join(place.dataDir, 'postgres.log'), 'w', 0o600)
  const args = Object.entries({ ...SETTINGS, ...place.settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = place.programs.spawnServer(['-D', place.folder, '-p', String(port), ...args], log)
  closeSync(log)
  child.unref()
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  return child
}

const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // One machine, short queries: neither workers nor compiled plans pay.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // The log must never hold what people wrote: no statements, no values of keys.
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/** Tells why a start failed, unless another process was quicker or the last server is just going: then wait. */
async function explainExit({ dataDir }: Place): Promise<void> {
  const log = await readFile(path.join(dataDir, 'postgres.log'), 'utf8').catch(() => '')
  if (/lock file "postmaster.pid"|shared memory block .* still in use|could not create any TCP/.test(log)) {
    await sleep(100)
    return
  }
  throw new Error(
    /(?:FATAL|PANIC|ERROR): {2}(.*)/.exec(log)?.[1] ?? `PostgreSQL ended at its start. ${log.slice(-300)}`,
  )
}

/** Looks twice a second whether the server is alive. Returns how to stop looking. */
function watch(
  pid: () => number,
  restart: () => Promise<void>,
  onTrouble?: EmbeddedPostgresOptions['onTrouble'],
): () => Promise<void> {
  let working = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy || isAlive(pid())) return
    busy = true
    onTrouble?.('the embedded database went away and is started again')
    working = restart()
      .catch((error: unknown) => onTrouble?.('the embedded database does not start', error))
      .finally(() => {
        busy = false
      })
  }, WATCH_EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await working
  }
}

function asSetupError(error: unknown, dataDir: string): SetupError {
  if (error instanceof SetupError) return error
  const { stderr, message } = error as Error & { stderr?: string }
  const words = `${stderr ?? ''} ${message}`
  const fault = dataDirFault(/No space left on device/.test(words) ? { code: 'ENOSPC' } : error, dataDir)
  if (fault !== null) return fault
  const line = words.split('\n').find((l) => /error|fatal|could not/i.test(l)) ?? words.split('\n').join(' ')
  return new SetupError(`the embedded database does not start: ${line.trim()}`, { cause: error })
}
