import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import type { Pool } from 'pg'
import { parseConfig } from '../../src/config.ts'
import { tellDueDigests } from '../../src/jobs/tell-digests.ts'
import { connect, openSession } from '../../src/store/database.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import type { Bench } from './bench.ts'
import { atMost, growthExponent } from './figures.ts'

const ZONES_PER_BRANCH = 20
const MEMBERS_PER_ZONE = 6
const CASES_PER_ZONE = 100
const DUTIES_PER_ZONE = 12
const NS_PER_MS = 1e6
/** A Monday, on which there are both digests, and the day after. */
const MONDAY = new Date('2026-11-23T00:35:00Z')
const DAY_MS = 86_400_000

interface Took {
  /** Milliseconds of each run. */
  weekly: number[]
  daily: number[]
  plain: number[]
  /** 99 of 100 turns of the event loop were not later than this, in ms. */
  loop: number[]
  told: number
}

/** All secretaries' digests of a district: branches of twenty zones, each with six members and a hundred cases of a year. */
export async function benchDigest(bench: Bench): Promise<void> {
  const sizes = bench.short ? [40, 400] : [1_000, 10_000]
  const runs = bench.short ? 1 : 3
  const [small, large] = [await digests(bench, sizes[0] ?? 0, runs), await digests(bench, sizes[1] ?? 0, runs)]
  const named = (zones: number) =>
    `${zones.toLocaleString('en')} zones, ${(zones * CASES_PER_ZONE).toLocaleString('en')} cases`
  const what = named(sizes[1] ?? 0)
  const plain = { what: 'one count of all cases by branch and state', runs: large.plain }
  bench.report({
    ...{ mark: 'G8', what: `weekly digests of ${what}, ${large.told} told`, unit: 'ms', runs: large.weekly },
    ...{ reference: plain, goal: atMost(3_000, 1_000) },
  })
  bench.report({
    ...{ mark: 'G8', what: `daily digests of ${what}`, unit: 'ms', runs: large.daily },
    ...{ reference: plain, goal: atMost(3_000, 300) },
  })
  const growth = growthExponent(
    [small, large].map((took, i) => ({ size: sizes[i] ?? 1, cost: Math.min(...took.weekly) })),
  )
  bench.report({
    ...{ mark: 'G10', what: `growth of the weekly digests from ${named(sizes[0] ?? 0)}`, unit: '', runs: [growth] },
    ...{ reference: { what: 'linear', runs: [1] }, goal: atMost(1.1, 1.03) },
  })
  bench.report({
    ...{ mark: 'D5', what: `event loop p99 while they are made, ${what}`, unit: 'ms', runs: large.loop },
    ...{ reference: { what: named(sizes[0] ?? 0), runs: small.loop }, goal: atMost(50, null) },
  })
}

