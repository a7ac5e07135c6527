/** Members' years that one person has to do with: their own, once a grade was shown, appeals that wait for them, and what is late. */
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
  own: (Year & { stage: EvaluationStage; shownAt: Date | null })[]
  appeals: (Year & { personId: string; name: string })[]
  late: LateYear[]
}

/** A round in which somebody waits for their grade: counts, for those above the branch too. */
export interface LateYear extends Year {
  /** Whose grade should be given by now. */
  gradingCount: number
  /** Whom no message reached, so that somebody is to show it to them. */
  handOverCount: number
  /** Whether the reader may read who they are. */
  opens: boolean
}

/** Longer ago than this is found in the pack of that year. */
const SHOWN_DAYS = 400
const APPEALS_MAX = 100

/** @param followed rounds whose progress the person follows */
export async function evaluationsOfPerson(
  db: Db,
  { personId, followed, today }: { personId: string; followed: readonly Followed[]; today: CivilDate },
): Promise<EvaluationsOfPerson> {
  const { rows: own } = await db.execute<OwnRow>(sql`
    select r.id as "roundId", r.period, b.name as "branchName", e.stage, e.shown_at as "shownAt"
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
  return {
    own: own.map(({ shownAt, ...year }) => ({ ...year, shownAt: shownAt === null ? null : new Date(shownAt) })),
    appeals,
    late: await lateYears(db, followed, today),
  }
}

type Followed = Pick<LateYear, 'opens'> & { id: string }
type OwnRow = Year & { stage: EvaluationStage; shownAt: string | null } & Record<string, unknown>

async function lateYears(db: Db, followed: readonly Followed[], today: CivilDate): Promise<LateYear[]> {
  const opens = new Map(followed.map((round) => [round.id, round.opens]))
  if (opens.size === 0) return []
  const { rows } = await db.execute<Omit<LateYear, 'opens'> & Record<string, unknown>>(sql`
    with late as materialized (
      select r.id as "roundId", r.period, b.name as "branchName",
             (select count(distinct q.about_person_id)::int from review_requests q
                join people p on p.id = q.about_person_id and p.left_on is null
               where q.round_id = r.id and q.kind = 'grading' and q.state = 'open' and q.due_on < ${today}::date) as "gradingCount",
             (select count(*)::int from evaluations e join people p on p.id = e.person_id and p.left_on is null
               where e.round_id = r.id and e.stage = 'shown' and e.shown_at is null) as "handOverCount"
        from review_rounds r join branches b on b.id = r.branch_id
       where r.id = any(${sql.param([...opens.keys()])}::uuid[]) and r.kind = 'year_end_evaluation' and r.state = 'closed')
    select * from late where "gradingCount" + "handOverCount" > 0 order by "branchName", "roundId"`)
  return rows.map((row) => ({ ...row, opens: opens.get(row.roundId) ?? false }))
}
