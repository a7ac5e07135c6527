import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { pino } from 'pino'
import { parseConfig } from '../../src/config.ts'
import type { Deps } from '../../src/deps.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { tellReviews } from '../../src/jobs/tell-reviews.ts'
import { connect, openSession } from '../../src/store/database.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { createSeal } from '../../src/store/seal.ts'
import type { Bench } from './bench.ts'
import { atMost, growthExponent } from './figures.ts'

const MEMBERS_PER_BRANCH = 50
const MEMBERS_PER_ZONE = 2
/** The year-end round opens in the night, and is told in the morning of the same working day. */
export const OPENS = new Date('2026-11-30T16:25:00Z')
const TOLD = new Date('2026-12-01T01:22:00Z')
/** WeCom takes so many people in one call. */
const PER_CALL = 1_000

interface Took {
  openMs: number
  tellMs: number
  calls: number
  peakBytes: number
}

/** The year-end evaluation of a district: rounds opened with their lists frozen, everybody's request ready to be sent. */
export async function benchReviews(bench: Bench): Promise<void> {
  const [few, many] = bench.short ? [1_000, 10_000] : [10_000, 100_000]
  const small = await evaluate(bench, few)
  const large = await evaluate(bench, many)
  const members = `${many.toLocaleString('en')} members`
  const reference = (run: number) => ({ what: few.toLocaleString('en'), runs: [run] })
  bench.report({
    ...{ mark: 'G8', what: `year-end rounds of ${members} opened, requests queued`, unit: 'ms' },
    ...{ runs: [large.openMs + large.tellMs], reference: reference(small.openMs + small.tellMs) },
    goal: atMost(60_000, 30_000),
  })
  bench.report({
    ...{ mark: 'G8', what: `calls to WeCom for them (${Math.ceil(many / PER_CALL)} are the least)`, unit: '' },
    ...{ runs: [large.calls], reference: reference(small.calls), goal: atMost(many / PER_CALL, many / PER_CALL) },
  })
  bench.report({
    ...{ mark: 'G11', what: 'memory at its peak meanwhile', unit: 'MB', runs: [large.peakBytes / 2 ** 20] },
    ...{ reference: reference(small.peakBytes / 2 ** 20), goal: null },
  })
  const growth = growthExponent([
    { size: few, cost: small.openMs + small.tellMs },
    { size: many, cost: large.openMs + large.tellMs },
  ])
  bench.report({
    ...{ mark: 'G10', what: 'growth of both', unit: '', runs: [growth] },
    ...{ reference: { what: 'linear', runs: [1] }, goal: atMost(1.1, 1.03) },
  })
}

async function evaluate(bench: Bench, members: number): Promise<Took> {
  const DATABASE_URL = await (await bench.database()).create(`reviews_${members}`)
  const { pool, db } = connect(DATABASE_URL, { max: 4 })
  await migrateDatabase(pool)
  await fill(pool, members)
  const deps = await depsOn({ pool, db })
  const peak = watchMemory()
  const openMs = await milliseconds(() => turnReviewRounds.run(deps, OPENS))
  const tellMs = await milliseconds(() => tellReviews.run(deps, TOLD))
  const { rows } = await pool.query<{ calls: number; people: number }>(
    'select count(distinct (outbox_id, batch))::int as calls, count(*)::int as people from deliveries',
  )
  if (rows[0]?.people !== members) throw new Error(`${rows[0]?.people} of ${members} members were told`)
  await pool.end()
  return { openMs, tellMs, calls: rows[0].calls, peakBytes: peak() }
}

/** What the two jobs look at. */
export async function depsOn({ pool, db }: Pick<Deps, 'pool' | 'db'>): Promise<Deps> {
  const { rows } = await pool.query<{ id: string }>("select id from organisations where path = '/'")
  const used: Pick<Deps, 'config' | 'log' | 'pool' | 'db' | 'seal' | 'channels' | 'rootOrganisationId'> = {
    config: parseConfig({ DATA_DIR: '/nowhere' }),
    log: pino({ level: 'error' }),
    ...{ pool, db, seal: createSeal(randomBytes(32)) },
    channels: new Map([['wecom', {} as never]]),
    rootOrganisationId: rows[0]?.id ?? '',
  }
  return used as Deps
}

/** The greatest resident memory from now on, looked at ten times a second. */
export function watchMemory(): () => number {
  let peakBytes = process.memoryUsage.rss()
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
  }, 100)
  return () => {
    clearInterval(timer)
    return peakBytes
  }
}

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

export async function fill(pool: Pool, members: number): Promise<void> {
  const session = await openSession(pool)
  const branches = Math.ceil(members / MEMBERS_PER_BRANCH)
  await session.query(`
    insert into branches (organisation_id, name, created_at)
      select o.id, '第' || i || '支部', '2026-01-05' from organisations o, generate_series(1, ${branches}) i where o.path = '/';
    insert into zones (organisation_id, branch_id, code, name, kind)
      select b.organisation_id, b.id, 'Z' || b.n || 'X' || z, z || '号楼', 'community'
        from (select *, row_number() over (order by name) as n from branches) b,
             generate_series(1, ${MEMBERS_PER_BRANCH / MEMBERS_PER_ZONE}) z;
    create temporary table posts as
      select gen_random_uuid() as person, z.organisation_id, z.branch_id, z.id as zone_id, lower('member' || z.code || 'p' || m) as account, m
        from zones z, generate_series(1, ${MEMBERS_PER_ZONE}) m;
    insert into people (id, organisation_id, branch_id, name)
      select person, organisation_id, branch_id, '王' || account from posts;
    insert into identities (organisation_id, channel, external_id, display_id, person_id)
      select organisation_id, 'wecom', account, account, person from posts;
    insert into assignments (organisation_id, branch_id, zone_id, person_id, role, position, starts_on)
      select organisation_id, branch_id, zone_id, person, 'zone_member', m, '2026-01-01' from posts;
    analyze`)
  await session.end()
}
