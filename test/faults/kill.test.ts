import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, test } from 'vitest'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { tablesInOrder } from '../../src/store/backup-format.ts'
import { connect } from '../../src/store/database.ts'
import { cli, dataFolder, freePort, type Ran, startProduct } from '../support/product.ts'
import { balance, booksOf, CLEAN_BOOKS, crowd, isClean, seeded, untilSettled } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { embeddedAddress } from './ledger.ts'
import { FULL, sizeOf, TEST_LIMIT_MS } from './sizes.ts'
import { type WecomProduct, wecomProduct } from './wecom-product.ts'

const { messages: MESSAGES, kills: KILLS } = sizeOf('machine')

let world: WecomProduct

beforeAll(async () => {
  world = await wecomProduct({ zoneCount: 20, memberCount: MESSAGES })
})

afterAll(() => world?.close())

/** Both processes die at once: nothing gets the chance to tidy up. */
async function killEverything(): Promise<void> {
  const postmaster = Number(readFileSync(path.join(world.dir, 'pgdata/postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(postmaster, 'SIGKILL')
  await world.product().stop('SIGKILL')
}

test(
  'R1: kill -9 of everything at random moments loses and doubles nothing that was acknowledged',
  async () => {
    const seed = Date.now() % 1_000_000
    const next = seeded(seed)
    const { platform } = world
    await world.start()
    const sent = crowd(platform, { count: MESSAGES, perSecond: 50 })
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(300 + next() * 1_500)
      await killEverything()
      await world.start()
    }
    const books = await balance(() => embeddedAddress(world.dir), { platform, said: await sent, hasten: true })
    expectReached({
      mark: 'R1',
      what: 'the whole machine: the program and its embedded database killed -9 together',
      size: `${MESSAGES} messages at 50/s, ${KILLS} kills, seed ${seed}`,
      reached: `${booksOf(books)}, acknowledged ${books.acknowledged}`,
      pass: CLEAN_BOOKS,
      ok: isClean(books),
    })
  },
  TEST_LIMIT_MS,
)

/** Every row of every table as text, when the command has run on this data folder, where nothing else runs. */
async function contentsAfter(dataDir: string, command: () => Promise<Ran>): Promise<Record<string, string[]>> {
  const postgres = await startEmbeddedPostgres({ dataDir })
  const { pool } = connect(postgres.connectionString, { max: 1 })
  try {
    const { code, stderr } = await command()
    if (code !== 0) throw new Error(stderr)
    const client = await pool.connect()
    const contents: Record<string, string[]> = {}
    for (const { name } of await tablesInOrder(client)) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)
      contents[name] = rows.map((r) => r.row)
    }
    client.release()
    return contents
  } finally {
    await pool.end()
    await postgres.stop()
  }
}

test(
  'R12: a backup taken after the faults restores row by row, and what starts on it sends nothing twice',
  async () => {
    await untilSettled(() => embeddedAddress(world.dir), 60_000)
    await world.product().stop()
    const file = path.join(world.dir, 'after-faults.tar.gz')
    const elsewhere = await dataFolder()
    const env = { ...world.env, DATA_DIR: elsewhere.dir, PORT: String(await freePort()) }
    const before = await contentsAfter(world.dir, () => cli(['backup', file], world.env))
    const after = await contentsAfter(elsewhere.dir, () => cli(['restore', file], env))
    const differing = Object.keys(before).filter((table) => before[table]?.join('\n') !== after[table]?.join('\n'))
    const rowCount = Object.values(before).reduce((sum, rows) => sum + rows.length, 0)

    const had = world.platform.counters.sends
    const product = await startProduct(env)
    // The sweep comes at the start and every ten seconds.
    await pause(FULL ? 21_000 : 3_000)
    const sentAgain = world.platform.counters.sends - had
    const ledger = await untilSettled(() => embeddedAddress(elsewhere.dir), 10_000)
    await product.stop()
    await elsewhere.remove()
    expectReached({
      mark: 'R12',
      what: 'backup after the kills, restored into an empty folder and started there',
      size: `${rowCount} rows of ${Object.keys(before).length} tables`,
      reached: `tables that differ ${differing.length}, sent again ${sentAgain}, open ${ledger.open + ledger.unhandled}`,
      pass: 'tables that differ 0, sent again 0, open 0',
      ok: differing.length === 0 && sentAgain === 0 && ledger.open + ledger.unhandled === 0,
    })
  },
  TEST_LIMIT_MS,
)
