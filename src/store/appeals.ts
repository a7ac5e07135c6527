/** A member does not agree with what they were given to put right: decided once, by somebody who did not give it. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import {
  type AppealRefusal,
  appealRefusal,
  type DecisionRefusal,
  decisionRefusal,
  mayDecideAppeal,
} from '../domain/review/appeal.ts'
import type { AppealOutcome } from '../domain/review/vocabulary.ts'
import { SECRETARY_ROLES } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import type { Named, RectificationShown } from './rectification-lists.ts'
import { type At, keptWords, type Transaction } from './rectifications.ts'

/**
 * Who may decide it: whoever leads the branch, and administrators above; neither whom it is about nor who said it. The
 * nearest first.
 */
export async function decidersOf(
  db: Db,
  { branchId, personId, givenBy }: { branchId: string; personId: string; givenBy: string | null },
  today: CivilDate,
): Promise<Named[]> {
  const { rows } = await db.execute<Named & Record<string, unknown>>(sql`
    select p.id, p.name
      from branches b join organisations o on o.id = b.organisation_id
      join organisations up on up.demo = o.demo and (up.path = '/' or up.path = o.path or starts_with(o.path, up.path || '/'))
      join branches at on at.organisation_id = up.id
      join assignments a on a.branch_id = at.id and ${holding('a', sql`${today}::date`)}
       and (a.role = 'organisation_admin' or at.id = b.id and a.role = any(${sql.param([...SECRETARY_ROLES])}::text[]))
      join people p on p.id = a.person_id and p.left_on is null
     where b.id = ${branchId}
     group by p.id, p.name
     order by bool_or(at.id = b.id) desc, max(length(up.path)) desc, p.name, p.id`)
  const said = { personId, givenBy: givenBy ?? '' }
  return rows.filter(({ id }) => mayDecideAppeal(said, id)).map(({ id, name }) => ({ id, name }))
}

/** From which day on the week to appeal is counted: that on which the member opened it, else was told. */
export function shownOn({ seenOn, toldOn }: Pick<RectificationShown, 'seenOn' | 'toldOn'>): CivilDate | null {
  return seenOn ?? toldOn
}

/** `nobody`: who is to decide may not, or no more. */
export type AppealingRefusal = AppealRefusal | 'nobody'

/** Once; the same said twice is one appeal. What is to be done waits until it is decided: nobody is reminded. */
export async function appealRectification(
  { tx, note }: Transaction,
  rectification: RectificationShown,
  asked: { by: string; text: string; toPersonId: string },
  { today, now }: At,
): Promise<AppealingRefusal | null> {
  const { id, branch, person, giver } = rectification
  const text = keptWords(asked.text)
  const givenBy = giver?.id ?? null
  const subject = { personId: person.id, givenBy: givenBy ?? '', appealed: rectification.appeal !== null }
  const refusal = appealRefusal({ ...subject, shownOn: shownOn(rectification) }, { by: asked.by, text }, today)
  if (refusal) return refusal
  const deciders = await decidersOf(tx, { branchId: branch.id, personId: person.id, givenBy }, today)
  if (!deciders.some((one) => one.id === asked.toPersonId)) return 'nobody'
  const { rows } = await tx.execute<{ organisationId: string }>(sql`
    insert into appeals (organisation_id, rectification_id, text, to_person_id, created_at)
    select organisation_id, id, ${text}, ${asked.toPersonId}, ${now}::timestamptz from rectifications where id = ${id}
    on conflict (rectification_id) do nothing returning organisation_id as "organisationId"`)
  const [row] = rows
  if (!row) return 'appealed'
  const deed = { organisationId: row.organisationId, at: now, actor: `person:${asked.by}` }
  await note({ ...deed, action: 'appeal_rectification', subject: `rectification:${id}`, detail: { ...asked, text } })
  return null
}

/** `not_yours`: somebody else was asked. `decided`: it was decided before. */
export type DecidingRefusal = DecisionRefusal | 'not_yours' | 'decided'

/**
 * Decide it, with an answer for the member. Changed, what was to be put right ends: there is nothing more to do. Upheld,
 * the days for which the member waited are theirs again.
 */
export async function decideRectificationAppeal(
  { tx, note }: Transaction,
  { id, person, giver, appeal }: RectificationShown,
  asked: { by: string; outcome: AppealOutcome; answer: string },
  { today, now }: At,
): Promise<DecidingRefusal | null> {
  const answer = keptWords(asked.answer)
  if (appeal?.to.id !== asked.by) return 'not_yours'
  const subject = { personId: person.id, givenBy: giver?.id ?? '' }
  const refusal = decisionRefusal(subject, { ...asked, answer, grade: null }, null)
  if (refusal) return refusal
  const { rows } = await tx.execute<{ organisationId: string }>(sql`
    update appeals set outcome = ${asked.outcome}, answer = ${answer}, decided_at = ${now}::timestamptz
     where id = ${appeal.id} and decided_at is null returning organisation_id as "organisationId"`)
  const [row] = rows
  if (!row) return 'decided'
  if (asked.outcome === 'changed') {
    await tx.execute(sql`
      update rectifications set state = 'cancelled', end_reason = ${answer}, ended_at = ${now}::timestamptz
       where id = ${id} and state in ('open', 'reported')`)
  } else {
    // Told with the answer.
    await tx.execute(sql`
      update rectifications set due_on = due_on + (${today}::date - ${appeal.createdOn}::date), told_on = ${today}::date
       where id = ${id} and state = 'open' and ${today}::date > ${appeal.createdOn}::date`)
  }
  const deed = { organisationId: row.organisationId, at: now, actor: `person:${asked.by}` }
  await note({ ...deed, action: 'decide_appeal', subject: `rectification:${id}`, detail: { ...asked, answer } })
  return null
}
