import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Deps } from '../../src/deps.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { connect } from '../../src/store/database.ts'
import { migrateDatabase } from '../../src/store/migrate.ts'
import { giveAnswer } from '../../src/store/opinion-answers.ts'
import type { Bench } from './bench.ts'
import { atMost, growthExponent, median, percentile } from './figures.ts'
import { depsOn, fill, milliseconds, watchMemory } from './reviews.ts'

/** The opinions of a quarter, the nights in which they open and end. */
const OPENS = new Date('2026-11-09T16:25:00Z')
const ENDS = new Date('2026-11-25T16:25:00Z')
const ANSWERS_PER_ZONE = 20
/** Given one by one, as a resident gives them, when all others are there already. */
const GIVEN = 500

interface Took {
  giveMs: number[]
  countMs: number
  peakBytes: number
}

/** A million residents answer about their zones; then their answers are counted and deleted. */
export async function benchReviewsAnswers(bench: Bench): Promise<void> {
  const [few, many] = bench.short ? [1_000, 10_000] : [10_000, 100_000]
  const small = await answerAndCount(bench, few)
  const large = await answerAndCount(bench, many)
  const sizes = [few, many].map((members) => (members / 2) * ANSWERS_PER_ZONE)
  const [fewAnswers = '', manyAnswers = ''] = sizes.map((size) => `${size.toLocaleString('en')} answers`)
  const reference = (run: number) => ({ what: fewAnswers, runs: [run] })
  bench.report({
    ...{ mark: 'G8', what: `${manyAnswers} counted and deleted, rounds ended`, unit: 'ms', runs: [large.countMs] },
    ...{ reference: reference(small.countMs), goal: atMost(60_000, 30_000) },
  })
  bench.report({
    ...{ mark: 'G8', what: 'one more answer beside them, p50', unit: 'ms', runs: [median(large.giveMs)] },
    ...{ reference: reference(median(small.giveMs)), goal: atMost(20, 5) },
  })
  bench.report({
    ...{ mark: 'G8', what: 'one more answer beside them, p99', unit: 'ms', runs: [percentile(large.giveMs, 0.99)] },
    ...{ reference: reference(percentile(small.giveMs, 0.99)), goal: null },
  })
  bench.report({
    ...{ mark: 'G11', what: 'memory at its peak meanwhile', unit: 'MB', runs: [large.peakBytes / 2 ** 20] },
    ...{ reference: reference(small.peakBytes / 2 ** 20), goal: null },
  })
  const growth = growthExponent([
    { size: few, cost: small.countMs },
    { size: many, cost: large.countMs },
  ])
  bench.report({
    ...{ mark: 'G10', what: 'growth of the count', unit: '', runs: [growth] },
    ...{ reference: { what: 'linear', runs: [1] }, goal: atMost(1.1, 1.03) },
  })
}

async function answerAndCount(bench: Bench, members: number): Promise<Took> {
  const DATABASE_URL = await (await bench.database()).create(`reviews_answers_${members}`)
  const { pool, db } = connect(DATABASE_URL, { max: 4 })
  await migrateDatabase(pool)
  await fill(pool, members)
  const deps = await depsOn({ pool, db })
  await turnReviewRounds.run(deps, OPENS)
  await fillAnswers(pool)
  const giveMs = await giveSome(deps)
  const peak = watchMemory()
  const countMs = await milliseconds(() => turnReviewRounds.run(deps, ENDS))
  const peakBytes = peak()
  const { rows } = await pool.query<{ told: number; left: boolean }>(
    'select sum(answer_count)::int as told, exists (select from opinion_answers) as left from opinion_results',
  )
  const expected = (members / 2) * ANSWERS_PER_ZONE + GIVEN
  if (rows[0]?.told !== expected || rows[0].left)
    throw new Error(`${rows[0]?.told} of ${expected} answers were counted`)
  await pool.end()
  return { giveMs, countMs, peakBytes }
}

/** As if residents had given them: under keys that are as long and as random as theirs. */
async function fillAnswers(pool: Pool): Promise<void> {
  await pool.query(`
    insert into opinion_answers (round_id, zone_id, voter_key, choices)
    select r.id, z.id, sha256(convert_to(gen_random_uuid()::text, 'UTF8')), array[n % 2, n % 3, (n / 2) % 3]::smallint[]
      from review_rounds r join zones z on z.branch_id = r.branch_id, generate_series(1, ${ANSWERS_PER_ZONE}) n`)
  await pool.query('vacuum analyze opinion_answers')
}

async function giveSome({ pool, seal }: Deps): Promise<number[]> {
  const { rows } = await pool.query<{ roundId: string; zoneId: string }>(
    `select r.id as "roundId", z.id as "zoneId" from review_rounds r join zones z on z.branch_id = r.branch_id
      order by z.id limit $1`,
    [GIVEN],
  )
  const giveMs: number[] = []
  for (let i = 0; i < GIVEN; i++) {
    const place = rows[i % rows.length]
    if (!place) throw new Error('nobody is asked')
    const answer = { ...place, choices: [0, 1, 0], voices: [randomUUID()] }
    giveMs.push(await milliseconds(() => giveAnswer(pool, seal, answer)))
  }
  return giveMs
}
