import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '../../src/store/database.ts'
import { embeddedAddress } from '../faults/ledger.ts'
import { dataFolder, startProduct } from '../support/product.ts'
import type { Bench } from './bench.ts'
import { atMost } from './figures.ts'
import { cpuMs, familyCpuMs, memoryMb } from './machine.ts'
import { wecomEnvironment } from './servers.ts'

const REMINDERS = 10_000

interface Idle {
  appPercent: number[]
  wholePercent: number[]
  memoryMb: number
}

/** G14: what the embedded default costs while nobody writes, with ten thousand reminders that wait, and without. */
export async function benchIdle(bench: Bench): Promise<void> {
  const without = await idle(bench, 0)
  const waiting = await idle(bench, REMINDERS)
  const what = `with ${REMINDERS.toLocaleString('en')} waiting reminders`
  const figure = { mark: 'G14', unit: '%', goal: atMost(1, 0.3) }
  bench.report({
    ...{ ...figure, what: `processor while idle, web and worker, ${what}`, runs: waiting.appPercent },
    reference: { what: 'without reminders', runs: without.appPercent },
  })
  bench.report({
    ...{ ...figure, what: `the same with PostgreSQL, ${what}`, runs: waiting.wholePercent },
    reference: { what: 'without reminders', runs: without.wholePercent },
  })
  bench.report({
    ...{ mark: 'G14', what: `memory while idle, web and worker, ${what}`, unit: 'MB', goal: null },
    ...{ runs: [waiting.memoryMb], reference: { what: 'without reminders', runs: [without.memoryMb] } },
  })
}

async function idle(bench: Bench, reminders: number): Promise<Idle> {
  const folder = await dataFolder()
  const product = await startProduct(wecomEnvironment({ DATA_DIR: folder.dir }))
  await remind(await embeddedAddress(folder.dir), reminders)
  // The first line of postmaster.pid is the process (PostgreSQL documentation, "File System Layout").
  const postmaster = Number((await readFile(path.join(folder.dir, 'pgdata/postmaster.pid'), 'utf8')).split('\n')[0])
  await pause(bench.short ? 2_000 : 15_000)
  const measured: Idle = { appPercent: [], wholePercent: [], memoryMb: memoryMb(product.pid).now }
  const forMs = bench.short ? 5_000 : 30_000
  for (let i = 0; i < (bench.short ? 1 : 3); i++) {
    const before = { app: cpuMs(product.pid), postgres: familyCpuMs(postmaster) }
    await pause(forMs)
    const app = cpuMs(product.pid) - before.app
    measured.appPercent.push((app / forMs) * 100)
    measured.wholePercent.push(((app + familyCpuMs(postmaster) - before.postgres) / forMs) * 100)
  }
  await product.stop()
  await folder.remove()
  return measured
}

/** Reminders that were decided and wait for tomorrow. */
async function remind(address: string, count: number): Promise<void> {
  const { pool } = connect(address, { max: 1 })
  await pool.query(
    `with told as (
       insert into outbox (organisation_id, key, channel, lane, purpose, content, deadline_at)
       select o.id, 'reminder/' || i, 'wecom', 'reminder', 'clock', '{"type":"text","text":"记得去看看"}', now() + interval '3 days'
         from organisations o, generate_series(1, $1::int) i where o.path = '/' returning id, organisation_id)
     insert into deliveries (outbox_id, recipient, organisation_id, channel, lane, batch, due_at)
     select id, 'member' || id % 1000, organisation_id, 'wecom', 'reminder', 0, now() + interval '1 day' from told`,
    [count],
  )
  await pool.end()
}
