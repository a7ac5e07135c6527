/** What is measured: PostgreSQL with fsync, the product and the references, each in its own process. */
import { spawn } from 'node:child_process'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { connect } from '../../src/store/database.ts'
import { dataFolder, type Environment, freePort, type Product, startProduct } from '../support/product.ts'
import { helperFile, ROOT, startHelper } from './helpers.ts'
import { AGENT_ID, KEYS } from './platform.ts'

export interface Database {
  /** Makes an empty database and returns its address. */
  create(name: string): Promise<string>
  /** Process of the server; another one after a restart. */
  pid(): number
  version: string
  stop(): Promise<void>
}

export async function startDatabase(): Promise<Database> {
  const folder = await dataFolder()
  const postgres = await startEmbeddedPostgres({ dataDir: folder.dir })
  const admin = connect(postgres.adminConnectionString, { max: 1 })
  const { rows } = await admin.pool.query<{ version: string }>("select current_setting('server_version') as version")
  return {
    async create(name) {
      await admin.pool.query(`create database ${name} owner zeren`)
      const address = new URL(postgres.connectionString)
      address.pathname = `/${name}`
      return address.href
    },
    pid: postgres.pid,
    version: rows[0]?.version ?? 'unknown',
    async stop() {
      await admin.pool.end()
      await postgres.stop()
      await folder.remove()
    },
  }
}

/** The product with WeCom set up. Wherever and whenever it is measured, it is noon there: nothing waits for a morning. */
export function wecomEnvironment(env: Environment): Environment {
  return {
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    TIMEZONE: noonZone(),
    WECOM_CORP_ID: KEYS.corpId,
    WECOM_AGENT_ID: String(AGENT_ID),
    WECOM_SECRET: 'bench',
    WECOM_CALLBACK_TOKEN: KEYS.token,
    WECOM_CALLBACK_AES_KEY: KEYS.aesKey,
    ...env,
  }
}

/** `Etc/GMT-8` is eight hours before UTC's noon: the sign is turned round in these names. */
function noonZone(): string {
  const hoursAhead = 12 - new Date().getUTCHours()
  return `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`
}

export interface Server {
  url: string
  pid: number
  stop(): Promise<unknown>
}

export async function startWeb(env: Environment): Promise<Product> {
  return startProduct(wecomEnvironment(env), ['web'])
}

/** A worker listens on nothing: it is ready when it says so. */
export async function startWorker(env: Environment): Promise<Omit<Server, 'url'>> {
  const child = spawn(process.execPath, ['dist/main.js', 'worker'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', ...wecomEnvironment(env) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)))
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    pid: child.pid ?? 0,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

export async function startReference(store: 'none' | 'group', database: string, port?: number): Promise<Server> {
  return startListening(helperFile('reference'), [KEYS.token, KEYS.aesKey, store, database], port)
}

/** A server of ours whose first argument is its port. */
export async function startListening(file: string, args: readonly string[], port?: number): Promise<Server> {
  const at = port ?? (await freePort())
  const helper = await startHelper(file, [String(at), ...args])
  return { url: `http://127.0.0.1:${at}`, pid: helper.pid, stop: () => helper.stop() }
}
