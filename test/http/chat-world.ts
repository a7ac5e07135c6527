/** The local chat on a real database with the demo in it. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import Fastify, { type FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { Delivery } from '../../src/channels/channel.ts'
import { createLocalChannel } from '../../src/channels/local/channel.ts'
import { type Config, parseConfig } from '../../src/config.ts'
import { readRoster } from '../../src/documents/roster.ts'
import { readSheets } from '../../src/documents/sheet.ts'
import type { ChatDeps } from '../../src/http/chat/keep-act.ts'
import { localChat } from '../../src/http/chat/plugin.ts'
import { openStorage } from '../../src/storage.ts'
import { loadDemo } from '../../src/store/demo.ts'
import { createKeeper } from '../../src/store/inbox.ts'
import { storedTranscript } from '../../src/store/local-chat.ts'
import { importRoster } from '../../src/store/roster.ts'
import { createSeal, type Seal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

export interface ChatWorld {
  app: FastifyInstance
  deps: ChatDeps
  database: TestDatabase
  channel: ReturnType<typeof createLocalChannel>
  /** What was kept, in order. */
  kept: Delivery[]
  close(): Promise<void>
}

export async function chatWorld(changes: Partial<Config> = {}): Promise<ChatWorld> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-chat-'))
  const database = await testDatabase()
  const kept: Delivery[] = []
  const now = () => new Date()
  const { pool, rootOrganisationId } = database
  const log = pino({ level: 'silent' })
  const seal = createSeal(randomBytes(32))
  await seed(database, seal)
  const keeper = createKeeper({ pool, seal, log, now, organisationIdOf: () => rootOrganisationId })
  const deps: ChatDeps = {
    config: { ...parseConfig({ DATA_DIR: folder }), ...changes },
    log,
    db: database.db,
    pool,
    seal,
    storage: await openStorage(pathToFileURL(folder).href),
    now,
    rootOrganisationId,
    async keep(delivery) {
      const result = await keeper.keep(delivery)
      if (result.fresh) kept.push(delivery)
      return result
    },
  }
  const app = Fastify()
  await app.register(localChat(deps))
  return {
    app,
    deps,
    database,
    kept,
    channel: createLocalChannel({ transcript: storedTranscript(pool, now), storage: deps.storage }),
    async close() {
      await app.close()
      await keeper.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The demo, and somebody real beside it who must not be played. */
async function seed({ db, pool, rootOrganisationId }: TestDatabase, seal: Seal): Promise<void> {
  await loadDemo(db, seal, { now: new Date(), timezone: 'Asia/Shanghai' })
  await pool.query(
    `insert into identities (organisation_id, channel, external_id, display_id) values ($1, 'local', 'real.person', '真人')`,
    [rootOrganisationId],
  )
}

const OWN_ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号
东山支部,D1,东片,社区,1号楼,张建国,党员,
东山支部,D2,西片,社区,2号楼,王卫东,党员,wangweidong
东山支部,,,,,陈书华,书记,
`
/** A branch of one's own beside the demo: two zones, two members, a secretary, of whom one has an account on WeCom. */
export async function loadOwnRoster({ deps: { db, seal, now } }: ChatWorld): Promise<void> {
  const reading = readRoster([...readSheets(Buffer.from(OWN_ROSTER))][0]?.rows ?? [])
  if (!reading) throw new Error('the roster has no header')
  const options = { seal, actor: 'cli', now: now(), timezone: 'Asia/Shanghai' }
  const { faults } = await importRoster(db, reading.roster, options)
  if (faults.length > 0) throw new Error('the roster has faults')
}
