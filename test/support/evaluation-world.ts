/** A branch with a member's year on record, in the year-end round. */
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { turnEvaluations } from '../../src/jobs/turn-evaluations.ts'
import { type ReviewWorld, reviewWorld } from './review-world.ts'

export interface EvaluationWorld extends ReviewWorld {
  roundId: string
  /** The clock is at this instant of Shanghai, `2026-12-01T09:12`; rounds, and what follows from them, turn. */
  turn(time: string): Promise<void>
  stages(): Promise<Record<string, string>>
}

const DAY = { visit: '2026-03-02', patrol: '2026-05-06' } as const

/** In A3: three matters that 张建国 handles, three that he told, of which one counts, two check-ins, one duty missed. */
export async function evaluationWorld(): Promise<EvaluationWorld> {
  const world = await reviewWorld()
  const { pool, clock } = world.deps
  await pool.query("update branches set created_at = '2026-01-01T01:00:00Z'")
  await pool.query("update zones set household_count = 120 where code = 'A3'")
  await putRecords(world)
  const turn = async (time: string) => {
    clock.now = new Date(`${time}:00+08:00`)
    await turnReviewRounds.run(world.deps, clock.now)
    await turnEvaluations.run(world.deps, clock.now)
  }
  await turn('2026-12-01T00:25')
  const { rows } = await pool.query<{ id: string }>(
    "select id from review_rounds where kind = 'year_end_evaluation' and branch_id = $1",
    [world.branchId],
  )
  return {
    ...world,
    ...{ turn, roundId: rows[0]?.id ?? '' },
    async stages() {
      const found = await pool.query<{ name: string; stage: string }>(
        `select p.name, e.stage from evaluations e join people p on p.id = e.person_id join review_rounds r on r.id = e.round_id
          where r.branch_id = $1`,
        [world.branchId],
      )
      return Object.fromEntries(found.rows.map(({ name, stage }) => [name, stage]))
    },
  }
}

async function putRecords({ told, deps, personId }: ReviewWorld): Promise<void> {
  const { pool } = deps
  const zhang = await personId('张建国')
  const at = (day: string) => new Date(`${day}T09:00:00+08:00`)
  const own = { zone: 'A3', handler: '张建国' }
  const done = { state: 'resolved', resolveDueAt: at('2026-04-10'), createdAt: at('2026-04-03') } as const
  await told({ ...own, ...done, code: 'A3-0001', resolveDoneAt: at('2026-04-08'), closedAt: at('2026-04-08') })
  await told({ ...own, ...done, code: 'A3-0002', resolveDoneAt: at('2026-04-15'), closedAt: at('2026-04-15') })
  const waitingId = await told({ ...own, code: 'A3-0003', state: 'waiting_external', createdAt: at('2026-06-01') })
  await pool.query(
    `insert into case_history (case_id, organisation_id, step, at, event, from_state, to_state, by_role)
     select id, organisation_id, 1, '2026-11-23T00:30:00Z', 'refer', 'new', 'waiting_external', 'zone_member' from cases where id = $1`,
    [waitingId],
  )
  const toldBy = { reporterPersonId: zhang, reporterRole: 'zone_member' } as const
  await told({ ...toldBy, zone: 'A3', code: 'A3-0004', createdAt: at('2026-07-01') })
  await told({
    ...toldBy,
    zone: 'A3',
    code: 'A3-0005',
    category: 'integrity',
    createdAt: at('2026-07-02'),
    text: '陈书记收钱',
  })
  await told({ ...toldBy, zone: 'A3', code: 'A3-0006', state: 'cancelled', createdAt: at('2026-07-03') })
  for (const [activity, day] of Object.entries(DAY)) {
    await pool.query(
      `insert into check_ins (organisation_id, branch_id, zone_id, person_id, activity, state, text, source_start, source_end,
         confidence, channel, record_number, created_at)
       select organisation_id, branch_id, id, $1, $2, 'kept', '去了3号楼', 0, 5, 1, 'wecom', 1, $3 from zones where code = 'A3'`,
      [zhang, activity, at(day)],
    )
  }
  await pool.query(
    `with duty as (
       insert into duties (organisation_id, branch_id, zone_id, zone_kind, title, every)
       select organisation_id, branch_id, id, 'community', '走访住户', 'month' from zones where code = 'A3'
       returning id, organisation_id, branch_id, zone_id)
     insert into duty_windows (organisation_id, branch_id, zone_id, duty_id, starts_on, ends_on, state)
     select organisation_id, branch_id, zone_id, id, starts_on, starts_on + 27, 'missed'
       from duty, (values (date '2026-08-01'), (date '2026-09-01')) as months(starts_on)`,
  )
  // On leave in September: what was missed then is not his.
  await pool.query(
    `insert into absences (organisation_id, person_id, starts_on, ends_on)
     select organisation_id, id, '2026-09-05', '2026-09-20' from people where id = $1`,
    [zhang],
  )
}
