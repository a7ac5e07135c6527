import type { Bench } from './bench.ts'
import { atLeast, atMost } from './figures.ts'
import { helperFile, startHelper } from './helpers.ts'
import { cpuMs, familyCpuMs, memoryMb, pin } from './machine.ts'
import { type Platform, startPlatform } from './platform.ts'
import type { RowsResult } from './processes/single-rows.ts'
import { type Database, type Server, startReference, startWeb } from './servers.ts'

/** One round of one server; microseconds of processor per callback. */
interface Round {
  perSecond: number
  appMicros: number
  databaseMicros: number
}

interface Contest {
  platform: Platform
  database: Database
  product: Server
  durable: Server
  forgetful: Server
}

/** G1–G4, G11: callbacks that are stored before they are acknowledged, beside the references, interleaved. */
export async function benchKeep(bench: Bench): Promise<void> {
  const database = await bench.database()
  const [ours, theirs] = [await database.create('keep'), await database.create('reference')]
  const contest = {
    database,
    platform: await startPlatform({ pinned: true }),
    product: await startWeb({ DATABASE_URL: ours }),
    durable: await startReference('group', theirs),
    forgetful: await startReference('none', theirs),
  }
  const { product, durable, forgetful, platform } = contest
  for (const server of [product, durable, forgetful]) await pin(server.pid, 0)
  // The fixed rates first: afterwards the highest memory would be that of the greatest throughput.
  for (const rate of [500, 2_000]) await fixedRate(bench, contest, rate)
  memory(bench, contest)
  await throughput(bench, contest, theirs)
  for (const one of [product, durable, forgetful, platform]) await one.stop()
}

async function throughput(bench: Bench, contest: Contest, address: string): Promise<void> {
  const { product, durable, forgetful } = contest
  const count = bench.short ? 3_000 : 12_000
  const rows = await startHelper(helperFile('single-rows'), [address])
  const single: number[] = []
  const rounds = new Map<Server, Round[]>([product, durable, forgetful].map((server) => [server, []]))
  for (const server of rounds.keys()) await contest.platform.post(server, { count: count / 4, rate: null })
  await rows.order({ count: count / 4 })
  for (let i = 0; i < (bench.short ? 2 : 7); i++) {
    for (const [server, done] of rounds) done.push(await round(contest, server, count))
    single.push(((await rows.order({ count })) as RowsResult).perSecond)
  }
  await rows.stop()
  const of = (server: Server, what: keyof Round) => (rounds.get(server) ?? []).map((r) => r[what])
  const beside = (what: keyof Round) => ({ what: 'durable reference', runs: of(durable, what) })
  const kept = { unit: '/s', runs: of(product, 'perSecond') }
  bench.report({
    ...{ ...kept, mark: 'G1', what: 'callbacks kept and acknowledged' },
    ...{ reference: beside('perSecond'), goal: atLeast(0.5, 0.75, 'ratio') },
  })
  bench.report({
    ...{ ...kept, mark: 'G1', what: 'the same beside a server that stores nothing', goal: null },
    reference: { what: 'forgetful reference', runs: of(forgetful, 'perSecond') },
  })
  bench.report({
    ...{ ...kept, mark: 'G2', what: 'the same beside single rows over 32 connections' },
    ...{ reference: { what: 'PostgreSQL alone', runs: single }, goal: atLeast(0.45, 0.65, 'ratio') },
  })
  bench.report({
    ...{ mark: 'G3', what: 'processor time per callback, web process', unit: 'µs', runs: of(product, 'appMicros') },
    ...{ reference: beside('appMicros'), goal: atMost(120, 80) },
  })
  bench.report({
    ...{ mark: 'G3', what: 'processor time per callback, PostgreSQL', unit: 'µs', runs: of(product, 'databaseMicros') },
    ...{ reference: beside('databaseMicros'), goal: atMost(40, 30) },
  })
}

async function round({ platform, database }: Contest, server: Server, count: number): Promise<Round> {
  const before = { app: cpuMs(server.pid), database: familyCpuMs(database.pid()) }
  const { perSecond, failed } = await platform.post(server, { count, rate: null })
  if (failed > 0) throw new Error(`${failed} callbacks were not acknowledged`)
  return {
    perSecond,
    appMicros: ((cpuMs(server.pid) - before.app) * 1000) / count,
    databaseMicros: ((familyCpuMs(database.pid()) - before.database) * 1000) / count,
  }
}

async function fixedRate(bench: Bench, { platform, product, durable }: Contest, rate: number): Promise<void> {
  const ours: { p99: number; max: number }[] = []
  const beside: { p99: number; max: number }[] = []
  const what = { count: rate * (bench.short ? 2 : 5), rate }
  for (const server of [product, durable]) await platform.post(server, { count: rate, rate })
  for (let i = 0; i < (bench.short ? 1 : 5); i++) {
    ours.push(await platform.post(product, what))
    beside.push(await platform.post(durable, what))
  }
  for (const which of ['p99', 'max'] as const) {
    bench.report({
      ...{ mark: 'G4', what: `${which} of the answer at ${rate}/s`, unit: 'ms', runs: ours.map((r) => r[which]) },
      reference: { what: 'durable reference', runs: beside.map((r) => r[which]) },
      goal: which === 'max' ? atMost(5_000, 100) : rate === 500 ? atMost(25, 12) : atMost(30, 15),
    })
  }
}

function memory(bench: Bench, { product, durable }: Contest): void {
  bench.report({
    ...{ mark: 'G11', what: 'highest memory of the web process up to 2,000/s', unit: 'MB', goal: atMost(250, 160) },
    runs: [memoryMb(product.pid).peak],
    reference: { what: 'durable reference', runs: [memoryMb(durable.pid).peak] },
  })
}
