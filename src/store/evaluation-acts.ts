/** What people do with a member's year: each act is one transaction, and answers with the reason why it was not done. */
import { sql } from 'drizzle-orm'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { mask } from '../domain/privacy.ts'
import { type AppealRefusal, appealRefusal, type DecisionRefusal, decisionRefusal } from '../domain/review/appeal.ts'
import { type GradingRefusal, gradingRefusal } from '../domain/review/grade.ts'
import { appealTo, mayGrade } from '../domain/review/graders.ts'
import { periodSpan } from '../domain/review/periods.ts'
import { type AnswerRefusal, answerRefusal } from '../domain/review/round.ts'
import { isToHandOver } from '../domain/review/stages.ts'
import { type Exposure, exposureOf, type Statement, statementsOf } from '../domain/review/statements.ts'
import { APPEAL_OUTCOMES, type AppealOutcome, type RequestKind } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { leadersOfBranches } from './evaluation-leaders.ts'
import { type YearAsked, yearsOf } from './evaluation-records.ts'
import { type Evaluation, evaluationOf, takeStep } from './evaluations.ts'
import { settingsFor } from './settings.ts'
import { type Note, transact } from './transact.ts'

export interface Whose {
  roundId: string
  personId: string
}

/** Who acts, when. */
export interface By {
  by: string
  now: Date
  timezone: string
}

/** `unknown`: there is no such evaluation. `stage`: it is too early, too late, or was done already. */
export type ActRefusal = 'unknown' | 'stage' | 'foreign'

export interface Draft {
  statements: Statement[]
  exposure: Exposure
}

/** What the records say of these members' years by now, by evaluation. */
export async function draftsFromRecords(
  db: Db,
  evaluations: readonly Evaluation[],
  { now, timezone }: { now: Date; timezone: string },
): Promise<Map<string, Draft>> {
  const today = civilDate(now, timezone)
  const told = await yearsOf(db, evaluations.map(yearAsked), { now, today, timezone })
  return new Map(
    [...told].map(([id, { records, exposure }]) => [
      id,
      { statements: statementsOf(records), exposure: exposureOf(exposure) },
    ]),
  )
}

function yearAsked({ id, personId, round }: Evaluation): YearAsked {
  const span = periodSpan(round.period)
  if (span === null) throw new Error(`${round.period} is no period`)
  return { evaluationId: id, personId, branchId: round.branchId, ...span }
}

/** A draft says what the records say now; anything later what was frozen. */
export async function asOfNow(
  db: Db,
  evaluation: Evaluation,
  at: { now: Date; timezone: string },
): Promise<Evaluation> {
  if (evaluation.stage !== 'draft') return evaluation
  const draft = (await draftsFromRecords(db, [evaluation], at)).get(evaluation.id)
  return { ...evaluation, content: { ...evaluation.content, ...draft } }
}

/** The member keeps a summary for later, or hands it in: then it is frozen with what the records say. */
export function saySummary(
  db: Db,
  whose: Whose,
  { text, handIn }: { text: string; handIn: boolean },
  by: By,
): Promise<ActRefusal | AnswerRefusal | 'no_text' | null> {
  return act(db, whose, by, async (work, found) => {
    if (by.by !== found.personId) return 'foreign'
    const refusal = answerRefusal(found.round, work.today)
    if (refusal !== null) return refusal
    if (text.trim() === '') return 'no_text'
    const draft = (await draftsFromRecords(work.tx, [found], by)).get(found.id)
    const changes = { ...draft, summary: mask(text.trim()) }
    const redrafted = await takeStep(work, found, { ...work.taken, step: 'redraft', changes })
    if (!redrafted) return 'stage'
    if (!handIn) return null
    const kept = { ...found, content: { ...found.content, ...changes } }
    await takeStep(work, kept, { ...work.taken, step: 'summarise', changes: {} })
    await endRequests(work, found, { kind: 'summary', by: by.by })
    return null
  })
}

/** Also to change a grade of one's own that the member was not shown yet. */
export function giveGrade(
  db: Db,
  whose: Whose,
  { grade, reason }: { grade: string; reason: string },
  by: By,
): Promise<ActRefusal | GradingRefusal | null> {
  return act(db, whose, by, async (work, found) => {
    if (!mayGrade(by.by, found.personId, await work.leaders(found))) return 'foreign'
    const { gradeNames } = await settingsFor(work.tx, found.round.organisationId)
    const told = { grade, reason: mask(reason.trim()), gradedBy: by.by }
    const refusal = gradingRefusal(gradeNames, found.personId, told)
    if (refusal !== null) return refusal
    const others = found.stage === 'graded' && found.content.gradedBy !== by.by
    if (found.round.state !== 'closed' || others) return 'stage'
    const step = found.stage === 'graded' ? 'regrade' : 'grade'
    const changes = { grade: told.grade, gradeReason: told.reason, gradedBy: told.gradedBy }
    if (!(await takeStep(work, found, { ...work.taken, step, changes }))) return 'stage'
    await endRequests(work, found, { kind: 'grading', by: by.by })
    return null
  })
}

