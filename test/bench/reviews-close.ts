import type { Pool } from 'pg'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { turnEvaluations } from '../../src/jobs/turn-evaluations.ts'
import { connect, openSession } from '../../src/store/database.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import type { Bench } from './bench.ts'
import { atMost, growthExponent } from './figures.ts'
import { depsOn, fill, milliseconds, OPENS, watchMemory } from './reviews.ts'

const CLOSES = new Date('2026-12-25T16:25:00Z')
/** The morning on which members see their grades, and that on which the grades stand. */
const SHOWN = new Date('2026-12-28T01:12:00Z')
const STANDS = new Date('2027-01-05T01:12:00Z')
/** Of each member's year. */
const CASES_EACH = 6
const CHECK_INS_EACH = 12

interface Took {
  closeMs: number
  showMs: number
  standMs: number
  peakBytes: number
}

/** The end of a district's year: every member's year drawn from the records, and later shown to all, and ended for all. */
export async function benchReviewsClose(bench: Bench): Promise<void> {
  const [few, many] = bench.short ? [1_000, 10_000] : [10_000, 100_000]
  const small = await closeYear(bench, few)
  const large = await closeYear(bench, many)
  const members = `${many.toLocaleString('en')} members`
  const report = (what: string, of: (took: Took) => number, goal: Parameters<typeof atMost> | null) =>
    bench.report({
      ...{ mark: 'G8', what, unit: 'ms', runs: [of(large)], goal: goal && atMost(...goal) },
      reference: { what: few.toLocaleString('en'), runs: [of(small)] },
    })
  report(
    `close of the year of ${members}, from the records to the requests to grade`,
    (took) => took.closeMs,
    [60_000, 30_000],
  )
  report('the grades of all shown, messages queued', (took) => took.showMs, [60_000, 30_000])
  report('the grades of all standing, rounds ended', (took) => took.standMs, [60_000, 30_000])
  bench.report({
    ...{ mark: 'G11', what: 'memory at its peak meanwhile', unit: 'MB', runs: [large.peakBytes / 2 ** 20] },
    ...{ reference: { what: few.toLocaleString('en'), runs: [small.peakBytes / 2 ** 20] }, goal: null },
  })
  const growth = growthExponent([
    { size: few, cost: small.closeMs },
    { size: many, cost: large.closeMs },
  ])
  bench.report({
    ...{ mark: 'G10', what: 'growth of the close', unit: '', runs: [growth] },
    ...{ reference: { what: 'linear', runs: [1] }, goal: atMost(1.1, 1.03) },
  })
}

async function closeYear(bench: Bench, members: number): Promise<Took> {
  const DATABASE_URL = await (await bench.database()).create(`reviews_close_${members}`)
  // As the worker has them: one for what looks up a few rows, one for what goes through many.
  const { pool } = connect(DATABASE_URL, { max: 2, lookups: true })
  const { pool: rarePool, db } = connect(DATABASE_URL, { max: 2 })
  await migrateDatabase(pool)
  await fill(pool, members)
  await fillYear(pool)
  const deps = await depsOn({ pool, db })
  await turnReviewRounds.run(deps, OPENS)
  const peak = watchMemory()
  const closeMs = await milliseconds(() => turnReviewRounds.run(deps, CLOSES))
  await gradeAll(pool, members)
  const showMs = await milliseconds(() => turnEvaluations.run(deps, SHOWN))
  await pool.query("update deliveries set state = 'sent', sent_at = $1", [SHOWN])
  const standMs = await milliseconds(() => turnEvaluations.run(deps, STANDS))
  const peakBytes = peak()
  const { rows } = await pool.query<{ final: number; told: number }>(
    `select (select count(*)::int from evaluations where stage = 'final') as final,
            (select count(*)::int from deliveries d join outbox o on o.id = d.outbox_id where o.key like 'evaluation/shown/%') as told`,
  )
  if (rows[0]?.final !== members || rows[0].told !== members) throw new Error(`not all: ${JSON.stringify(rows[0])}`)
  await Promise.all([pool.end(), rarePool.end()])
  return { closeMs, showMs, standMs, peakBytes }
}

/** What the secretaries did meanwhile; that everybody's year is drafted from the records is looked at here. */
async function gradeAll(pool: Pool, members: number): Promise<void> {
  const { rowCount } = await pool.query(
    `update evaluations set stage = 'graded', grade = '合格', grade_reason = '该做的都做了', graded_at = '2026-12-27T02:00:00Z'
      where stage = 'summarised' and jsonb_array_length(statements) > 1`,
  )
  if (rowCount !== members) throw new Error(`${rowCount} of ${members} years were drafted`)
}

/** Matters of all ends, a third of which waited for others, and check-ins, spread over the year. */
async function fillYear(pool: Pool): Promise<void> {
  const session = await openSession(pool)
  await session.query(`
    create temporary table held as
      select a.organisation_id, a.branch_id, a.zone_id, a.person_id, row_number() over () as n from assignments a;
    insert into cases (organisation_id, branch_id, zone_id, code, kind, record_number, category, urgency, state, text, source_start, source_end,
        confidence, handler_id, reporter_person_id, reporter_role, channel, created_at, resolve_due_at, resolve_done_at, closed_at)
      select h.organisation_id, h.branch_id, h.zone_id, 'C' || h.n || '-000' || i, 'incident', i, 'facility', 'normal',
             case when i % 3 = 0 then 'in_progress' else 'resolved' end, '楼道灯坏了', 0, 5, 1, h.person_id, h.person_id, 'zone_member',
             'wecom', at, at + interval '7 days', case when i % 3 > 0 then at + interval '3 days' end,
             case when i % 3 > 0 then at + interval '3 days' end
        from held h, generate_series(1, ${CASES_EACH}) i, lateral (select timestamptz '2026-01-10T01:00:00Z' + i * interval '40 days' as at) t;
    insert into check_ins (organisation_id, branch_id, zone_id, person_id, activity, state, text, source_start, source_end, confidence,
        channel, record_number, created_at)
      select organisation_id, branch_id, zone_id, person_id, 'visit', 'kept', '走访三户', 0, 4, 1, 'wecom', i,
             timestamptz '2026-01-05T01:00:00Z' + i * interval '25 days'
        from held, generate_series(1, ${CHECK_INS_EACH}) i;
    insert into case_history (case_id, organisation_id, step, at, event, from_state, to_state, by_role)
      select id, organisation_id, s, created_at + s * interval '1 day', 'refer', 'new',
             case s when 1 then 'waiting_external' else 'in_progress' end, 'zone_member'
        from cases, generate_series(1, 2) s where record_number % 3 = 0;
    analyze`)
  await session.end()
}
