/** What happens to a rectification after it was given, each step once, in the order in which they come. */
import { type SQL, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import {
  type RectificationMove,
  type RectificationRefusal,
  rectificationAfter,
  rectificationRefusal,
} from '../domain/review/rectification.ts'
import type { RectificationState } from '../domain/review/vocabulary.ts'
import { type At, keptWords, type Transaction } from './rectifications.ts'

/** `unknown`: there is none of that id. */
export type StepRefusal = RectificationRefusal | 'unknown'

interface Row extends Record<string, unknown> {
  id: string
  organisationId: string
  personId: string
  helperId: string | null
  recheckerId: string | null
  givenBy: string | null
  state: RectificationState
  dueOn: CivilDate
}

/**
 * Take one step of it, or say why not.
 *
 * @param step.leads whether the person leads its branch: then they may give more time, call it off, and look again where
 * nobody else was asked to; so may who gave it
 */
export async function takeRectificationStep(
  { tx, note }: Transaction,
  { id, leads, ...told }: { id: string; leads: boolean; move: RectificationMove },
  { today, now }: At,
): Promise<StepRefusal | null> {
  const move = { ...told.move, reason: keptWords(told.move.reason) }
  const { rows } = await tx.execute<Row>(sql`
    select id, organisation_id as "organisationId", person_id as "personId", helper_id as "helperId",
           rechecker_id as "recheckerId", given_by as "givenBy", state, due_on::text as "dueOn"
      from rectifications where id = ${id} for update`)
  const [row] = rows
  if (!row) return 'unknown'
  const refusal = rectificationRefusal({ ...row, toldOn: today }, move, today)
  if (refusal) return refusal
  if (move.step !== 'report' && !mayTake(row, move, leads)) return 'not_yours'
  await tx.execute(sql`
    update rectifications set state = ${rectificationAfter(row.state, move.step)}, ${written(move, now)} where id = ${id}`)
  const deed = { organisationId: row.organisationId, at: now, actor: `person:${move.by}` }
  await note({ ...deed, action: `${move.step}_rectification`, subject: `rectification:${id}`, detail: move })
  return null
}

/** That it is not their own work is known by then. */
function mayTake({ recheckerId, givenBy }: Row, { step, by }: RectificationMove, leads: boolean): boolean {
  const looksAgain = step === 'pass' || step === 'not_yet'
  return (looksAgain && by === recheckerId) || leads || by === givenBy
}

/** With another due date it is to be told anew, so nobody is told of it yet. */
function written({ step, reason, dueOn }: RectificationMove, now: Date): SQL {
  switch (step) {
    case 'report':
      return sql`report = ${reason}, reported_at = ${now}::timestamptz`
    case 'not_yet':
      return sql`end_reason = ${reason}`
    case 'extend':
      return sql`due_on = ${dueOn}::date, told_on = null, extend_reason = ${reason}, extended_count = extended_count + 1`
    case 'pass':
    case 'cancel':
      return sql`end_reason = ${reason}, ended_at = ${now}::timestamptz`
  }
}

/** `not_yours`: only the member answers. `ended`: what was said by then stays. */
export type AnsweringRefusal = 'not_yours' | 'ended' | 'no_reason'

/** What the member says to it in their own words, as often as they like while it is under way: the last stands. */
export async function answerRectification(
  { tx, note }: Transaction,
  { id, personId, text }: { id: string; personId: string; text: string },
  now: Date,
): Promise<AnsweringRefusal | null> {
  const answer = keptWords(text)
  const { rows } = await tx.execute<Pick<Row, 'organisationId' | 'state'> & Record<string, unknown>>(sql`
    select organisation_id as "organisationId", state from rectifications
     where id = ${id} and person_id = ${personId} for update`)
  const [row] = rows
  if (!row) return 'not_yours'
  if (row.state !== 'open' && row.state !== 'reported') return 'ended'
  if (answer === '') return 'no_reason'
  await tx.execute(sql`
    update rectifications set answer = ${answer}, answered_at = ${now}::timestamptz
     where id = ${id} and answer is distinct from ${answer}`)
  const deed = { organisationId: row.organisationId, at: now, actor: `person:${personId}` }
  await note({ ...deed, action: 'answer_rectification', subject: `rectification:${id}`, detail: { answer } })
  return null
}

/** The member opened it: from then on they have their week to appeal. Opened again, the first time stays. */
export async function markRectificationSeen(
  { tx, note }: Transaction,
  { id, personId }: { id: string; personId: string },
  now: Date,
): Promise<void> {
  const { rows } = await tx.execute<{ organisationId: string }>(sql`
    update rectifications set seen_at = ${now}::timestamptz
     where id = ${id} and person_id = ${personId} and seen_at is null returning organisation_id as "organisationId"`)
  const deeds = rows.map(({ organisationId }) => ({
    ...{ organisationId, at: now, actor: `person:${personId}`, action: 'see_rectification' },
    ...{ subject: `rectification:${id}`, detail: {} },
  }))
  if (deeds.length > 0) await note(...deeds)
}
