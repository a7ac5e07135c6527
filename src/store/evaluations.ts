/** Members' years as they are kept: one row each, changed by legal steps only, each of which freezes what came before. */
import { type SQL, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import {
  type EvaluationContent,
  type EvaluationStep,
  frozenChanges,
  frozenHash,
  stageAfter,
} from '../domain/review/stages.ts'
import { exposureOf } from '../domain/review/statements.ts'
import {
  APPEAL_OUTCOMES,
  type AppealOutcome,
  type EvaluationStage,
  type RoundState,
} from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import type { Note } from './transact.ts'

export interface EvaluationRound {
  id: string
  organisationId: string
  branchId: string
  branchName: string
  period: string
  state: RoundState
  opensOn: CivilDate
  closesOn: CivilDate
}

export interface Evaluation {
  id: string
  personId: string
  personName: string
  round: EvaluationRound
  stage: EvaluationStage
  content: EvaluationContent
  graderName: string | null
  gradedAt: Date | null
  /** When the member got to know it: at the stage `shown`, `null` where nothing has reached them. */
  shownAt: Date | null
  finalAt: Date | null
  /** Of the content at the last step; `null`: a draft, which nothing holds. */
  frozenAs: string | null
  /** Codes of the zones that they answered for when the round began. */
  zoneCodes: string[]
  appeal: {
    id: string
    toPersonId: string
    toName: string
    outcome: AppealOutcome | null
    answer: string | null
  } | null
}

interface Row extends Record<string, unknown> {
  id: string
  person_id: string
  name: string
  stage: EvaluationStage
  statements: EvaluationContent['statements']
  exposure: EvaluationContent['exposure']
  summary: string | null
  grade: string | null
  grade_reason: string | null
  graded_by: string | null
  grader_name: string | null
  graded_at: string | null
  shown_at: string | null
  final_at: string | null
  frozen_as: string | null
  zone_codes: string[] | null
  round: EvaluationRound
  appeal: (NonNullable<Evaluation['appeal']> & { text: string }) | null
}

/** Nobody's records: what a year holds until its member, or the close, has it drafted. */
const NOTHING_YET = exposureOf({ posts: [], zones: [], caseCount: 0, waitedMinutes: 0 })

/** A year for everybody who was asked for a summary in these rounds. */
export async function insertEvaluations(tx: Db, roundIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    insert into evaluations (organisation_id, round_id, person_id, statements, exposure)
    select q.organisation_id, q.round_id, q.person_id, '[]', ${JSON.stringify(NOTHING_YET)}::jsonb
      from review_requests q where q.round_id = any(${sql.param([...roundIds])}::uuid[]) and q.kind = 'summary'
     order by q.round_id, q.person_id
    on conflict (round_id, person_id) do nothing`)
}

/** @param locked nobody else takes a step until the transaction ends */
export async function evaluationOf(
  db: Db,
  { roundId, personId }: { roundId: string; personId: string },
  { locked = false } = {},
): Promise<Evaluation | null> {
  const [found] = await evaluationsWhere(db, sql`e.round_id = ${roundId} and e.person_id = ${personId}`, locked)
  return found ?? null
}

export async function evaluationById(db: Db, id: string): Promise<Evaluation | null> {
  return (await evaluationsWhere(db, sql`e.id = ${id}`))[0] ?? null
}

/** Drafts of rounds that are over: their members said no last word. */
export function draftsOf(db: Db, roundIds: readonly string[]): Promise<Evaluation[]> {
  return evaluationsWhere(db, sql`e.round_id = any(${sql.param([...roundIds])}::uuid[]) and e.stage = 'draft'`, true)
}

/** All of one round, in the order of zones and then of ids: of no merit. */
export async function evaluationsOfRound(db: Db, roundId: string): Promise<Evaluation[]> {
  const all = await evaluationsWhere(db, sql`e.round_id = ${roundId}`)
  const place = ({ zoneCodes, personId }: Evaluation) => `${zoneCodes[0] ?? '~'} ${personId}`
  return all.sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

async function evaluationsWhere(db: Db, which: SQL, locked = false): Promise<Evaluation[]> {
  const { rows } = await db.execute<Row>(sql`
    select e.id, e.person_id, p.name, e.stage, e.statements, e.exposure, e.summary, e.grade, e.grade_reason, e.graded_by,
           g.name as grader_name, e.graded_at, e.shown_at, e.final_at, e.frozen_as,
           jsonb_path_query_first(r.list, '$.people[*] ? (@.id == $who).zoneCodes',
             jsonb_build_object('who', e.person_id)) as zone_codes,
           json_build_object('id', r.id, 'organisationId', r.organisation_id, 'branchId', r.branch_id, 'branchName', b.name,
             'period', r.period, 'state', r.state, 'opensOn', r.opens_on, 'closesOn', r.closes_on) as round,
           case when a.id is not null then json_build_object('id', a.id, 'toPersonId', a.to_person_id, 'toName', t.name,
             'text', a.text, 'outcome', a.outcome, 'answer', a.answer) end as appeal
      from evaluations e join people p on p.id = e.person_id
      join review_rounds r on r.id = e.round_id join branches b on b.id = r.branch_id
      left join people g on g.id = e.graded_by
      left join appeals a on a.evaluation_id = e.id left join people t on t.id = a.to_person_id
     where ${which} order by e.id ${locked ? sql`for update of e` : sql``}`)
  return rows.map(evaluationFrom)
}

function evaluationFrom(row: Row): Evaluation {
  const { appeal } = row
  const decision = appeal?.outcome ? `${APPEAL_OUTCOMES[appeal.outcome]}：${appeal.answer ?? ''}` : null
  return {
    ...{ id: row.id, personId: row.person_id, personName: row.name, round: row.round, stage: row.stage },
    content: {
      ...{ statements: row.statements, exposure: row.exposure, summary: row.summary },
      ...{ grade: row.grade, gradeReason: row.grade_reason, gradedBy: row.graded_by },
      ...{ appeal: appeal?.text ?? null, decision },
    },
    graderName: row.grader_name,
    gradedAt: instant(row.graded_at),
    shownAt: instant(row.shown_at),
    finalAt: instant(row.final_at),
    frozenAs: row.frozen_as,
    zoneCodes: row.zone_codes ?? [],
    appeal,
  }
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

/** From which on the member has their week to appeal. */
const SHOWING: readonly EvaluationStep[] = ['show', 'hand_over']

export interface StepTaken {
  step: EvaluationStep
  /** Of the appeal and its decision only what the content has of them: their rows are written by who takes the step. */
  changes: Partial<EvaluationContent>
  /** `person:…` or `system`. */
  actor: string
  now: Date
}

/**
 * Take a step with an evaluation that is locked.
 *
 * @returns `false` where the step is not legal at its stage
 * @throws Error where the step would change what is frozen, or what is frozen was changed meanwhile
 */
export async function takeStep(
  { tx, note }: { tx: Db; note: Note },
  before: Evaluation,
  taken: StepTaken,
): Promise<boolean> {
  const { step, changes, actor, now } = taken
  const stage = stageAfter(before.stage, step)
  if (stage === null) return false
  if (before.frozenAs !== null && frozenHash(before.content) !== before.frozenAs) {
    throw new Error(`evaluation ${before.id} is not as it was frozen`)
  }
  const content = { ...before.content, ...changes }
  const wrong = frozenChanges(step, before.content, content)
  if (wrong.length > 0) throw new Error(`${step} would change ${wrong.join(', ')} of evaluation ${before.id}`)
  const frozenAs = stage === 'draft' ? null : frozenHash(content)
  await tx.execute(sql`
    update evaluations set stage = ${stage}, statements = ${JSON.stringify(content.statements)}::jsonb,
           exposure = ${JSON.stringify(content.exposure)}::jsonb, summary = ${content.summary}, grade = ${content.grade},
           grade_reason = ${content.gradeReason}, graded_by = ${content.gradedBy}, frozen_as = ${frozenAs},
           summarised_at = case when ${step === 'summarise'} then ${now}::timestamptz else summarised_at end,
           graded_at = case when ${content.grade !== before.content.grade || step === 'regrade'} then ${now}::timestamptz
                            else graded_at end,
           shown_at = case when ${SHOWING.includes(step)} then ${now}::timestamptz else shown_at end,
           final_at = case when ${stage === 'final'} then ${now}::timestamptz else final_at end
     where id = ${before.id}`)
  await note({
    ...{ organisationId: before.round.organisationId, at: now, actor, action: `evaluation_${step}` },
    ...{ subject: `evaluation:${before.id}`, detail: { stage, frozenAs } },
  })
  return true
}

/** Summaries as they stand at the close, of many members at once. */
export async function summariseAll(
  { tx, note }: { tx: Db; note: Note },
  drafts: readonly { evaluation: Evaluation; content: EvaluationContent }[],
  now: Date,
): Promise<void> {
  if (drafts.length === 0) return
  const rows = drafts.map(({ evaluation, content }) => ({
    ...{ id: evaluation.id, statements: content.statements, exposure: content.exposure, summary: content.summary },
    frozen_as: frozenHash(content),
  }))
  await tx.execute(sql`
    update evaluations e set stage = 'summarised', statements = t.statements, exposure = t.exposure, summary = t.summary,
           frozen_as = t.frozen_as, summarised_at = ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t(id uuid, statements jsonb, exposure jsonb, summary text, frozen_as text)
     where e.id = t.id and e.stage = 'draft'`)
  await note(
    ...rows.map(({ id, frozen_as }, i) => ({
      organisationId: drafts[i]?.evaluation.round.organisationId ?? '',
      ...{ at: now, actor: 'system', action: 'evaluation_summarise', subject: `evaluation:${id}` },
      detail: { stage: 'summarised', frozenAs: frozen_as },
    })),
  )
}
