import { afterEach, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { freePort } from '../support/product.ts'
import { balance, booksOf, CLEAN_BOOKS, crowd, isClean } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { startFleet } from './fleet.ts'
import { SpoiledWire, targetOf, through } from './proxy.ts'
import { sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const open: { close(): Promise<unknown> }[] = []

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

/** Ends of transactions as they cross the wire: what the inbox keeps in one statement, and every `commit`. */
const COMMITS = [
  Buffer.from('\0commit\0', 'latin1'),
  Buffer.from('commit\0', 'latin1'),
  Buffer.from('\0keep\0', 'latin1'),
]

test(
  'R7: a connection cut after COMMIT was sent neither loses nor doubles, whatever became of the commit',
  async () => {
    const { messages, perSecond, cuts } = sizeOf('ambiguous')
    const database = await testDatabase()
    open.push({ close: () => database.drop() })
    const every = cutEvery(3)
    let armed = false
    const wire = new SpoiledWire({
      targets: [targetOf(database.connectionString)],
      port: await freePort(),
      watch: (chunk) =>
        armed && wire.cutCount < cuts && COMMITS.some((c) => chunk.includes(c)) && every() ? 'cut' : 'pass',
    })
    open.push({ close: () => wire.close() })
    const databaseUrl = through(database.connectionString, await wire.listen())
    const fleet = await startFleet({ webs: 1, workers: 1, databaseUrl, memberCount: messages })
    open.push(fleet)

    armed = true
    const said = await crowd(fleet.platform, { count: messages, perSecond })
    const books = await balance(async () => database.connectionString, {
      platform: fleet.platform,
      said,
      hasten: true,
    })
    expectReached({
      mark: 'R7',
      what: 'the connection to PostgreSQL cut after COMMIT was sent',
      size: `${messages} messages at ${perSecond}/s, ${wire.cutCount} cuts`,
      reached: `${booksOf(books)}, given up ${books.givenUp}`,
      pass: `${CLEAN_BOOKS}, given up 0, ${cuts} cuts`,
      ok: isClean(books) && books.givenUp === 0 && wire.cutCount === cuts,
    })
    expect(books.acknowledged).toBe(messages)
  },
  TEST_LIMIT_MS,
)

/** Every n-th, so that work gets through between the cuts. */
function cutEvery(n: number): () => boolean {
  let seen = 0
  return () => ++seen % n === 0
}
