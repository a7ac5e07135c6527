import pg from 'pg'
import { connect } from '../../src/store/database.ts'
import { dueDuties } from '../../src/store/due-duties.ts'
import { seeDutiesDoneBy } from '../../src/store/duty-evidence.ts'
import { openDutyWindows, turnDutyWindows } from '../../src/store/duty-windows.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { oweWithinCap } from '../../src/store/weekly-cap.ts'
import type { Bench } from './bench.ts'
import { atMost, type Figure, growthExponent } from './figures.ts'

const TIMEZONE = 'Asia/Shanghai'
const DUTIES = 12
const CHECK_INS_PER_ZONE = 20
const BEGUN = new Date('2026-11-01T16:12:00Z')
const DUE = new Date('2026-11-24T01:07:00Z')
const LIMIT_MS = 600_000

/** The nightly round of duties and the morning's reminders of a district: each zone has a member and twelve monthly duties. */
export async function benchDuties(bench: Bench): Promise<void> {
  const [few, many] = bench.short ? [100, 1_000] : [1_000, 10_000]
  const small = await round(bench, few)
  const large = await round(bench, many)
  const report = (what: string, of: keyof Took, goal: Figure['goal']) =>
    bench.report({
      ...{ mark: 'G8', what: `${what}, ${many.toLocaleString('en')} zones of ${DUTIES} duties`, unit: 'ms' },
      ...{ runs: large[of], reference: { what: few.toLocaleString('en'), runs: small[of] }, goal },
    })
  report('opening the windows of a month, seeing what was told before', 'open', null)
  report('the same when nothing is to be opened', 'again', atMost(3_000, 1_000))
  report('seeing what one record does', 'see', atMost(10, 3))
  report('finding who is to be reminded of what', 'find', atMost(3_000, 1_000))
  report('owing it within the weekly cap', 'owe', atMost(3_000, 1_000))
  const total = (took: Took) => [took.open, took.find, took.owe].flat().reduce((a, b) => a + b)
  const growth = growthExponent([
    { size: few, cost: total(small) },
    { size: many, cost: total(large) },
  ])
  bench.report({
    ...{ mark: 'G10', what: 'growth of opening, finding and owing', unit: '', runs: [growth] },
    ...{ reference: { what: 'linear', runs: [1] }, goal: atMost(1.1, 1.03) },
  })
}

/** Milliseconds of each run. */
interface Took {
  open: number[]
  again: number[]
  see: number[]
  find: number[]
  owe: number[]
}

async function round(bench: Bench, zones: number): Promise<Took> {
  const DATABASE_URL = await (await bench.database()).create(`duties_${zones}`)
  // As the product's two pools: by index only for what is frequent.
  const { pool } = connect(DATABASE_URL, { max: 2, lookups: true })
  const rare = connect(DATABASE_URL, { max: 2 })
  await migrateDatabase(rare.pool)
  await fill(DATABASE_URL, zones)
  const begun = { today: '2026-11-02', timezone: TIMEZONE }
  const took: Took = { open: [], again: [], see: [], find: [], owe: [] }
  took.open.push(await milliseconds(() => openDutyWindows(pool, BEGUN, begun)))
  const { rows } = await pool.query<{ id: string }>(
    "update check_ins set state = 'kept' where state = 'draft' returning id",
  )
  for (let i = 0; i < 5; i++) {
    took.again.push(await milliseconds(() => openDutyWindows(pool, BEGUN, begun)))
    const checkInIds = [rows[i]?.id ?? '']
    took.see.push(await milliseconds(() => seeDutiesDoneBy(pool, { checkInIds, caseIds: [] }, begun)))
  }
  await turnDutyWindows(rare.db, '2026-11-24')
  const week = { now: DUE, timezone: TIMEZONE }
  const find = () => dueDuties(rare.db, { ...week, today: '2026-11-24', reachable: ['wecom'] })
  const due = await find()
  for (let i = 0; i < 3; i++) took.find.push(await milliseconds(find))
  const debts = due.map((one, i) => ({
    ...{ organisationId: one.organisationId, key: `duty/${i}`, to: [one.address], lane: 'reminder' as const },
    ...{ purpose: 'duty' as const, content: { type: 'text' as const, text: `职责 ${i}` }, line: '职责' },
    ...{ caseId: null, checkInId: null, notBefore: null, deadline: new Date('2026-11-27T00:00:00Z') },
  }))
  took.owe.push(await milliseconds(() => rare.db.transaction((tx) => oweWithinCap(tx, debts, week))))
  await Promise.all([pool.end(), rare.pool.end()])
  return took
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Twenty zones to a branch; what a third of them told before fulfils a third of the duties. */
async function fill(databaseUrl: string, zones: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const branches = Math.ceil(zones / 20)
  for (const text of [
    `insert into organisations (parent_id, name, path)
     select o.id, 'o' || i, '/o' || i from organisations o, generate_series(1, ${branches}) i where o.path = '/'`,
    `insert into branches (organisation_id, name) select id, '支部' from organisations where path <> '/'`,
    `insert into zones (organisation_id, branch_id, code, name, kind)
     select organisation_id, id, 'Z' || row_number() over (), '责任区', 'community' from branches, generate_series(1, 20)`,
    `insert into people (organisation_id, branch_id, name)
     select organisation_id, branch_id, '党员' || code from zones`,
    `insert into assignments (organisation_id, branch_id, person_id, zone_id, role, position, starts_on)
     select z.organisation_id, z.branch_id, p.id, z.id, 'zone_member', 0, '2026-01-01'
       from zones z join people p on p.branch_id = z.branch_id and p.name = '党员' || z.code`,
    `insert into identities (organisation_id, channel, external_id, display_id, person_id)
     select organisation_id, 'wecom', id::text, name, id from people`,
    `insert into duties (organisation_id, branch_id, zone_kind, clause, title, every, activities, starts_on)
     select organisation_id, id, 'community', 'community-' || i, '职责' || i, 'month',
            array[case i % 3 when 0 then 'patrol' when 1 then 'visit' else 'cleanup' end], '2026-01-01'
       from branches, generate_series(1, ${DUTIES}) i`,
    `insert into check_ins (organisation_id, branch_id, zone_id, activity, state, text, source_start, source_end,
       confidence, channel, record_number, created_at)
     select organisation_id, branch_id, id, case when i % 2 = 0 then 'patrol' else 'meeting' end,
            case when i = 1 then 'draft' else 'kept' end, '', 0, 0, 1, 'wecom', 1,
            '2026-11-02'::timestamptz - i * interval '1 day' from zones, generate_series(1, ${CHECK_INS_PER_ZONE}) i`,
    'analyze',
  ]) {
    await client.query({ text, query_timeout: LIMIT_MS } as pg.QueryConfig)
  }
  await client.end()
}