/** The member has nothing against it: it stands from now on. */
export function agree(db: Db, whose: Whose, by: By): Promise<ActRefusal | null> {
  return act(db, whose, by, async (work, found) => {
    if (by.by !== found.personId) return 'foreign'
    if (isToHandOver(found)) return 'stage'
    return (await takeStep(work, found, { ...work.taken, step: 'finish', changes: {} })) ? null : 'stage'
  })
}

/** @param to.personId who shall decide */
export function appeal(
  db: Db,
  whose: Whose,
  { text, to }: { text: string; to: string },
  by: By,
): Promise<ActRefusal | AppealRefusal | 'nobody' | null> {
  return act(db, whose, by, async (work, found) => {
    const { gradedBy } = found.content
    const given = { personId: found.personId, givenBy: gradedBy ?? '' }
    const shownOn = found.shownAt && civilDate(found.shownAt, by.timezone)
    const subject = { ...given, shownOn, appealed: found.appeal !== null }
    const refusal = appealRefusal(subject, { by: by.by, text }, work.today)
    if (refusal !== null) return refusal
    const others = appealTo({ personId: found.personId, gradedBy: given.givenBy }, await work.leaders(found))
    if (!others.some(({ personId }) => personId === to)) return 'nobody'
    const said = mask(text.trim())
    if (!(await takeStep(work, found, { ...work.taken, step: 'appeal', changes: { appeal: said } }))) return 'stage'
    await work.tx.execute(sql`
      insert into appeals (organisation_id, evaluation_id, text, to_person_id, created_at)
      values (${found.round.organisationId}, ${found.id}, ${said}, ${to}, ${by.now})`)
    return null
  })
}

/** Decided once. A grade that is changed is given by who decides; the answer keeps what it was, why, and by whom. */
export function decideAppeal(
  db: Db,
  whose: Whose,
  told: { outcome: AppealOutcome; answer: string; grade: string | null },
  by: By,
): Promise<ActRefusal | DecisionRefusal | null> {
  return act(db, whose, by, async (work, found) => {
    const { appeal: asked, content } = found
    if (asked?.toPersonId !== by.by) return 'foreign'
    const { gradeNames } = await settingsFor(work.tx, found.round.organisationId)
    const subject = { personId: found.personId, givenBy: content.gradedBy ?? '' }
    const refusal = decisionRefusal(subject, { ...told, by: by.by }, { present: content.grade ?? '', rule: gradeNames })
    if (refusal !== null) return refusal
    const changed = told.outcome === 'changed'
    const said = mask(told.answer.trim())
    const answer = changed ? `${said}（${formerWords(found)}）` : said
    const regraded = changed ? { grade: told.grade, gradeReason: said, gradedBy: by.by } : {}
    const changes = { ...regraded, decision: `${APPEAL_OUTCOMES[told.outcome]}：${answer}` }
    if (!(await takeStep(work, found, { ...work.taken, step: 'decide', changes }))) return 'stage'
    await work.tx.execute(sql`
      update appeals set outcome = ${told.outcome}, answer = ${answer}, decided_at = ${by.now} where id = ${asked.id}`)
    return null
  })
}

function formerWords({ content, graderName }: Evaluation): string {
  return `原来由${graderName ?? ''}评为“${content.grade ?? ''}”，理由：${content.gradeReason ?? ''}`
}

export interface Work {
  tx: Db
  note: Note
  today: CivilDate
  taken: { actor: string; now: Date }
  leaders(found: Evaluation): ReturnType<typeof leadersOf>
}

/** The evaluation is locked while the work is done. */
export function act<R>(
  db: Db,
  whose: Whose,
  { by, now, timezone }: By,
  work: (work: Work, found: Evaluation) => Promise<R>,
): Promise<R | 'unknown'> {
  return transact(db, async (tx, note) => {
    const found = await evaluationOf(tx, whose, { locked: true })
    if (!found) return 'unknown' as const
    const today = civilDate(now, timezone)
    const leaders = (one: Evaluation) => leadersOf(tx, one, today)
    return work({ tx, note, today, taken: { actor: `person:${by}`, now }, leaders }, found)
  })
}

/** Who leads the branch of an evaluation today, and who stands above it. */
export async function leadersOf(db: Db, { round }: Pick<Evaluation, 'round'>, today: CivilDate) {
  return (await leadersOfBranches(db, [round.branchId], today)).get(round.branchId) ?? []
}

/** What was asked is done by whoever did it; of others who were asked for the same it is wanted no more. */
async function endRequests(
  { tx, taken }: Work,
  { round, personId }: Evaluation,
  { kind, by }: { kind: RequestKind; by: string },
): Promise<void> {
  const about = kind === 'grading' ? sql`about_person_id = ${personId}` : sql`person_id = ${personId}`
  await tx.execute(sql`
    update review_requests set state = case when person_id = ${by} then 'done' else 'lapsed' end,
           done_at = case when person_id = ${by} then ${taken.now}::timestamptz end
     where round_id = ${round.id} and kind = ${kind} and ${about} and state = 'open'`)
}
