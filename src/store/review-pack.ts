/** The forms that a branch lays before its meeting. */
import { sql } from 'drizzle-orm'
import { responsibilityLetterForm, zoneListForm } from '../documents/review-branch-forms.ts'
import type { ReviewForm } from '../documents/review-form.ts'
import { evaluationForm, rectificationForm } from '../documents/review-people-forms.ts'
import { appraisalForm, opinionForm, type PackRound } from '../documents/review-round-forms.ts'
import { spotCheckForm } from '../documents/review-spot-check-form.ts'
import type { CivilDate } from '../domain/calendar.ts'
import { REVIEW_KINDS, type ReviewKind } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { inScope, type Scope } from './organisations.ts'
import { packRectifications, packYear, packZones, type YearOfBranch } from './review-pack-branch.ts'
import { packBallots, packChoices, packEvaluations, packOpinions, packRounds } from './review-pack-rounds.ts'
import { packFindings, packSampledZones } from './review-pack-spot-check.ts'

const FORMS_OF_BRANCHES = ['zone_list', 'rectifications', 'responsibility_letter'] as const
export const PACK_FORMS = [...(Object.keys(REVIEW_KINDS) as ReviewKind[]), ...FORMS_OF_BRANCHES] as const
export type PackFormName = (typeof PACK_FORMS)[number]

/** These say of persons what nobody above their branch is told. */
export const FORMS_OF_ONE_BRANCH: readonly PackFormName[] = [
  'year_end_evaluation',
  'democratic_appraisal',
  'rectifications',
]

export interface PackBranch {
  id: string
  name: string
  organisationId: string
}

export interface PackAsked {
  branches: readonly PackBranch[]
  forms: readonly PackFormName[]
  /** `2026-H1`, `2026-Q3` or `2026`: all of that year. */
  period: string
  today: CivilDate
  timezone: string
}

/** Branches of the scope that are there today. */
export async function branchesToPack(db: Db, scope: Scope, today: CivilDate): Promise<PackBranch[]> {
  const { rows } = await db.execute<PackBranch & Record<string, unknown>>(sql`
    select b.id, b.name, b.organisation_id as "organisationId" from branches b
      join organisations o on o.id = b.organisation_id
     where ${inScope(sql`b.organisation_id`, scope)} and (b.ended_on is null or b.ended_on > ${today}::date)
     order by o.path, b.name`)
  return rows
}

/** Form by form, of each branch; a round that there was not has none. */
export async function packForms(db: Db, { branches, forms, period, ...day }: PackAsked): Promise<ReviewForm[]> {
  const packed: ReviewForm[] = []
  for (const form of forms) {
    for (const branch of branches) {
      const year: YearOfBranch = { branchId: branch.id, year: period.slice(0, 4), ...day }
      packed.push(
        ...(isOfRounds(form)
          ? await roundForms(db, { branchId: branch.id, kind: form, period }, day.timezone)
          : [await branchForm(db, branch, form, year)]),
      )
    }
  }
  return packed
}

function isOfRounds(form: PackFormName): form is ReviewKind {
  return Object.hasOwn(REVIEW_KINDS, form)
}

async function branchForm(
  db: Db,
  { name: branch }: PackBranch,
  form: (typeof FORMS_OF_BRANCHES)[number],
  year: YearOfBranch,
): Promise<ReviewForm> {
  switch (form) {
    case 'zone_list':
      return zoneListForm({ branch, today: year.today }, await packZones(db, year))
    case 'rectifications':
      return rectificationForm({ branch, period: year.year }, await packRectifications(db, year))
    case 'responsibility_letter':
      return responsibilityLetterForm({ branch, year: year.year, today: year.today }, await packYear(db, year))
  }
}

async function roundForms(db: Db, asked: Parameters<typeof packRounds>[1], timezone: string): Promise<ReviewForm[]> {
  const forms: ReviewForm[] = []
  for (const round of await packRounds(db, asked)) forms.push(await roundForm(db, round, timezone))
  return forms
}

async function roundForm(db: Db, round: PackRound, timezone: string): Promise<ReviewForm> {
  switch (round.kind) {
    case 'spot_check': {
      const [zones, findings] = [await packSampledZones(db, round.id), await packFindings(db, round.id)]
      return spotCheckForm(round, { zones, findings })
    }
    case 'opinion_round':
      return opinionForm(round, await packOpinions(db, round.id))
    case 'year_end_evaluation':
      return evaluationForm(round, await packEvaluations(db, round, timezone))
    case 'democratic_appraisal':
      return appraisalForm(round, {
        ballots: await packBallots(db, round.id),
        choices: await packChoices(db, round.id),
      })
  }
}
