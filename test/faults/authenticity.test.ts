import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { getSignature } from '@wecom/crypto'
import pMap from 'p-map'
import { Pool } from 'undici'
import { afterAll, beforeAll, test } from 'vitest'
import { signatureMatches } from '../../src/channels/sealed-callback.ts'
import { percentile } from '../bench/figures.ts'
import { sealCallback, sealEcho } from '../platforms/wecom/sealing.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { startProduct } from '../support/product.ts'
import { seeded, untilSettled } from './crowd.ts'
import { expectReached } from './expect-reached.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { CLASSES, createForge, type Envelope, genuine } from './hostile-envelopes.ts'
import { readLedger } from './ledger.ts'
import { residentBytes } from './memory.ts'
import { FULL } from './sizes.ts'

const SIZE = FULL
  ? { members: 1_000, envelopes: 100_000, settled: 20_000, captured: 1_000, replays: 10, starts: 20 }
  : { members: 100, envelopes: 3_000, settled: 1_500, captured: 100, replays: 3, starts: 2 }
const TIMINGS = 20_000
const AT_ONCE = 32

let database: TestDatabase
let fleet: Fleet

beforeAll(async () => {
  database = await testDatabase()
  fleet = await startFleet({ webs: 1, workers: 1, databaseUrl: database.connectionString, memberCount: SIZE.members })
})

afterAll(async () => {
  await fleet?.close()
  await database?.drop()
})

/** Posts envelopes as they are made, so many at once; tells the status of each (0: no answer). */
async function post(count: number, make: (index: number) => Envelope): Promise<number[]> {
  const { origin, pathname } = new URL(fleet.callbackUrl)
  const pool = new Pool(origin, { connections: AT_ONCE })
  const statuses = await pMap(
    Array.from({ length: count }, (_, i) => i),
    async (index) => {
      const { query, body } = make(index)
      const headers = { 'content-type': 'text/xml' }
      const answer = await pool.request({ method: 'POST', path: pathname + query, body, headers }).catch(() => null)
      await answer?.body.dump()
      return answer?.statusCode ?? 0
    },
    { concurrency: AT_ONCE },
  )
  await pool.close()
  return statuses
}

test('C1: of a hundred thousand envelopes in nineteen classes none wrong is taken, and memory stays flat', async () => {
  const seed = Date.now() % 1_000_000
  const forge = createForge(fleet.platform, seeded(seed))
  const before = (await readLedger(database.connectionString)).stored
  const everyTenth = (i: number) => i % 10 === 9
  const send = (from: number, count: number) =>
    post(count, (i) =>
      everyTenth(from + i)
        ? genuine(fleet.platform, {
            from: `member${Math.floor(i / 10) % SIZE.members}`,
            msgId: `${6_000_000_000_000 + from + i}`,
            text: '你好',
          })
        : forge(from + i),
    )
  const first = await send(0, SIZE.settled)
  const settledBytes = await residentBytes(fleet.process('web', 0).pid)
  const rest = await send(SIZE.settled, SIZE.envelopes - SIZE.settled)
  const endBytes = await residentBytes(fleet.process('web', 0).pid)
  const statuses = [...first, ...rest]
  const valid = statuses.filter((_, i) => everyTenth(i))
  const wrong = statuses.filter((_, i) => !everyTenth(i))
  const stored = (await readLedger(database.connectionString)).stored - before
  const growth = (endBytes / settledBytes - 1) * 100
  const accepted = wrong.filter((s) => s === 200).length
  const broken = statuses.filter((s) => s === 0 || s >= 500).length
  const taken = valid.filter((s) => s === 200).length
  expectReached({
    mark: 'C1',
    what: `envelopes of ${Object.keys(CLASSES).length} hostile classes, every tenth a genuine one`,
    size: `${SIZE.envelopes} envelopes, seed ${seed}`,
    reached: `wrong accepted ${accepted}, 5xx or unanswered ${broken}, genuine taken ${taken} of ${valid.length}, stored ${stored}`,
    pass: `wrong accepted 0, 5xx 0, genuine ${valid.length} of ${valid.length}, stored the same`,
    ok: accepted === 0 && broken === 0 && taken === valid.length && stored === valid.length,
  })
  expectReached({
    mark: 'C1',
    what: `memory after all of them beside that after the first ${SIZE.settled}`,
    reached: `${(settledBytes / 2 ** 20).toFixed(0)} MB, then ${(endBytes / 2 ** 20).toFixed(0)} MB (${growth.toFixed(1)} %)`,
    // The short form ends while the process still warms up.
    pass: FULL ? 'at most 10 % more' : 'at most 30 % more',
    ok: growth <= (FULL ? 10 : 30),
  })
}, 300_000)