async function digests(bench: Bench, zones: number, runs: number): Promise<Took> {
  const DATABASE_URL = await (await bench.database()).create(`digest_${zones}`)
  const { pool } = connect(DATABASE_URL, { max: 4, lookups: true })
  const { pool: rarePool, db } = connect(DATABASE_URL, { max: 4 })
  await migrateDatabase(pool)
  await fill(pool, zones)
  const deps = { config: parseConfig({ DATA_DIR: '/nowhere' }), db, pool }
  const took: Took = { weekly: [], daily: [], plain: [], loop: [], told: 0 }
  for (let run = 0; run < runs; run++) {
    await pool.query('delete from digests; delete from deliveries; delete from outbox; delete from root_causes')
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await turn()
    const startedAt = performance.now()
    took.told = (await tellDueDigests(deps, MONDAY)).length
    took.weekly.push(performance.now() - startedAt)
    took.daily.push(await milliseconds(() => tellDueDigests(deps, new Date(MONDAY.getTime() + DAY_MS))))
    delay.disable()
    took.loop.push(delay.percentile(99) / NS_PER_MS)
    took.plain.push(
      await milliseconds(() => rarePool.query('select branch_id, state, count(*) from cases group by 1, 2')),
    )
  }
  await Promise.all([pool.end(), rarePool.end()])
  return took
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** Of a hundred cases three are open, as in a district that keeps up; the others ended within the year. */
async function fill(pool: Pool, zones: number): Promise<void> {
  const session = await openSession(pool)
  const branches = Math.ceil(zones / ZONES_PER_BRANCH)
  const now = `timestamptz '${MONDAY.toISOString()}'`
  await session.query(`
    insert into organisations (parent_id, name, path)
      select id, '街道' || i, '/街道' || i from organisations, generate_series(1, ${Math.ceil(branches / 10)}) i where path = '/';
    insert into branches (organisation_id, name)
      select o.id, '第' || i || '支部' from generate_series(1, ${branches}) i join organisations o on o.path = '/街道' || ((i - 1) / 10 + 1);
    create temporary table places as
      select row_number() over (order by name) - 1 as n, id, organisation_id from branches;
    create index on places (n); analyze places;
    insert into zones (organisation_id, branch_id, code, name, kind)
      select p.organisation_id, p.id, 'Z' || i, i || '号楼责任区', 'community'
        from generate_series(1, ${zones}) i join places p on p.n = (i - 1) / ${ZONES_PER_BRANCH};
    create temporary table posts as
      select gen_random_uuid() as person, z.organisation_id, z.branch_id, z.id as zone, z.code || '-' || m as account, m
        from zones z, generate_series(1, ${MEMBERS_PER_ZONE}) m
      union all select gen_random_uuid(), organisation_id, id, null, 'secretary' || n, 0 from places;
    insert into people (id, organisation_id, branch_id, name, phone_tail)
      select person, organisation_id, branch_id, '王' || account, '1234' from posts;
    insert into identities (organisation_id, channel, external_id, display_id, person_id)
      select organisation_id, 'wecom', lower(account), account, person from posts;
    insert into assignments (organisation_id, branch_id, person_id, zone_id, role, backup, position, starts_on)
      select organisation_id, branch_id, person, zone, case m when 0 then 'branch_secretary' else 'zone_member' end,
             m > 1, m, '2026-01-01' from posts;
    insert into cases (organisation_id, branch_id, zone_id, code, kind, category, urgency, state, building, unit, place_text,
        text, source_start, source_end, confidence, channel, record_number, reporter_role, handler_id, accept_due_at,
        accept_done_at, resolve_due_at, responded_at, satisfied, created_at, updated_at, closed_at)
      select z.organisation_id, z.branch_id, z.id, z.code || '-' || to_char(c, 'FM0000'), 'incident',
             (array['facility', 'traffic', 'environment', 'nuisance', 'dispute'])[c % 5 + 1], 'normal',
             case when c > 3 then 'resolved' when c = 1 then 'new' else 'in_progress' end,
             (c % 30)::text, (c % 4 + 1)::text, c % 30 || '号楼' || c % 4 + 1 || '单元',
             c % 30 || '号楼' || c % 4 + 1 || '单元楼道里的灯坏了好几天了，晚上下楼看不清，老人不敢出门', 0, 20, 0.9, 'wecom', 1,
             'resident', case when c = 1 and length(z.code) % 2 = 0 then null else p.person end,
             told + interval '1 day', told + interval '3 hours', told + interval '5 days', told + interval '1 hour',
             c % 3 = 0, told, told, case when c > 3 then told + interval '2 days' end
        from zones z join posts p on p.zone = z.id and p.m = 1, generate_series(1, ${CASES_PER_ZONE}) c,
             lateral (select ${now} - (case when c <= 3 then c * 2 else c * 3.6 end) * interval '1 day' as told) t;
    insert into duties (organisation_id, branch_id, zone_kind, clause, title)
      select organisation_id, id, 'community', 'community-' || d, '职责' from places, generate_series(1, ${DUTIES_PER_ZONE}) d;
    insert into duty_windows (organisation_id, branch_id, zone_id, duty_id, starts_on, ends_on, state, done_on)
      select z.organisation_id, z.branch_id, z.id, d.id, '2026-11-16', '2026-11-22',
             case when random() < 0.8 then 'done' else 'missed' end, '2026-11-20'
        from zones z join duties d on d.branch_id = z.branch_id;
    analyze`)
  await session.end()
}
