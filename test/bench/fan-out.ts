import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '../../src/store/database.ts'
import { cli } from '../support/product.ts'
import type { Bench } from './bench.ts'
import { atMost } from './figures.ts'
import { memoryMb } from './machine.ts'
import { startPlatform } from './platform.ts'
import { startWorker, wecomEnvironment } from './servers.ts'

const LIMIT_MS = 900_000
/** What a worker needs while it does nothing is read after this. */
const SETTLE_MS = 3_000

interface FannedOut {
  idleMb: number
  peakMb: number
  perSecond: number
}

/** G11: memory of a worker that tells everybody of a town one announcement, and whether a greater town needs more. */
export async function benchFanOut(bench: Bench): Promise<void> {
  const [few, many] = bench.short ? [2_000, 10_000] : [100_000, 1_000_000]
  const small = await fanOut(bench, few)
  const large = await fanOut(bench, many)
  const named = (count: number) => count.toLocaleString('en')
  bench.report({
    ...{ mark: 'G11', what: `highest memory of a worker, ${named(many)} recipients`, unit: 'MB', runs: [large.peakMb] },
    ...{ reference: { what: 'the idle worker', runs: [large.idleMb] }, goal: atMost(250, 160) },
  })
  bench.report({
    ...{ mark: 'G11', what: `the same beside ${named(few)} recipients`, unit: 'MB', runs: [large.peakMb] },
    ...{ reference: { what: named(few), runs: [small.peakMb] }, goal: atMost(1.1, null, 'ratio') },
  })
  bench.report({
    ...{
      mark: 'G11',
      what: `people reached, ${named(many)} recipients`,
      unit: '/s',
      runs: [large.perSecond],
      goal: null,
    },
    reference: { what: named(few), runs: [small.perSecond] },
  })
}

/** From the announcement's hour to the last call of the platform, a pause of the schedule included. */
async function fanOut(bench: Bench, people: number): Promise<FannedOut> {
  const platform = await startPlatform()
  const DATABASE_URL = await (await bench.database()).create(`fan_out_${people}`)
  const env = { DATABASE_URL, WECOM_API_BASE: platform.url }
  await inhabit(DATABASE_URL, people, wecomEnvironment(env))
  const worker = await startWorker(env)
  await pause(SETTLE_MS)
  const idleMb = memoryMb(worker.pid).now
  await announce(DATABASE_URL)
  const tookMs = await platform.reach(people, LIMIT_MS)
  const peakMb = memoryMb(worker.pid).peak
  await worker.stop()
  await platform.stop()
  return { idleMb, peakMb, perSecond: people / (tookMs / 1000) }
}

/** Accounts that wrote once: they hang on no zone, so they are the whole town's. */
async function inhabit(databaseUrl: string, people: number, env: Record<string, string>): Promise<void> {
  const { code, stderr } = await cli(['migrate'], env)
  if (code !== 0) throw new Error(`the database was not prepared: ${stderr}`)
  await statement(
    databaseUrl,
    `insert into identities (organisation_id, channel, external_id, display_id)
     select o.id, 'wecom', 'resident' || i, 'resident' || i from organisations o, generate_series(1, ${people}) i where o.path = '/'`,
  )
}

async function announce(databaseUrl: string): Promise<void> {
  await statement(
    databaseUrl,
    `insert into announcements (organisation_id, scope, audience, text, at, created_by)
     select id, path, 'residents', '明天上午九点到十一点停水检修，请提前存水。', now(), 'bench' from organisations where path = '/'`,
  )
}

async function statement(databaseUrl: string, sql: string): Promise<void> {
  const { pool } = connect(databaseUrl, { max: 1, statementTimeoutMs: LIMIT_MS })
  await pool.query(sql)
  await pool.end()
}
