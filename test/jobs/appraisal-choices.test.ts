import { afterEach, expect, test } from 'vitest'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { turnAppraisals } from '../../src/jobs/turn-appraisals.ts'
import { peersPicture } from '../../src/store/evaluation-pictures.ts'
import type { Evaluation } from '../../src/store/evaluations.ts'
import { packChoices } from '../../src/store/review-pack-rounds.ts'
import { type ReviewWorld, reviewWorld } from '../support/review-world.ts'

let world: ReviewWorld
afterEach(() => world.deps.close())

const at = (time: string) => new Date(`${time}:00+08:00`)

async function gradesAre(names: readonly string[]): Promise<void> {
  await world.deps.pool.query(
    `insert into settings (organisation_id, key, value, updated_at, updated_by) select id, 'gradeNames', $1, now(), 'cli' from organisations where path = '/'
     on conflict (organisation_id, key) do update set value = excluded.value`,
    [JSON.stringify(names)],
  )
}

test('an appraisal is voted, counted and printed by the names that the branch had when it began', async () => {
  world = await reviewWorld()
  const { deps } = world
  await deps.pool.query("update branches set created_at = '2026-01-02T01:00:00Z'")
  await gradesAre(['先进', '达标', '待改进'])
  await turnReviewRounds.run(deps, at('2027-01-10T00:25'))
  await gradesAre(['好', '差'])
  const { rows } = await deps.pool.query<{ id: string; choices: string[] }>(
    `select id, list -> 'choices' as choices from review_rounds
      where kind = 'democratic_appraisal' and branch_id = $1`,
    [world.branchId],
  )
  const [round] = rows
  if (!round) throw new Error('no appraisal was opened')
  expect(round.choices).toEqual(['先进', '达标', '待改进'])

  await turnReviewRounds.run(deps, at('2027-01-26T00:25'))
  await turnAppraisals.run(deps, at('2027-01-26T00:26'))
  // As if six had voted.
  const personId = await world.personId('张建国')
  await deps.pool.query(
    `insert into ballot_results (round_id, subject_id, eligible_count, ballot_count, counts) values ($1, $2, 6, 6, '[3, 2, 0, 1]')
     on conflict (round_id, subject_id) do update set counts = excluded.counts, ballot_count = 6`,
    [round.id, personId],
  )
  expect(await packChoices(deps.db, round.id)).toEqual(['先进', '达标', '待改进'])
  const evaluation = { personId, round: { branchId: world.branchId, period: '2026' } } as Evaluation
  expect((await peersPicture(deps.db, evaluation))?.choices).toEqual([
    { text: '先进', count: 3 },
    { text: '达标', count: 2 },
    { text: '待改进', count: 0 },
    { text: '弃权', count: 1 },
  ])
})
