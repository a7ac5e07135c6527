/** An appraisal whose server is killed while tickets are given, while ballots are cast, and while they are counted. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomUUID, webcrypto } from 'node:crypto'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type BlindRSA, RSABSSA } from '@cloudflare/blindrsa-ts'
import { afterAll, beforeAll, test } from 'vitest'
import { ballotToken } from '../../src/ballots/link.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { cli, dataFolder, type Environment, freePort, type Product, startProduct } from '../support/product.ts'
import { seeded } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const SIZE = sizeOf('ballots')
/** Few enough for one machine, enough for counts to be told: each is voted on by five others. */
const VOTERS = 6
const CHOICES = 4
/** Of one ballot: once would do. */
const POSTS_OF_ONE = 20

const suite: BlindRSA = RSABSSA.SHA384.PSS.Randomized()
const voters: string[] = Array.from({ length: VOTERS }, () => randomUUID())

let database: TestDatabase
let folder: Awaited<ReturnType<typeof dataFolder>>
let env: Environment
let server: Product
let roundId: string
let restarts: Promise<void> = Promise.resolve()
let killCount = 0

beforeAll(async () => {
  database = await testDatabase()
  folder = await dataFolder()
  const SECRET_KEY = randomBytes(32).toString('base64')
  env = {
    ...{ DATABASE_URL: database.connectionString, DATA_DIR: folder.dir, SECRET_KEY, DEMO: '0', LOCAL_CHAT: '1' },
    PORT: String(await freePort()),
  }
  const list = { people: voters.map((id) => ({ id, roles: ['zone_member'], zoneCodes: [] })) }
  const { rows } = await database.pool.query<{ id: string }>(
    `with branch as (
       insert into branches (organisation_id, name) select id, '幸福支部' from organisations where path = '/'
         returning id, organisation_id),
      person as (
       insert into people (id, organisation_id, branch_id, name)
         select p, organisation_id, id, '党员' || left(p::text, 4) from branch, unnest($1::uuid[]) p)
     insert into review_rounds (organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash)
       select organisation_id, id, 'democratic_appraisal', '2026', 'open', current_date - 2, current_date + 5, $2, 'hash'
         from branch returning id`,
    [voters, JSON.stringify(list)],
  )
  roundId = rows[0]?.id ?? ''
  server = await startProduct(env)
})

afterAll(async () => {
  await server?.stop('SIGKILL')
  await folder?.remove()
  await database?.drop()
})

/** Killed after so long, and started again; whoever asks meanwhile finds nobody. */
function killAfter(ms: number): void {
  restarts = restarts.then(async () => {
    await pause(ms)
    await server.stop('SIGKILL')
    killCount++
    server = await startProduct(env)
  })
}

/** Asks again until somebody answers, as the page does. */
async function insist(url: string, body?: unknown): Promise<Response> {
  for (;;) {
    try {
      const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const answer = await fetch(server.url + url, body === undefined ? {} : json)
      // Read to its end, so that a cut in it is one too.
      const text = await answer.text()
      if (answer.status < 500 && answer.status !== 429) return new Response(answer.status === 204 ? null : text, answer)
    } catch {
      // Cut off; nobody knows whether it was heard.
    }
    await pause(50)
  }
}

interface Held {
  key: webcrypto.CryptoKey
  message: Uint8Array
  inverse: Uint8Array
  blinded: string
}

/** What a voter's phone makes of the page: a blinded token for everybody else. */
async function prepare(url: string): Promise<Map<string, Held>> {
  const page = await (await insist(url)).text()
  const held = new Map<string, Held>()
  for (const [, subject = '', key = ''] of page.matchAll(/data-subject="([^"]+)" data-key="([^"]+)"/gu)) {
    const spki = Buffer.from(key, 'base64')
    const imported = await webcrypto.subtle.importKey('spki', spki, { name: 'RSA-PSS', hash: 'SHA-384' }, true, [
      'verify',
    ])
    const message = suite.prepare(webcrypto.getRandomValues(new Uint8Array(32)))
    const { blindedMsg, inv } = await suite.blind(imported, message)
    held.set(subject, { key: imported, message, inverse: inv, blinded: Buffer.from(blindedMsg).toString('base64') })
  }
  return held
}

