/** 表彰: for what, on what it stands, and whether the person wants it told in public. */
import { type SQL, sql } from 'drizzle-orm'
import type { CommendationFacts } from '../decide/review-facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { Evidence } from '../domain/review/statements.ts'
import type { Db } from './database.ts'
import type { Named } from './rectification-lists.ts'
import { type At, areOfBranch, keptWords, type Transaction } from './rectifications.ts'
import { drizzleOn, type Sql } from './sql.ts'

const LISTED_MAX = 200
const EVIDENCE_MAX = 20

/** What the person said; `null`: nothing yet. */
const WHETHER_PUBLIC = sql`case when c.public_at is not null then true when c.answered_at is not null then false end`

export interface NewCommendation {
  branchId: string
  roundId: string | null
  personId: string
  reason: string
  /** Codes of cases of the branch on which it stands. */
  caseCodes: readonly string[]
  /** Person who leads the branch: that they do is for the caller to know. */
  givenBy: string
}

/** `evidence`: one of the codes is none of the branch, or there are too many. */
export type CommendingRefusal = 'own' | 'no_words' | 'not_of_branch' | 'evidence'

/** Give it, or find it where the same was given that day: a form sent twice makes one. It is not public. */
export async function giveCommendation(
  { tx, note }: Transaction,
  asked: NewCommendation,
  { today, now }: At,
): Promise<{ id: string; number: number } | { refusal: CommendingRefusal }> {
  const given = { ...asked, reason: keptWords(asked.reason), caseCodes: [...new Set(asked.caseCodes)] }
  if (given.personId === given.givenBy) return { refusal: 'own' }
  if (given.reason === '') return { refusal: 'no_words' }
  // Numbers of a branch are given out one after the other.
  const { rows: locked } = await tx.execute<{ organisation_id: string }>(
    sql`select organisation_id from branches where id = ${given.branchId} for no key update`,
  )
  const organisationId = locked[0]?.organisation_id
  if (!organisationId || !(await areOfBranch(tx, given.branchId, [given.personId], today))) {
    return { refusal: 'not_of_branch' }
  }
  if (!(await areCasesOfBranch(tx, given))) return { refusal: 'evidence' }
  const evidence: Evidence[] = given.caseCodes.map((id) => ({ kind: 'case', id }))
  const { rows } = await tx.execute<{ id: string; number: number; isNew: boolean }>(sql`
    with before as (
      select id, number from commendations
       where person_id = ${given.personId} and branch_id = ${given.branchId} and reason = ${given.reason}
         and given_on = ${today}::date order by number limit 1),
    given as (
      insert into commendations (organisation_id, branch_id, number, round_id, person_id, reason, evidence, given_by,
                                 given_on, created_at)
      select ${organisationId}, ${given.branchId},
             coalesce((select max(number) from commendations where branch_id = ${given.branchId}), 0) + 1,
             ${given.roundId}, ${given.personId}, ${given.reason}, ${JSON.stringify(evidence)}::jsonb, ${given.givenBy},
             ${today}::date, ${now}::timestamptz
       where not exists (select from before)
      returning id, number)
    select id, number, false as "isNew" from before union all select id, number, true from given`)
  const [row] = rows
  if (!row) throw new Error('a commendation was not inserted')
  const deed = { organisationId, at: now, actor: `person:${given.givenBy}`, action: 'give_commendation' }
  if (row.isNew) await note({ ...deed, subject: `commendation:${row.id}`, detail: given })
  return { id: row.id, number: row.number }
}

async function areCasesOfBranch(tx: Db, { branchId, caseCodes }: NewCommendation): Promise<boolean> {
  if (caseCodes.length > EVIDENCE_MAX) return false
  const { rows } = await tx.execute<{ count: number }>(sql`
    select count(distinct code)::int as count from cases
     where branch_id = ${branchId} and code = any(${sql.param([...caseCodes])}::text[])`)
  return rows[0]?.count === caseCodes.length
}

/** What was said in chat. */
export async function answerCommendationInChat(
  tx: Sql,
  { commendationId, by, isPublic }: { commendationId: string; by: string; isPublic: boolean },
  now: Date,
): Promise<void> {
  // Every decision is noted by whoever carries it out.
  const transaction = { tx: drizzleOn(tx), note: async () => undefined }
  await answerCommendation(transaction, { id: commendationId, personId: by, isPublic }, now)
}

/** The person says whether it may be told in public; as often as they like. `false`: it is not theirs. */
export async function answerCommendation(
  { tx, note }: Transaction,
  { id, personId, isPublic }: { id: string; personId: string; isPublic: boolean },
  now: Date,
): Promise<boolean> {
  const { rows } = await tx.execute<{ organisationId: string; changed: boolean }>(sql`
    with theirs as (
      select id, organisation_id, ${WHETHER_PUBLIC} as was from commendations c
       where id = ${id} and person_id = ${personId} for update),
    answered as (
      update commendations c set public_at = case when ${isPublic}::boolean then ${now}::timestamptz end,
                                 answered_at = ${now}::timestamptz
        from theirs where c.id = theirs.id and theirs.was is distinct from ${isPublic}::boolean)
    select organisation_id as "organisationId", was is distinct from ${isPublic}::boolean as changed from theirs`)
  const [row] = rows
  if (row?.changed) {
    const action = isPublic ? 'publish_commendation' : 'withhold_commendation'
    const deed = { organisationId: row.organisationId, at: now, actor: `person:${personId}`, action }
    await note({ ...deed, subject: `commendation:${id}`, detail: { isPublic } })
  }
  return row !== undefined
}

export interface CommendationShown {
  id: string
  number: number
  branch: Named
  person: Named
  giver: Named | null
  reason: string
  evidence: readonly Evidence[]
  givenOn: CivilDate
  isPublic: boolean
}

/** The person's own, the newest first. */
export async function commendationsOf(db: Db, personId: string): Promise<CommendationFacts[]> {
  const { rows } = await db.execute<CommendationFacts & Record<string, unknown>>(sql`
    select c.id, c.number, c.reason, ${WHETHER_PUBLIC} as "isPublic" from commendations c
     where c.person_id = ${personId} order by c.given_on desc, c.number desc, c.id limit ${LISTED_MAX}`)
  return rows
}

/** `null`: there is none of that id. Whether the reader may see it is for the caller to ask. */
export async function commendationById(db: Db, id: string): Promise<CommendationShown | null> {
  const [row] = await read(db, sql`c.id = ${id}`)
  return row ?? null
}

/** The person's own, those that they gave, and those of branches that they lead; the newest first. */
export function commendationsFor(
  db: Db,
  { personId, branchIds }: { personId: string; branchIds: readonly string[] },
): Promise<CommendationShown[]> {
  return read(
    db,
    sql`(${personId} in (c.person_id, c.given_by) or c.branch_id = any(${sql.param([...branchIds])}::uuid[]))`,
  )
}

async function read(db: Db, where: SQL): Promise<CommendationShown[]> {
  const { rows } = await db.execute<CommendationShown & Record<string, unknown>>(sql`
    select c.id, c.number, json_build_object('id', b.id, 'name', b.name) as branch,
           json_build_object('id', p.id, 'name', p.name) as person,
           case when g.id is not null then json_build_object('id', g.id, 'name', g.name) end as giver,
           c.reason, c.evidence, c.given_on::text as "givenOn", c.public_at is not null as "isPublic"
      from commendations c join branches b on b.id = c.branch_id join people p on p.id = c.person_id
      left join people g on g.id = c.given_by
     where ${where} order by c.given_on desc, c.number desc, c.id limit ${LISTED_MAX}`)
  return rows
}
