/** What the forms of a round say, read from its records. */
import { sql } from 'drizzle-orm'
import { choicesOf } from '../ballots/electorate.ts'
import type { PackEvaluation } from '../documents/review-people-forms.ts'
import type { PackBallots, PackOpinion, PackRound } from '../documents/review-round-forms.ts'
import type { Statement } from '../domain/review/statements.ts'
import type { ReviewKind } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { recordsOf } from './review-pack-records.ts'

/** Rounds of a branch of that kind and period, with what was frozen. */
export async function packRounds(
  db: Db,
  { branchId, kind, period }: { branchId: string; kind: ReviewKind; period: string },
): Promise<PackRound[]> {
  const { rows } = await db.execute<PackRound & Record<string, unknown>>(sql`
    select r.id, b.name as branch, r.kind, r.period, r.state, r.opens_on::text as "opensOn",
           r.closes_on::text as "closesOn", r.list_hash as "listHash", r.seed, r.cancel_reason as "cancelReason",
           array(select z ->> 'code' from jsonb_array_elements(r.list -> 'zones') z) as "zoneCodes",
           coalesce(r.list -> 'questions', '[]') as questions
      from review_rounds r join branches b on b.id = r.branch_id
     where r.branch_id = ${branchId} and r.kind = ${kind} and (r.period = ${period} or r.period like ${`${period}-%`})
     order by r.opens_on, r.id`)
  return rows
}

export async function packOpinions(db: Db, roundId: string): Promise<PackOpinion[]> {
  const { rows } = await db.execute<PackOpinion & Record<string, unknown>>(sql`
    select z.code as zone, o.eligible_count as "eligibleCount", o.answer_count as "answerCount", o.counts as kept
      from opinion_results o join zones z on z.id = o.zone_id
     where o.round_id = ${roundId} order by length(z.code), z.code`)
  return rows
}

/** By name, so that no order of theirs is a ranking. */
export async function packBallots(db: Db, roundId: string): Promise<PackBallots[]> {
  const { rows } = await db.execute<PackBallots & Record<string, unknown>>(sql`
    select p.name, b.eligible_count as "eligibleCount", b.ballot_count as "ballotCount", b.counts
      from ballot_results b join people p on p.id = b.subject_id
     where b.round_id = ${roundId} order by p.name, p.id`)
  return rows
}

/** What could be said about each in an appraisal, best first. */
export async function packChoices(db: Db, roundId: string): Promise<readonly string[]> {
  const { rows } = await db.execute<{ choices: string[] | null }>(sql`
    select list -> 'choices' as choices from review_rounds where id = ${roundId}`)
  return choicesOf({ choices: rows[0]?.choices ?? undefined })
}

/** By name; with what neighbouring schemes have of the member in that year. */
export async function packEvaluations(
  db: Db,
  round: Pick<PackRound, 'id'>,
  timezone: string,
): Promise<PackEvaluation[]> {
  const scheme = (name: string, field: string, more: string) => sql`
    (select string_agg(concat(e.fields ->> ${field}::text, '（' || nullif(e.fields ->> ${more}::text, '') || '）'), '；'
                       order by e.label) from scheme_entries e
      where e.branch_id = r.branch_id and e.scheme = ${name} and e.period = left(r.period, 4) and e.person_id = p.id)`
  const { rows } = await db.execute<KeptEvaluation & Record<string, unknown>>(sql`
    select v.id, p.name,
           -- Nothing reached the member yet: no grade stands on paper before they saw it.
           case when v.stage = 'shown' and v.shown_at is null then 'graded' else v.stage end as stage,
           v.summary, v.grade, v.grade_reason as "gradeReason", v.statements, v.exposure,
           ${scheme('member_post', '岗位', '岗位职责')} as post,
           ${scheme('member_target', '目标', '完成情况')} as target,
           array(select jsonb_array_elements_text(one -> 'zoneCodes')
                   from jsonb_array_elements(r.list -> 'people') one where one ->> 'id' = p.id::text) as "zoneCodes"
      from evaluations v join review_rounds r on r.id = v.round_id join people p on p.id = v.person_id
     where v.round_id = ${round.id} order by p.name, p.id`)
  const evidence = rows.flatMap(({ statements }) => statements.flatMap((one) => one.evidence))
  const records = await recordsOf(db, evidence, timezone)
  return rows.map(({ statements, ...member }) => ({
    ...member,
    statements: statements.map(({ evidence: behind, ...said }) => ({ ...said, records: behind.map(records) })),
  }))
}

type KeptEvaluation = Omit<PackEvaluation, 'statements'> & { statements: readonly Statement[] }