test(
  'a voter who is cut off anywhere finishes with the same tokens, votes once, and loses nothing',
  async () => {
    const seed = Date.now() % 1_000_000
    const next = seeded(seed)
    const expected = new Map(voters.map((id) => [id, Array.from({ length: CHOICES }, () => 0)]))
    const seal = createSeal(Buffer.from(env.SECRET_KEY ?? '', 'base64'))
    let refused = 0
    for (const [i, personId] of voters.entries()) {
      const url = `/b/${ballotToken(seal, { roundId, personId })}`
      const held = await prepare(url)
      if (killCount < SIZE.kills) killAfter(next() * 20)
      const blinded = Object.fromEntries([...held].map(([subject, one]) => [subject, one.blinded]))
      const answer = await insist(`${url}/tickets`, { blinded })
      if (answer.status !== 200) refused++
      const { signatures } = (await answer.json()) as { signatures: Record<string, string> }
      await restarts
      if (killCount < SIZE.kills) killAfter(next() * 60)
      for (const [subject, { key, message, inverse }] of held) {
        const blindly = Buffer.from(signatures[subject] ?? '', 'base64')
        const signature = Buffer.from(await suite.finalize(key, message, blindly, inverse)).toString('base64')
        const choice = Math.floor(next() * CHOICES)
        const ballot = { round: roundId, subject, token: Buffer.from(message).toString('base64'), signature }
        const counts = expected.get(subject)
        if (counts) counts[choice] = (counts[choice] ?? 0) + 1
        const posts = i === VOTERS - 1 ? POSTS_OF_ONE : 2
        const sent = await Promise.all(Array.from({ length: posts }, () => insist('/b/cast', { ...ballot, choice })))
        refused += sent.filter(({ status }) => status !== 204).length
      }
      await restarts
    }
    const cutWhileCounting = await countUnderKills(next)
    const { rows } = await database.pool.query<{ subject_id: string; ballot_count: number; counts: number[] }>(
      'select subject_id, ballot_count, counts from ballot_results',
    )
    const wrong = voters.filter((id) => {
      const row = rows.find((one) => one.subject_id === id)
      return JSON.stringify(row?.counts) !== JSON.stringify([...(expected.get(id) ?? []), 0])
    })
    const { rows: left } = await database.pool.query<{ n: number }>(`
      select (select count(*) from ballot_tickets)::int + (select count(*) from ballot_boxes where ballots_sealed is not null)::int
           + (select count(*) from audit where action = 'ballots.count')::int - 1 as n`)
    expectReached({
      mark: 'T4',
      what: 'ballots signed, cast and counted by processes that are killed in the middle',
      size: `${VOTERS} voters, ${VOTERS * (VOTERS - 1)} ballots sent at least twice, ${killCount} kills, ${cutWhileCounting} counts cut, seed ${seed}`,
      reached: `refused ${refused}, boxes counted ${rows.length}, wrong ${wrong.length}, left over ${left[0]?.n}`,
      pass: `refused 0, boxes counted ${VOTERS}, wrong 0, left over 0`,
      ok: refused === 0 && rows.length === VOTERS && wrong.length === 0 && left[0]?.n === 0,
    })
  },
  TEST_LIMIT_MS,
)

/** The last day is over: the clock counts, is killed while it does, and counts again. @returns how often it was cut */
async function countUnderKills(next: () => number): Promise<number> {
  await server.stop('SIGKILL')
  await database.pool.query("update review_rounds set closes_on = current_date - 1 where kind = 'democratic_appraisal'")
  const args = ['tick', '--at', new Date().toISOString()]
  const state = async () =>
    (await database.pool.query<{ state: string }>('select state from review_rounds')).rows[0]?.state
  let cut = 0
  for (let i = 0; i < SIZE.counts && (await state()) !== 'final'; i++) {
    const child: ChildProcess = spawn(process.execPath, ['dist/main.js', ...args], {
      ...{ cwd: ROOT, stdio: 'ignore', env: { PATH: process.env.PATH, ...env } },
    })
    let running = true
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    void ended.then(() => (running = false))
    // From the close on the count may come at any moment.
    while (running && (await state()) === 'open') await pause(5)
    await pause(next() * 30)
    if (running && (await state()) !== 'final') cut++
    child.kill('SIGKILL')
    await ended
  }
  await cli(args, env)
  return cut
}
