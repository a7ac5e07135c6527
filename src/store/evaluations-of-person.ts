/** Members' years that one person has to do with: their own, once a grade was shown, and appeals that wait for them. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { EvaluationStage } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'

interface Year {
  roundId: string
  period: string
  branchName: string
}

export interface EvaluationsOfPerson {
  own: (Year & { stage: EvaluationStage })[]
  appeals: (Year & { personId: string; name: string })[]
}

/** Longer ago than this is found in the pack of that year. */
const SHOWN_DAYS = 400
const APPEALS_MAX = 100

export async function evaluationsOfPerson(db: Db, personId: string, today: CivilDate): Promise<EvaluationsOfPerson> {
  const { rows: own } = await db.execute<EvaluationsOfPerson['own'][number] & Record<string, unknown>>(sql`
    select r.id as "roundId", r.period, b.name as "branchName", e.stage
      from evaluations e join review_rounds r on r.id = e.round_id join branches b on b.id = r.branch_id
     where e.person_id = ${personId} and e.stage in ('shown', 'appealed', 'final')
       and r.closes_on > ${today}::date - ${SHOWN_DAYS}::int
     order by r.period desc, b.name`)
  const { rows: appeals } = await db.execute<EvaluationsOfPerson['appeals'][number] & Record<string, unknown>>(sql`
    select r.id as "roundId", r.period, b.name as "branchName", e.person_id as "personId", p.name
      from appeals a join evaluations e on e.id = a.evaluation_id join people p on p.id = e.person_id
      join review_rounds r on r.id = e.round_id join branches b on b.id = r.branch_id
     where a.to_person_id = ${personId} and a.decided_at is null
     order by a.created_at limit ${APPEALS_MAX}`)
  return { own, appeals }
}
