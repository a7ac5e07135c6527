/** P4 and P5: somebody asks for all of theirs, and then that it be gone, on an installation with everything at work. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createGunzip } from 'node:zlib'
import { Redis } from 'ioredis'
import { afterEach, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { openQueues } from '../../src/queue.ts'
import { verifyAudit } from '../../src/store/audit.ts'
import { writeBackup } from '../../src/store/backup.ts'
import { askDeletion } from '../../src/store/page-rights.ts'
import { exportOfSubject } from '../../src/store/privacy-export.ts'
import { crawlFiles, crawlTables } from '../support/crawl.ts'
import { startRedis } from '../support/redis.ts'
import { type TownWorld, townWorld } from '../support/residents.ts'
import { expectReached } from './expect-reached.ts'
import { sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const { people, exports } = sizeOf('erasure')
const DAY_MS = 24 * 3_600_000
const SIGN = /Q\d{5}Z/

let world: TownWorld
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await world?.close()
})

test('P4, P5: of people who ask for it, all is given out, and then nothing is left', {
  timeout: 2 * TEST_LIMIT_MS,
}, async () => {
  const lines: string[] = []
  const redis = await startRedis()
  closers.push(redis.stop)
  world = await townWorld(people)
  const { deps, residents } = world
  deps.log = createLog('debug', { write: (line: string) => void lines.push(line) })
  const queues = await openQueues({
    ...{ redisUrl: redis.url, databaseUrl: deps.database.connectionString, timezone: 'Asia/Shanghai', log: deps.log },
  })
  closers.push(() => queues.close())
  deps.bells = queues.bells
  await ringAll(world)

  const before = await crawlTables(deps)
  const signs = new Set(before.filter((row) => SIGN.test(row.text)).map((row) => row.table))
  let slowestMs = 0
  let missing = 0
  for (const resident of residents.slice(0, exports)) {
    const startedAt = performance.now()
    const subject = { personIds: [], identityIds: [resident.identityId], accounts: [] }
    const made = await exportOfSubject(deps, {
      ...{ subject, organisationId: deps.rootOrganisationId, actor: 'cli', now: deps.now() },
    })
    slowestMs = Math.max(slowestMs, performance.now() - startedAt)
    missing += missingFrom(made, before, resident)
  }
  expectReached({
    mark: 'P5',
    what: 'rows about a resident that a crawl of all tables finds and their export lacks',
    size: `${Math.min(exports, people)} people among ${people}`,
    reached: `missing ${missing}, slowest ${Math.round(slowestMs)} ms`,
    pass: 'missing 0, each ≤ 60 s',
    ok: missing === 0 && slowestMs < 60_000,
  })

  const askedAt = deps.now()
  for (const { identityId, account } of residents) {
    const page = { identityId, account, organisationId: deps.rootOrganisationId, zone: null }
    await askDeletion(deps.pool, deps.seal, { page, now: askedAt })
  }
  await world.passes(DAY_MS + 60_000)
  while ((await waiting(world)) > 0) await world.passes(10 * 60_000)

  const left = {
    tables: (await crawlTables(deps)).filter((row) => tellsOf(row.text)),
    files: (await crawlFiles(deps)).filter(tellsOf),
    backup: await signsInBackup(world),
    redis: (await allOfRedis(redis.url)).filter(tellsOf),
    logs: lines.filter(tellsOf),
  }
  const counts = Object.entries(left).map(([where, found]) => `${where} ${found.length}`)
  const { rows } = await deps.pool.query("select count(*)::int as keys from inbox where channel = 'page'")
  expect(left.tables.slice(0, 5)).toEqual([])
  expectReached({
    mark: 'P4',
    what: `signs of people who were erased, after they stood in ${[...signs].join(', ')}`,
    size: `${people} people`,
    reached: `${counts.join(', ')}; ${rows[0].keys} keys kept, audit ${(await verifyAudit(deps.db)) === null ? 'whole' : 'broken'}`,
    pass: 'found 0 in each; keys kept for every message',
    ok: Object.values(left).every((found) => found.length === 0) && rows[0].keys >= people,
  })

  function tellsOf(text: string): boolean {
    return SIGN.test(text) || /page:[0-9a-f]{32}/.test(text)
  }
})

/** Rows that hold the resident's sign, account or id, and that the export does not have. Ids alone are no words. */
function missingFrom(
  made: Awaited<ReturnType<typeof exportOfSubject>>,
  all: Awaited<ReturnType<typeof crawlTables>>,
  { sign, account, identityId }: TownWorld['residents'][number],
): number {
  const has = new Set(
    Object.entries(made.tables).flatMap(([table, rows]) =>
      rows.map((row) => `${table} ${row.id ?? JSON.stringify(row)}`),
    ),
  )
  const about = all.filter(({ table, text }) => {
    if (table === 'audit' || OTHERS.has(table)) return false
    return text.includes(sign) || text.includes(account) || text.includes(identityId)
  })
  return about.filter(({ table, key, text }) => {
    const { id } = key
    if (id !== undefined) return !has.has(`${table} ${id}`) && !isToldToOthers(table, text, account)
    return (made.tables[table]?.length ?? 0) === 0
  }).length
}

/** What a talk was told, in its own words. */
const OTHERS = new Set(['talk_matters'])

/** What a member was told of it is the member's. */
function isToldToOthers(table: string, text: string, account: string): boolean {
  return table === 'outbox' && !text.includes(account)
}

async function ringAll({ deps }: TownWorld): Promise<void> {
  const { rows } = await deps.pool.query<{ id: string }>('select id from inbox')
  for (const { id } of rows) deps.bells.ring('inbound', [BigInt(id)])
}

async function waiting({ deps }: TownWorld): Promise<number> {
  const { rows } = await deps.pool.query(
    "select count(*)::int as count from privacy_requests where kind = 'delete' and done_at is null",
  )
  return rows[0].count
}

/** The backup is the dump: every table in the text of COPY, and every file. */
async function signsInBackup({ deps }: TownWorld): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-erasure-'))
  closers.push(() => rm(folder, { recursive: true }))
  const file = path.join(folder, 'after.tar.gz')
  const { pool, storage, seal } = deps
  await writeBackup({ pool, files: storage, seal, secretKey: null, now: deps.now() }, file)
  const found: string[] = []
  let rest = ''
  for await (const chunk of createReadStream(file).pipe(createGunzip())) {
    const text = rest + (chunk as Buffer).toString('latin1')
    found.push(...(text.match(/Q\d{5}Z/g) ?? []))
    rest = text.slice(-6)
  }
  return found
}

async function allOfRedis(url: string): Promise<string[]> {
  const client = new Redis(url)
  const found: string[] = []
  for (const key of await client.keys('*')) {
    const type = await client.type(key)
    const value =
      type === 'hash'
        ? await client.hgetall(key)
        : type === 'string'
          ? await client.get(key)
          : type === 'list'
            ? await client.lrange(key, 0, -1)
            : type === 'zset'
              ? await client.zrange(key, '0', '-1')
              : type === 'stream'
                ? await client.xrange(key, '-', '+')
                : await client.smembers(key)
    found.push(`${key} ${JSON.stringify(value)}`)
  }
  client.disconnect()
  return found
}
