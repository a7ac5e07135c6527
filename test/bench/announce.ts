import type { Pool } from 'pg'
import { tellDueAnnouncements } from '../../src/store/announcements.ts'
import { connect, openSession } from '../../src/store/database.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import type { Bench } from './bench.ts'
import { atMost, growthExponent, median } from './figures.ts'

const MEMBERS_PER_BRANCH = 50
const BRANCHES_PER_ORGANISATION = 10
/** Noon of a Wednesday, outside all quiet hours; each run is a week later, so that everybody has room again. */
const FIRST = new Date('2026-11-25T04:00:00Z')
const WEEK_MS = 7 * 86_400_000
const REACHED = { timezone: 'Asia/Shanghai', channels: new Map([['wecom', { maxRecipients: 1_000 }] as const]) }

interface Took {
  /** Milliseconds of each run. */
  told: number[]
  /** As many rows put into the same table by one statement that asks nothing. */
  plain: number[]
}

/** G9: from the hour of an announcement to all members of a district, through the weekly cap, to the rows to be sent. */
export async function benchAnnounce(bench: Bench): Promise<void> {
  const [few, many] = bench.short ? [1_000, 10_000] : [10_000, 100_000]
  const runs = bench.short ? 1 : 5
  const [small, large] = [await announce(bench, few, runs), await announce(bench, many, runs)]
  const named = (members: number) => `${members.toLocaleString('en')} members`
  bench.report({
    ...{ mark: 'G9', what: `rows of an announcement to ${named(many)} ready`, unit: 'ms', runs: large.told },
    ...{ reference: { what: 'as many rows inserted', runs: large.plain }, goal: atMost(3_000, 1_200) },
  })
  const growth = growthExponent([
    { size: few, cost: median(small.told) },
    { size: many, cost: median(large.told) },
  ])
  bench.report({
    ...{ mark: 'G10', what: `growth of it from ${named(few)}`, unit: '', runs: [growth] },
    ...{ reference: { what: 'linear', runs: [1] }, goal: atMost(1.1, 1.03) },
  })
}

async function announce(bench: Bench, members: number, runs: number): Promise<Took> {
  const DATABASE_URL = await (await bench.database()).create(`announce_${members}`)
  const { pool, db } = connect(DATABASE_URL, { max: 2 })
  await migrateDatabase(pool)
  await fill(pool, members)
  const took: Took = { told: [], plain: [] }
  for (let run = 0; run < runs; run++) {
    const now = new Date(FIRST.getTime() + run * WEEK_MS)
    await pool.query(
      `insert into announcements (organisation_id, scope, audience, text, at, created_by)
       select id, path, 'members', '周五下午三点在社区中心开会，请带好笔记本。', $1, 'bench' from organisations where path = '/'`,
      [now],
    )
    const told = await milliseconds(async () => {
      const ids = await tellDueAnnouncements(db, now, REACHED)
      if (ids.length !== 1) throw new Error(`${ids.length} rows were told`)
    })
    took.told.push(told)
    took.plain.push(await milliseconds(() => insertPlainly(pool, now)))
  }
  await pool.end()
  return took
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** The last announcement once more, as a copy of rows. */
async function insertPlainly(pool: Pool, now: Date): Promise<void> {
  await pool.query(
    `with last as (select * from outbox where created_at = $1),
     copy as (
       insert into outbox (organisation_id, key, channel, lane, purpose, content, deadline_at, created_at)
       select organisation_id, 'copy/' || key, channel, lane, purpose, content, deadline_at, created_at from last
       returning id)
     insert into deliveries (outbox_id, recipient, organisation_id, person_id, channel, lane, batch, due_at)
     select copy.id, d.recipient, d.organisation_id, d.person_id, d.channel, d.lane, d.batch, d.due_at
       from copy, last join deliveries d on d.outbox_id = last.id`,
    [now],
  )
}

async function fill(pool: Pool, members: number): Promise<void> {
  const session = await openSession(pool)
  const branches = Math.ceil(members / MEMBERS_PER_BRANCH)
  await session.query(`
    insert into organisations (parent_id, name, path)
      select id, '街道' || i, '/街道' || i from organisations,
             generate_series(1, ${Math.ceil(branches / BRANCHES_PER_ORGANISATION)}) i where path = '/';
    insert into branches (organisation_id, name)
      select o.id, '第' || i || '支部' from generate_series(1, ${branches}) i
        join organisations o on o.path = '/街道' || ((i - 1) / ${BRANCHES_PER_ORGANISATION} + 1);
    create temporary table posts as
      select gen_random_uuid() as person, b.organisation_id, b.id as branch_id, 'member' || (n - 1) * ${MEMBERS_PER_BRANCH} + m as account
        from (select *, row_number() over (order by name) as n from branches) b, generate_series(1, ${MEMBERS_PER_BRANCH}) m;
    insert into people (id, organisation_id, branch_id, name)
      select person, organisation_id, branch_id, '王' || account from posts;
    insert into identities (organisation_id, channel, external_id, display_id, person_id)
      select organisation_id, 'wecom', account, account, person from posts;
    insert into assignments (organisation_id, branch_id, person_id, role, position, starts_on)
      select organisation_id, branch_id, person, 'zone_member', 1, '2026-01-01' from posts;
    analyze`)
  await session.end()
}
