import { setTimeout as pause } from 'node:timers/promises'
import { Queue } from 'bullmq'
import type { Pool } from 'pg'
import { afterEach, expect, test } from 'vitest'
import { createSeal } from '../../src/store/seal.ts'
import { testDatabase } from '../support/database.ts'
import { cli } from '../support/product.ts'
import { startRedis } from '../support/redis.ts'
import { crowd } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { FULL, sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const open: { close(): Promise<unknown> }[] = []

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

/** Tries of a message that fails; the last one puts it aside. */
const TRIES_MAX = 5

interface World {
  fleet: Fleet
  pool: Pool
  queue: Queue
}

async function poisonWorld(memberCount: number): Promise<World> {
  const database = await testDatabase()
  open.push({ close: () => database.drop() })
  const redis = await startRedis()
  open.push({ close: () => redis.stop() })
  const databaseUrl = database.connectionString
  const fleet = await startFleet({ webs: 1, workers: 1, databaseUrl, redisUrl: redis.url, memberCount })
  open.push(fleet)
  const queue = new Queue('inbound', { connection: { url: redis.url }, prefix: '{zeren}' })
  open.push(queue)
  return { fleet, pool: database.pool, queue }
}

test(
  'R9: messages that always fail are put aside with a reason, and hold up nobody',
  async () => {
    const { messages, poison } = sizeOf('poison')
    const world = await poisonWorld(messages * 5)
    // Warm, and in an order that shares out what grows: first without, then twice with, then without again.
    await workOff(world, { first: 0, count: messages, spoil: 0 })
    const runs: Run[] = []
    for (const [i, spoil] of [0, poison / 2, poison / 2, 0].entries()) {
      runs.push(await workOff(world, { first: messages * (i + 1), count: messages, spoil }))
    }
    const [before, one, two, after] = runs as [Run, Run, Run, Run]
    const share = ((one.perSecond + two.perSecond) / (before.perSecond + after.perSecond)) * 100
    const letters = await untilPutAside(world, [...one.spoilt, ...two.spoilt])
    const tries = Math.max(...letters.map((l) => l.attempts))
    const put = letters.filter((l) => l.failed && l.failure !== null && l.attempts <= TRIES_MAX)
    expectReached({
      mark: 'R9',
      what: 'messages that always fail: half cannot be decrypted, half are of no known form',
      size: `${poison} in ${messages * 2}, worked off as a backlog`,
      reached:
        `others handled ${one.handled + two.handled}, put aside with a reason ${put.length} after ≤ ${tries} tries, ` +
        `${((one.perSecond + two.perSecond) / 2).toFixed(0)}/s, ${share.toFixed(0)} % of the rate without them`,
      pass: `others handled ${messages * 2 - poison}, put aside ${poison} after ≤ ${TRIES_MAX} tries, ≥ 95 %`,
      // Short runs say nothing about a rate.
      ok: one.handled + two.handled === messages * 2 - poison && put.length === poison && (share >= 95 || !FULL),
    })
    const replayed = await replayMended(world, [...one.spoilt, ...two.spoilt])
    expectReached({
      mark: 'R9',
      what: 'the same messages, when what ailed them is mended, replayed by `cli inbox replay`',
      size: `${poison} messages`,
      reached: `handled ${replayed}`,
      pass: `handled ${poison}`,
      ok: replayed === poison,
    })
    expect(put.filter((l) => /member|号楼/.test(l.failure ?? ''))).toEqual([])
  },
  TEST_LIMIT_MS,
)

interface Run {
  /** Messages that are not spoilt. */
  handled: number
  perSecond: number
  spoilt: Spoilt[]
}

/** A row whose original was made unreadable, and the original. */
interface Spoilt {
  id: string
  original: Buffer
}

/** Keeps messages while no worker runs, spoils some, and measures how fast the rest is handled. */
async function workOff(
  { fleet, pool }: World,
  { first, count, spoil }: { first: number; count: number; spoil: number },
): Promise<Run> {
  await fleet.stop('worker', 0)
  const said = await crowd(fleet.platform, { first, count, perSecond: 400 })
  expect(said.every((s) => s.delivered)).toBe(true)
  const every = Math.floor(count / Math.max(1, spoil))
  const spoilt = await spoilRows(
    { fleet, pool },
    said.filter((_, i) => spoil > 0 && i % every === 0).map((s) => s.msgId),
  )
  await fleet.start('worker', 0)
  const startedMs = performance.now()
  for (;;) {
    const { rows } = await pool.query<{ n: number }>(
      'select count(*)::int as n from inbox where channel_message_id = any($1) and handled_at is not null',
      [said.map((s) => s.msgId)],
    )
    const handled = rows[0]?.n ?? 0
    const tookS = (performance.now() - startedMs) / 1_000
    if (handled === count - spoilt.length || tookS > 120) return { handled, perSecond: handled / tookS, spoilt }
    await pause(20)
  }
}

async function spoilRows({ fleet, pool }: Pick<World, 'fleet' | 'pool'>, keys: readonly string[]): Promise<Spoilt[]> {
  const seal = createSeal(Buffer.from(fleet.env.SECRET_KEY ?? '', 'base64'))
  const spoilt: Spoilt[] = []
  for (const [i, key] of keys.entries()) {
    const payload = i % 2 === 0 ? Buffer.alloc(80, i) : seal.seal('inbox', '<xml><MsgType>nothing</xml>')
    const { rows } = await pool.query<Spoilt>(
      `update inbox i set payload = $2 from inbox was where i.channel_message_id = $1 and was.id = i.id
       returning i.id, was.payload as original`,
      [key, payload],
    )
    spoilt.push(...rows)
  }
  return spoilt
}

interface DeadLetter {
  attempts: number
  failure: string | null
  failed: boolean
}

/** The pauses between tries pass at once: rows are made due and the bell is rung until each row has ended. */
async function untilPutAside({ pool, queue }: World, spoilt: readonly Spoilt[]): Promise<DeadLetter[]> {
  const ids = spoilt.map((s) => s.id)
  for (let round = 0; ; round++) {
    await pool.query('update inbox set due_at = now() where id = any($1) and failed_at is null', [ids])
    await queue.add('inbound', { ids })
    await pause(500)
    const { rows } = await pool.query<DeadLetter>(
      'select attempts, failure, failed_at is not null as failed from inbox where id = any($1)',
      [ids],
    )
    if (rows.every((r) => r.failed) || round === 60) return rows
  }
}

/** Puts the originals back, as a new version of the program would read them, and lets an operator replay them. */
async function replayMended({ fleet, pool }: World, spoilt: readonly Spoilt[]): Promise<number> {
  for (const { id, original } of spoilt) await pool.query('update inbox set payload = $2 where id = $1', [id, original])
  const { code, stderr } = await cli(['inbox', 'replay', '--all'], fleet.env)
  if (code !== 0) throw new Error(stderr)
  const until = Date.now() + 30_000
  for (;;) {
    const { rowCount } = await pool.query(
      'select from inbox where id = any($1) and handled_at is not null and failed_at is null',
      [spoilt.map((s) => s.id)],
    )
    if (rowCount === spoilt.length || Date.now() > until) return rowCount ?? 0
    await pause(100)
  }
}
