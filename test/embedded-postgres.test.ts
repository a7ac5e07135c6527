import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/embedded-postgres.ts'
import { connect } from '../src/store/database.ts'

const folders: string[] = []
const running: EmbeddedPostgres[] = []

afterEach(async () => {
  for (const postgres of running.splice(0).reverse()) await postgres.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function dataDir(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'zeren-embedded-'))
  folders.push(folder)
  return folder
}

async function start(folder: string, onTrouble?: (message: string) => void): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: folder, ...(onTrouble && { onTrouble }) })
  running.push(postgres)
  return postgres
}

async function stop(postgres: EmbeddedPostgres): Promise<void> {
  running.splice(running.indexOf(postgres), 1)
  await postgres.stop()
}

async function ask<T>({ connectionString }: Pick<EmbeddedPostgres, 'connectionString'>, query: string): Promise<T[]> {
  const { pool } = connect(connectionString, { max: 1 })
  try {
    return (await pool.query(query)).rows
  } finally {
    await pool.end()
  }
}

test('is made on the first start, and is there again within 3 s, on the same port', async () => {
  const folder = dataDir()
  const first = await start(folder)
  await ask(first, 'create table kept as select 1 as one')
  await stop(first)
  const startedAt = performance.now()
  const second = await start(folder)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
  expect(second.connectionString).toBe(first.connectionString)
  expect(await ask(second, 'select one from kept')).toEqual([{ one: 1 }])
})

test('lets in the application without special rights, on this machine only, and knows Chinese letters', async () => {
  const postgres = await start(dataDir())
  await ask(postgres, 'create extension pg_trgm')
  const [row] = await ask<Record<string, unknown>>(
    postgres,
    `select rolsuper, rolcreaterole, rolcreatedb, current_setting('server_encoding') as encoding,
       similarity('楼道灯坏了', '楼道灯') > 0.3 as similar, current_setting('fsync') as fsync
     from pg_roles where rolname = current_user`,
  )
  expect(row).toEqual({
    rolsuper: false,
    rolcreaterole: false,
    rolcreatedb: false,
    encoding: 'UTF8',
    similar: true,
    fsync: 'on',
  })
  const admin = { connectionString: postgres.adminConnectionString }
  expect(await ask(admin, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(await ask(admin, 'show unix_socket_directories')).toEqual([{ unix_socket_directories: '' }])
  const wrong = postgres.connectionString.replace(/:[^:@]+@/, ':guess@')
  const { pool } = connect(wrong, { max: 1 })
  await expect(pool.query('select 1')).rejects.toThrow(/password authentication failed/)
  await pool.end()
})

test('its passwords are readable by their owner only', async () => {
  const folder = dataDir()
  await start(folder)
  expect(statSync(path.join(folder, 'keys')).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(path.join(folder, 'keys'))) {
    expect(statSync(path.join(folder, 'keys', name)).mode & 0o777, name).toBe(0o600)
  }
})

test('a second process joins the one that runs, and does not stop it', async () => {
  const folder = dataDir()
  const first = await start(folder)
  const second = await start(folder)
  expect(second).toMatchObject({ adopted: true, connectionString: first.connectionString })
  await stop(second)
  expect(await ask(first, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('two processes that make the same folder at once agree', async () => {
  const folder = dataDir()
  const [one, other] = await Promise.all([start(folder), start(folder)])
  expect(one.connectionString).toBe(other.connectionString)
  expect(await ask(other, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(readdirSync(folder).filter((name) => name.startsWith('pgdata'))).toEqual(['pgdata'])
})

test('when it is killed it is back within seconds, with what was committed, where it was', async () => {
  const troubles: string[] = []
  const postgres = await start(dataDir(), (message) => troubles.push(message))
  await ask(postgres, 'create table kept as select 7 as number')
  process.kill(postgres.pid(), 'SIGKILL')
  await vi.waitFor(async () => expect(await ask(postgres, 'select number from kept')).toEqual([{ number: 7 }]), {
    timeout: 10_000,
    interval: 100,
  })
  expect(troubles).toHaveLength(1)
})

test('kill -9 of the program loses nothing, and the next start finds its way', async () => {
  const folder = dataDir()
  const program = path.join(folder, 'program.ts')
  const source = path.resolve(import.meta.dirname, '../src/embedded-postgres.ts')
  writeFileSync(
    program,
    `import { startEmbeddedPostgres } from ${JSON.stringify(source)}
     void startEmbeddedPostgres({ dataDir: ${JSON.stringify(folder)} }).then((p) => {
       console.log(p.pid())
       setInterval(() => {}, 1000)
     })`,
  )
  const tsx = path.resolve(import.meta.dirname, '../node_modules/tsx/dist/cli.mjs')
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, ['--import', `file://${path.dirname(tsx)}/loader.mjs`, program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const pid = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))))
    if (round === 0) {
      const joined = await start(folder)
      await ask(joined, 'create table kept (round int)')
      await stop(joined)
    }
    child.kill('SIGKILL')
    // At once, while the old one may still be going.
    const next = await start(folder)
    await ask(next, `insert into kept values (${round})`)
    await stop(next)
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 5_000)
  }
  const last = await start(folder)
  expect(await ask(last, 'select count(*)::int as count from kept')).toEqual([{ count: 3 }])
})

test('a folder left by another start that was cut is not in the way', async () => {
  const folder = dataDir()
  mkdirSync(path.join(folder, 'pgdata.init.999999', 'base'), { recursive: true })
  const postgres = await start(folder)
  expect(await ask(postgres, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(readdirSync(folder)).not.toContain('pgdata.init.999999')
})

test('a number that now belongs to another program is not taken for the server', async () => {
  const folder = dataDir()
  const first = await start(folder)
  const pidFile = readFileSync(path.join(folder, 'pgdata', 'postmaster.pid'), 'utf8')
  await stop(first)
  writeFileSync(path.join(folder, 'pgdata', 'postmaster.pid'), pidFile.replace(/^\d+/, String(process.pid)), {
    mode: 0o644,
  })
  const second = await start(folder)
  expect(second.adopted).toBe(false)
})

test('a folder of another version, an unwritable one and one under a file are refused in one line', async () => {
  const old = dataDir()
  mkdirSync(path.join(old, 'pgdata'))
  writeFileSync(path.join(old, 'pgdata', 'PG_VERSION'), '15\n')
  await expect(start(old)).rejects.toThrow(/^[^\n]*made by PostgreSQL 15, this program brings 18[^\n]*$/)
  const file = path.join(dataDir(), 'file')
  writeFileSync(file, '')
  await expect(start(path.join(file, 'data'))).rejects.toThrow(/^DATA_DIR（[^\n]*）不能写入[^\n]*$/)
})

test('nobody is kept waiting by the watch when all is stopped', async () => {
  const postgres = await start(dataDir())
  await stop(postgres)
  await sleep(700)
  expect(() => process.kill(postgres.pid(), 0)).toThrow()
})
