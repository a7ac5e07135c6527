/** 限期整改 as it is given: what, why, by when, with whose help, looked at again by whom. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import { mask } from '../domain/privacy.ts'
import { mayBeDueOn } from '../domain/review/rectification.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import type { Note } from './transact.ts'

/** Longest text that is kept of what, why, and of each later step. */
export const WORDS_MAX = 500

export interface Transaction {
  tx: Db
  note: Note
}

export interface At {
  today: CivilDate
  now: Date
}

export interface NewRectification {
  branchId: string
  /** The review that it came of, if any. */
  roundId: string | null
  personId: string
  zoneId: string | null
  what: string
  reason: string
  dueOn: CivilDate
  helperId: string | null
  /** `null`: whoever leads the branch. */
  recheckerId: string | null
  /** Person who leads the branch: that they do is for the caller to know. */
  givenBy: string
}

/**
 * `own`: one cannot give it to oneself. `not_of_branch`: one of the three people is not of the branch, or has left.
 * `helper`: nobody helps themself. `rechecker`: whoever looks again is the member or the helper. `zone`: it is not of the
 * branch. `bad_date`: not after today, or more than a year away.
 */
export type GivingRefusal = 'own' | 'no_words' | 'bad_date' | 'helper' | 'rechecker' | 'not_of_branch' | 'zone'

export type Giving = { id: string; number: number } | { refusal: GivingRefusal }

/**
 * Give it, or find it where the same was given already: a form sent twice makes one. Its words are kept masked. The
 * member is told by the clock, before anybody else.
 */
export async function giveRectification(
  { tx, note }: Transaction,
  asked: NewRectification,
  { today, now }: At,
): Promise<Giving> {
  const given = { ...asked, what: keptWords(asked.what), reason: keptWords(asked.reason) }
  const refusal = givingRefusal(given, today)
  if (refusal) return { refusal }
  // Numbers of a branch are given out one after the other.
  const { rows: locked } = await tx.execute<{ organisation_id: string }>(
    sql`select organisation_id from branches where id = ${given.branchId} for no key update`,
  )
  const organisationId = locked[0]?.organisation_id
  const people = [given.personId, given.helperId, given.recheckerId].filter((id) => id !== null)
  if (!organisationId || !(await areOfBranch(tx, given.branchId, people, today))) return { refusal: 'not_of_branch' }
  if (given.zoneId !== null && !(await isZoneOfBranch(tx, given))) return { refusal: 'zone' }
  const before = await sameGiven(tx, given)
  if (before) return before
  const { rows } = await tx.execute<{ id: string; number: number }>(sql`
    insert into rectifications (organisation_id, branch_id, number, round_id, person_id, zone_id, what, reason, due_on,
                                helper_id, rechecker_id, given_by, created_at)
    select ${organisationId}, ${given.branchId}, coalesce(max(number), 0) + 1, ${given.roundId}, ${given.personId},
           ${given.zoneId}, ${given.what}, ${given.reason}, ${given.dueOn}::date, ${given.helperId}, ${given.recheckerId},
           ${given.givenBy}, ${now}::timestamptz
      from rectifications where branch_id = ${given.branchId}
    returning id, number`)
  const [row] = rows
  if (!row) throw new Error('a rectification was not inserted')
  const deed = { organisationId, at: now, actor: `person:${given.givenBy}`, action: 'give_rectification' }
  await note({ ...deed, subject: `rectification:${row.id}`, detail: given })
  return row
}

function givingRefusal(given: NewRectification, today: CivilDate): GivingRefusal | null {
  const { personId, helperId, recheckerId, givenBy } = given
  if (personId === givenBy) return 'own'
  if (given.what === '' || given.reason === '') return 'no_words'
  if (!mayBeDueOn(given.dueOn, today)) return 'bad_date'
  if (helperId === personId) return 'helper'
  if (recheckerId !== null && (recheckerId === personId || recheckerId === helperId)) return 'rechecker'
  return null
}

/** As it is kept: masked, in one paragraph, not longer than a form takes. */
export function keptWords(text: string): string {
  return [...mask(text.replace(/\s+/gu, ' ').trim())].slice(0, WORDS_MAX).join('')
}

/** Whether all of them belong to the branch today, by the roster or by a post, and none has left. */
export async function areOfBranch(
  tx: Db,
  branchId: string,
  personIds: readonly string[],
  today: CivilDate,
): Promise<boolean> {
  const wanted = [...new Set(personIds)]
  const { rows } = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from people p
     where p.id = any(${sql.param(wanted)}::uuid[]) and p.left_on is null
       and (p.branch_id = ${branchId}
            or exists (select from assignments a where a.person_id = p.id and a.branch_id = ${branchId}
                                                   and ${holding('a', sql`${today}::date`)}))`)
  return rows[0]?.count === wanted.length
}

async function isZoneOfBranch(tx: Db, { zoneId, branchId }: NewRectification): Promise<boolean> {
  const { rows } = await tx.execute(sql`select 1 from zones where id = ${zoneId} and branch_id = ${branchId}`)
  return rows.length > 0
}

async function sameGiven(tx: Db, given: NewRectification): Promise<{ id: string; number: number } | null> {
  const { rows } = await tx.execute<{ id: string; number: number }>(sql`
    select id, number from rectifications
     where person_id = ${given.personId} and branch_id = ${given.branchId} and state in ('open', 'reported')
       and what = ${given.what} and due_on = ${given.dueOn}::date
     order by number limit 1`)
  return rows[0] ?? null
}
