import { summaryDraft } from '../decide/replies/evaluation.ts'
import type { Deps } from '../deps.ts'
import { addDays, type CivilDate, civilDate } from '../domain/calendar.ts'
import { chunksOf } from '../domain/group.ts'
import { gradersFor } from '../domain/review/graders.ts'
import type { Db } from '../store/database.ts'
import { draftsFromRecords } from '../store/evaluation-acts.ts'
import { leadersOfBranches } from '../store/evaluation-leaders.ts'
import { membersToGrade } from '../store/evaluation-news.ts'
import { draftsOf, type Evaluation, insertEvaluations, summariseAll } from '../store/evaluations.ts'
import { insertRequests } from '../store/review-rounds.ts'
import { noteOn } from '../store/transact.ts'
import type { RoundPart } from './review-rounds.ts'

/** Years looked up in the records together. */
const YEARS_AT_ONCE = 1_000
/** Days for grading: with a week to appeal after them, all is over before the members vote about one another. */
const GRADING_DAYS = 7

/** The year-end evaluation: a year for everybody who is asked, and at the close the grading of all. */
export const evaluationsPart: RoundPart = {
  async opened(_deps, tx, rounds) {
    const ids = rounds.filter(({ kind }) => kind === 'year_end_evaluation').map(({ id }) => id)
    if (ids.length > 0) await insertEvaluations(tx, ids)
  },
  async ended(deps, tx, rounds, now) {
    const closed = rounds.filter(({ kind, state }) => kind === 'year_end_evaluation' && state === 'closed')
    const ids = closed.map(({ id }) => id)
    if (ids.length === 0) return
    for (const drafts of chunksOf(await draftsOf(tx, ids), YEARS_AT_ONCE)) await summarise(deps, tx, drafts, now)
    await askForGrades(tx, ids, { now, today: civilDate(now, deps.config.timezone) })
  },
}

/** Who said no last word is taken by what they kept, else by what the records say. */
async function summarise({ config }: Deps, tx: Db, drafts: readonly Evaluation[], now: Date): Promise<void> {
  const told = await draftsFromRecords(tx, drafts, { now, timezone: config.timezone })
  const ended = drafts.map((evaluation) => {
    const content = { ...evaluation.content, ...told.get(evaluation.id) }
    const summary = content.summary ?? summaryDraft(evaluation.round.period, content.statements)
    return { evaluation, content: { ...content, summary } }
  })
  await summariseAll({ tx, note: noteOn(tx) }, ended, now)
}

async function askForGrades(
  tx: Db,
  roundIds: readonly string[],
  { now, today }: { now: Date; today: CivilDate },
): Promise<void> {
  const members = await membersToGrade(tx, roundIds)
  const leaders = await leadersOfBranches(tx, [...new Set(members.map(({ branchId }) => branchId))], today)
  const requests = members.flatMap(({ branchId, personId, organisationId, roundId }) =>
    gradersFor(personId, leaders.get(branchId) ?? []).map((grader) => ({
      ...{ organisationId, roundId, kind: 'grading' as const, personId: grader.personId },
      ...{ zoneId: null, aboutPersonId: personId, dueOn: addDays(today, GRADING_DAYS - 1) },
    })),
  )
  await insertRequests(tx, requests, now)
}