test('C2, C3: captured callbacks are inert after a restart, stale ones refused, and what is not signed changes nothing', async () => {
  const { platform } = fleet
  const captured = Array.from({ length: SIZE.captured }, (_, i) =>
    genuine(platform, {
      from: `member${i % SIZE.members}`,
      msgId: `${7_100_000_000_000 + i}`,
      text: `${(i % 20) + 1}号楼灯坏了`,
    }),
  )
  await post(captured.length, (i) => captured[i] as Envelope)
  const addressOf = async () => database.connectionString
  const before = await untilSettled(addressOf, 120_000)
  const told = platform.counters.personSends
  await fleet.kill('web', 0)
  // The company and the application outside of what is signed say something else: it is the same callback all the same.
  const replayed = captured.map(({ query, body }, i) => {
    if (i % 2 === 0) return { query, body }
    const altered = body.toString().replace(/<ToUserName>.*<\/ToUserName>/, '<ToUserName>wwother</ToUserName>')
    return { query, body: Buffer.from(altered.replace(/<AgentID>.*<\/AgentID>/, '<AgentID>7</AgentID>')) }
  })
  const statuses = await post(SIZE.captured * SIZE.replays, (i) => replayed[i % replayed.length] as Envelope)
  const nowMs = platform.now().getTime()
  const stale = await post(400, (i) => {
    const at = new Date(nowMs + (i % 2 === 0 ? -1 : 1) * (310_000 + i * 60_000))
    const { query, body } = sealCallback(platform, captured[0]?.body.toString() ?? '', { at })
    return { query, body: Buffer.from(body) }
  })
  await pause(1_000)
  const after = await untilSettled(addressOf, 60_000)
  const refused = stale.filter((s) => s === 403).length
  const rows = after.stored - before.stored
  const replies = platform.counters.personSends - told
  expectReached({
    mark: 'C2',
    what: 'callbacks replayed after a restart, half of them with another company and application outside of what is signed (C3)',
    size: `${statuses.length} replays of ${SIZE.captured}, ${stale.length} stale or from the future`,
    reached: `replays 200: ${statuses.filter((s) => s === 200).length}, new rows ${rows}, replies ${replies}, stale 403: ${refused}`,
    pass: `replays 200 all, new rows 0, replies 0, stale 403 all`,
    ok: statuses.every((s) => s === 200) && rows === 0 && replies === 0 && refused === stale.length,
  })
}, 240_000)

test('C3: callbacks for another company or application are not taken', async () => {
  const forge = createForge(fleet.platform, seeded(7))
  const names = Object.keys(CLASSES)
  const strangers = names.flatMap((name, i) => (/another (company|application|receiver)/.test(name) ? [i] : []))
  const before = (await readLedger(database.connectionString)).stored
  const statuses = await post(600, (i) => forge((strangers[i % strangers.length] ?? 0) + names.length))
  const rows = (await readLedger(database.connectionString)).stored - before
  expectReached({
    mark: 'C3',
    what: 'callbacks sealed with our keys, but for another company, application or receiver',
    size: `${statuses.length} envelopes`,
    reached: `403: ${statuses.filter((s) => s === 403).length}, rows ${rows}`,
    pass: `403: all, rows 0`,
    ok: statuses.every((s) => s === 403) && rows === 0,
  })
})

test('C4: how long the comparison of a signature takes tells nothing about it', () => {
  const source = readFileSync(path.resolve(import.meta.dirname, '../../src/channels/sealed-callback.ts'), 'utf8')
  const constantTime = /&& timingSafeEqual\(actual, expected\)/.test(source)
  const token = 'token'
  const parts = { timestamp: '1700000000', nonce: 'n', encrypted: 'A'.repeat(400) }
  const right = getSignature(token, parts.timestamp, parts.nonce, parts.encrypted)
  const flip = (s: string, i: number) => s.slice(0, i) + (s[i] === '0' ? '1' : '0') + s.slice(i + 1)
  const tries = { first: flip(right, 0), last: flip(right, 39), again: flip(right, 0) }
  const took = { first: [] as number[], last: [] as number[], again: [] as number[] }
  // In turn, so that whatever else happens on the machine happens to all of them.
  for (let i = 0; i < TIMINGS; i++) {
    for (const which of ['first', 'last', 'again'] as const) {
      const startedNs = process.hrtime.bigint()
      signatureMatches(token, { ...parts, signature: tries[which] })
      took[which].push(Number(process.hrtime.bigint() - startedNs))
    }
  }
  const [first, last, again] = [took.first, took.last, took.again].map((t) => percentile(t, 0.5)) as [
    number,
    number,
    number,
  ]
  const differ = (Math.abs(first - last) / first) * 100
  const noise = (Math.abs(first - again) / first) * 100
  expectReached({
    mark: 'C4',
    what: 'time of a comparison whose first or last character is wrong',
    size: `${TIMINGS} each`,
    reached: `medians differ by ${differ.toFixed(2)} %, noise ${noise.toFixed(2)} %; timingSafeEqual ${constantTime ? 'used' : 'not used'}`,
    pass: 'less than 2 %, or than the noise; timingSafeEqual used',
    ok: constantTime && (differ < 2 || differ <= noise),
  })
})

test('C5: the check of our address is answered within half a second, also as the first request of a process', async () => {
  const { platform } = fleet
  const took: number[] = []
  let wrong = 0
  let forged = 0
  for (let i = 0; i < SIZE.starts; i++) {
    const product = await startProduct(fleet.env, ['web'])
    const address = `${product.url}/webhooks/wecom`
    const startedMs = performance.now()
    const answer = await fetch(address + sealEcho(platform, `161614031755516${i}`, platform.now()))
    if (answer.status !== 200 || (await answer.text()) !== `161614031755516${i}`) wrong += 1
    took.push(performance.now() - startedMs)
    const forgery = await fetch(address + sealEcho({ ...platform, token: 'guess' }, '1', platform.now()))
    if (forgery.status === 403) forged += 1
    await product.stop('SIGKILL')
  }
  const slowest = Math.max(...took)
  expectReached({
    mark: 'C5',
    what: 'check of our address as the first callback after a start',
    size: `${SIZE.starts} starts`,
    reached: `slowest ${slowest.toFixed(0)} ms, wrong ${wrong}, forged and refused with 403 ${forged}`,
    pass: `≤ 500 ms, wrong 0, refused ${SIZE.starts}`,
    ok: slowest <= 500 && wrong === 0 && forged === SIZE.starts,
  })
}, 120_000)
