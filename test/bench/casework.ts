import pg from 'pg'
import { connect } from '../../src/store/database.ts'
import { findDueCases, takeDueCases } from '../../src/store/due-cases.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { cli } from '../support/product.ts'
import type { Bench } from './bench.ts'
import { atMost, growthExponent, median } from './figures.ts'
import { wecomEnvironment } from './servers.ts'

const LIMIT_MS = 900_000
const ORGANISATIONS = 300
/** Due at one round of a morning, whatever the number of cases. */
const DUE = 1_000
const CASES_MAX = 20_000

/** Finding and locking what the clock has to look at, in a table of a district's cases of years. */
export async function benchCasework(bench: Bench): Promise<void> {
  const [few, many] = bench.short ? [10_000, 100_000] : [100_000, 1_000_000]
  const small = await dueQueries(bench, few)
  const large = await dueQueries(bench, many)
  const named = (count: number) => `${count.toLocaleString('en')} cases`
  bench.report({
    ...{ mark: 'G8', what: `finding the ${DUE} that are due, ${named(many)}`, unit: 'ms', runs: large.find },
    ...{ reference: { what: named(few), runs: small.find }, goal: atMost(200, 100) },
  })
  bench.report({
    ...{ mark: 'G8', what: `taking them, ${ORGANISATIONS} transactions, ${named(many)}`, unit: 'ms', runs: large.take },
    ...{ reference: { what: named(few), runs: small.take }, goal: null },
  })
  const growth = growthExponent([
    { size: few, cost: median(small.find) + median(small.take) },
    { size: many, cost: median(large.find) + median(large.take) },
  ])
  bench.report({
    ...{ mark: 'G10', what: 'growth of both with the number of cases (0: none)', unit: '', runs: [growth] },
    ...{ reference: { what: 'linear', runs: [1] }, goal: atMost(0.5, 0.2) },
  })
}

/** Milliseconds of each run. */
interface Took {
  find: number[]
  take: number[]
}

async function dueQueries(bench: Bench, cases: number): Promise<Took> {
  const DATABASE_URL = await (await bench.database()).create(`casework_${cases}`)
  const { code, stderr } = await cli(['migrate'], wecomEnvironment({ DATABASE_URL }))
  if (code !== 0) throw new Error(`the database was not prepared: ${stderr}`)
  await fill(DATABASE_URL, cases)
  // As the product's pools are for what is frequent: by index only.
  const { pool } = connect(DATABASE_URL, { max: 2, lookups: true })
  const took: Took = { find: [], take: [] }
  for (let i = 0; i < 9; i++) {
    const { find, take } = await takeAll(pool)
    // The first ones read from the disk and plan.
    if (i < 2) continue
    took.find.push(find)
    took.take.push(take)
  }
  await pool.end()
  return took
}

async function takeAll(pool: pg.Pool): Promise<{ find: number; take: number }> {
  const now = new Date()
  const begun = performance.now()
  const due = await findDueCases(pool, now, CASES_MAX)
  const found = performance.now()
  let taken = 0
  for (const { ids } of due) taken += (await inTransaction(pool, (sql) => takeDueCases(sql, ids, now))).length
  if (taken !== DUE) throw new Error(`${taken} of ${DUE} were taken`)
  return { find: found - begun, take: performance.now() - found }
}

/** A tenth is open and waits for an hour to come; the rest is closed. */
async function fill(databaseUrl: string, cases: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  for (const text of [
    `insert into organisations (parent_id, name, path)
     select o.id, 'o' || i, '/o' || i from organisations o, generate_series(1, ${ORGANISATIONS}) i where o.path = '/'`,
    `with places as (select id, row_number() over (order by path) - 1 as n from organisations where path <> '/')
     insert into cases (organisation_id, code, kind, category, urgency, state, text, source_start, source_end, confidence,
       channel, record_number, reporter_role, remind_at, closed_at, created_at)
     select p.id, 'Q' || i % 1000 || '-' || lpad((i / 1000)::text, 4, '0'), 'incident', 'facility', 'normal',
       case when i % 10 = 0 then 'accepted' else 'resolved' end, '楼道灯坏了两天了，请来看看', 0, 12, 0.9, 'wecom', 1, 'zone_member',
       case when i % 10 <> 0 then null
            when i % ${cases / DUE} = 0 then now() - interval '1 minute'
            else now() + (i % 1000 + 1) * interval '1 hour' end,
       case when i % 10 = 0 then null else now() end, now() - interval '1 hour' * (i % 8000)
     from generate_series(1, ${cases}) i join places p on p.n = (i / 10 + i / 1000) % ${ORGANISATIONS}`,
    'analyze',
  ]) {
    await client.query({ text, query_timeout: LIMIT_MS } as pg.QueryConfig)
  }
  await client.end()
}
