import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Delivery } from '../../src/channels/channel.ts'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { isAlive } from '../../src/embedded-postgres-server.ts'
import { createLog } from '../../src/log.ts'
import { connect } from '../../src/store/database.ts'
import { createKeeper, type Keeper, type KeeperOptions, NotKeptError } from '../../src/store/inbox.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const seal = createSeal(Buffer.alloc(32, 3))
const log = createLog('silent')
let database: TestDatabase
const open: Keeper[] = []

beforeAll(async () => {
  database = await testDatabase()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((keeper) => keeper.close()))
  await database.pool.query('delete from inbox')
})
afterAll(() => database.drop())

function keeperOn(options: Partial<KeeperOptions> = {}): Keeper {
  const keeper = createKeeper({
    now: () => new Date(),
    pool: database.pool,
    seal,
    log,
    organisationIdOf: () => database.rootOrganisationId,
    ...options,
  })
  open.push(keeper)
  return keeper
}

function delivery(key: string, change: Partial<Delivery> = {}): Delivery {
  const sentAt = new Date('2026-03-01T01:02:03Z')
  return {
    channel: 'wecom',
    key,
    conversation: 'zhangsan',
    sentAt,
    lane: 'normal',
    raw: `<xml>${key}</xml>`,
    ...change,
  }
}

async function keysKept(): Promise<string[]> {
  const { rows } = await database.pool.query<{ key: string }>('select channel_message_id as key from inbox order by id')
  return rows.map((row) => row.key)
}

test('what is kept can be read again, sealed, with the instant of its sending', async () => {
  const rings: unknown[] = []
  const keeper = keeperOn({ onKept: (fresh) => rings.push(fresh) })
  const { inboxId, fresh } = await keeper.keep(delivery('m1', { lane: 'fast', raw: '楼道灯坏了\'\\"{},NULL' }))
  expect(fresh).toBe(true)
  const { rows } = await database.pool.query('select * from inbox')
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({ id: String(inboxId), conversation: 'zhangsan', lane: 'fast', attempts: 0 })
  expect(rows[0].sent_at).toEqual(new Date('2026-03-01T01:02:03Z'))
  expect(rows[0].payload.toString()).not.toContain('楼道灯')
  expect(seal.open('inbox', rows[0].payload)).toBe('楼道灯坏了\'\\"{},NULL')
  expect(rings).toEqual([[{ inboxId, lane: 'fast' }]])
})

test('one message on 16 sockets at once, 500 times, to two processes, is one row and one bell', async () => {
  const rung: bigint[] = []
  const onKept: KeeperOptions['onKept'] = (fresh) => rung.push(...fresh.map((row) => row.inboxId))
  const keepers = [keeperOn({ onKept }), keeperOn({ onKept })]
  const keys = Array.from({ length: 500 }, (_, i) => `same-${(i * 7919) % 500}`)
  const kept = await Promise.all(
    Array.from({ length: 16 }).flatMap((_, socket) =>
      (socket % 4 < 2 ? keys : keys.toReversed()).map((key) => keepers[socket % 2]?.keep(delivery(key))),
    ),
  )
  expect(kept.filter((one) => one?.fresh)).toHaveLength(500)
  expect((await keysKept()).length).toBe(500)
  expect(new Set(rung).size).toBe(500)
  expect(rung).toHaveLength(500)
})

test('rows are numbered in order of arrival, whatever their keys', async () => {
  const keeper = keeperOn()
  const keys = ['z', 'a', 'm', 'b', 'y', 'c']
  await Promise.all(keys.map((key) => keeper.keep(delivery(key))))
  expect(await keysKept()).toEqual(keys)
})

test('one delivery that the database refuses does not take others with it', async () => {
  const keeper = keeperOn()
  const outcomes = await Promise.allSettled([
    keeper.keep(delivery('good-1')),
    keeper.keep(delivery('bad', { conversation: 'nul\0' })),
    keeper.keep(delivery('good-2')),
  ])
  expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await keysKept()).toEqual(['good-1', 'good-2'])
})

test('beyond what is held at once it refuses immediately', async () => {
  let refused = 0
  const keeper = keeperOn({
    maxHeld: 10,
    onRefused: (count) => {
      refused += count
    },
  })
  const outcomes = await Promise.allSettled(Array.from({ length: 15 }, (_, i) => keeper.keep(delivery(`flood-${i}`))))
  expect(outcomes.filter((o) => o.status === 'rejected')).toHaveLength(5)
  expect(refused).toBe(5)
})

test('while the database is away it holds for the time that it promises, then refuses', async () => {
  const { pool } = connect('postgres://zeren@127.0.0.1:9/nowhere', { max: 2 })
  const keeper = keeperOn({ pool, holdMs: 700 })
  const startedAt = performance.now()
  const first = keeper.keep(delivery('held')).catch((error: unknown) => error)
  const again = keeper.keep(delivery('held')).catch((error: unknown) => error)
  expect(await first).toBeInstanceOf(NotKeptError)
  expect(await again).toBeInstanceOf(NotKeptError)
  expect(performance.now() - startedAt).toBeGreaterThan(650)
  expect(performance.now() - startedAt).toBeLessThan(1_200)
  await keeper.close()
  await pool.end()
})

test('PostgreSQL dies twice in the middle: nothing acknowledged is lost, nothing is doubled, nobody is refused', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'zeren-keep-'))
  const postgres = await startEmbeddedPostgres({ dataDir })
  const { pool } = connect(postgres.connectionString, { max: 3 })
  const { rootOrganisationId } = await migrateDatabase(pool)
  // On a busy machine a database takes longer to come back than a platform waits.
  const keeper = keeperOn({ pool, organisationIdOf: () => rootOrganisationId, holdMs: 30_000 })
  const kept: Promise<{ inboxId: bigint | null; fresh: boolean }>[] = []
  for (let i = 0; i < 600; i++) {
    const keeping = keeper.keep(delivery(`m${i}`))
    // A refusal is one failure, told below, and not beside it one that nobody caught.
    keeping.catch(() => {})
    kept.push(keeping)
    if (i === 150 || i === 400) {
      // It is killed again only when it came back from the first time, however long that took.
      await vi.waitUntil(() => isAlive(postgres.pid()), { timeout: 20_000 })
      process.kill(postgres.pid(), 'SIGQUIT')
    }
    await sleep(4)
  }
  // What was sent when the connection broke may have been committed: then it comes back as known already.
  const outcomes = await Promise.all(kept)
  expect(outcomes).toHaveLength(600)
  const { rows } = await pool.query('select count(*)::int, count(distinct channel_message_id)::int as keys from inbox')
  expect(rows[0]).toEqual({ count: 600, keys: 600 })
  await keeper.close()
  await pool.end()
  await postgres.stop()
  await rm(dataDir, { recursive: true })
})
