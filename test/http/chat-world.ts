/** The local chat on a real database with a demo branch of two members, a secretary and a resident. */
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
import type { ChatDeps } from '../../src/http/chat/keep-act.ts'
import { localChat } from '../../src/http/chat/plugin.ts'
import { openStorage } from '../../src/storage.ts'
import { createKeeper } from '../../src/store/inbox.ts'
import { storedTranscript } from '../../src/store/local-chat.ts'
import { createSeal } from '../../src/store/seal.ts'
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
  await seedDemo(database)
  const kept: Delivery[] = []
  const now = () => new Date()
  const { pool, rootOrganisationId } = database
  const log = pino({ level: 'silent' })
  const seal = createSeal(randomBytes(32))
  const keeper = createKeeper({ pool, seal, log, organisationIdOf: () => rootOrganisationId })
  const deps: ChatDeps = {
    config: { ...parseConfig({ DATA_DIR: folder }), ...changes },
    log,
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

async function seedDemo({ pool, rootOrganisationId }: TestDatabase): Promise<void> {
  await pool.query(
    `with demo as (insert into organisations (parent_id, name, path, demo) values ($1, '演示', '/演示', true) returning id),
     branch as (insert into branches (organisation_id, name) select id, '幸福里支部' from demo returning id),
     zone as (insert into zones (organisation_id, branch_id, code, name, kind)
              select demo.id, branch.id, z.code, z.name, 'community'
                from demo, branch, (values ('X1', '幸福里一区'), ('X2', '幸福里二区')) as z (code, name) returning id, code),
     person as (insert into people (organisation_id, branch_id, name)
                select demo.id, branch.id, name from demo, branch, unnest(array['王芳', '赵建国', '李秀英']) as name
                returning id, name),
     assignment as (insert into assignments (organisation_id, branch_id, person_id, zone_id, role, position, starts_on)
                    select demo.id, branch.id, person.id, zone.id, a.role, 1, '2026-01-01'
                      from (values ('王芳', 'zone_member', 'X1'), ('赵建国', 'zone_member', 'X2'),
                                   ('李秀英', 'branch_secretary', null)) as a (name, role, zone_code)
                      join person using (name) left join zone on zone.code = a.zone_code, demo, branch)
     insert into identities (organisation_id, channel, external_id, display_id, person_id, bound_by, bound_at)
     select demo.id, 'local', i.account, i.display, person.id, 'demo', now()
       from (values ('wang.fang', '王芳', '王芳'), ('zhao.jianguo', '赵建国', '赵建国'), ('li.xiuying', '李秀英', '李秀英'),
                    ('resident.chen', '居民陈阿姨', null)) as i (account, display, name)
       left join person using (name), demo`,
    [rootOrganisationId],
  )
  // Somebody real, who must not be played.
  await pool.query(
    `insert into identities (organisation_id, channel, external_id, display_id) values ($1, 'local', 'real.person', '真人')`,
    [rootOrganisationId],
  )
}
