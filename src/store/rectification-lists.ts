/** Rectifications as those read them whom they concern: the member, who helps, looks again, gave it or decides on it. */

import { type SQL, sql } from 'drizzle-orm'
import type { RectificationFacts } from '../decide/review-facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { AppealOutcome, RectificationState } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { type Sql, statement } from './sql.ts'

const LISTED_MAX = 200

export interface Named {
  id: string
  name: string
}

export interface AppealShown {
  id: string
  text: string
  to: Named
  outcome: AppealOutcome | null
  answer: string | null
  createdOn: CivilDate
}

export interface RectificationShown {
  id: string
  number: number
  branch: Named
  /** Code of the zone that it is about, if it is about one. */
  zone: string | null
  person: Named
  helper: Named | null
  rechecker: Named | null
  giver: Named | null
  what: string
  reason: string
  dueOn: CivilDate
  toldOn: CivilDate | null
  /** When the member first opened it. */
  seenOn: CivilDate | null
  state: RectificationState
  /** What the member says to it. */
  answer: string | null
  answeredOn: CivilDate | null
  report: string | null
  reportedOn: CivilDate | null
  extendReason: string | null
  /** Of its end; while it is open, what was seen when it was looked at and not yet right. */
  endReason: string | null
  endedOn: CivilDate | null
  createdOn: CivilDate
  appeal: AppealShown | null
}

/** `null`: there is none of that id. Whether the reader may see it is for the caller to ask. */
export async function rectificationById(db: Db, id: string, timezone: string): Promise<RectificationShown | null> {
  const [row] = await read(db, { where: sql`r.id = ${id}`, timezone })
  return row ?? null
}

/**
 * All that the person may see: their own, those in which they have a part, and those of branches that they lead; what is
 * not ended first, by its due date.
 */
export function rectificationsFor(
  db: Db,
  { personId, branchIds }: { personId: string; branchIds: readonly string[] },
  timezone: string,
): Promise<RectificationShown[]> {
  return read(db, {
    where: sql`(${personId} in (r.person_id, r.helper_id, r.rechecker_id, r.given_by) or q.to_person_id = ${personId}
      or r.branch_id = any(${sql.param([...branchIds])}::uuid[]))`,
    timezone,
  })
}

const day = (instant: SQL, timezone: string) => sql`to_char(${instant} at time zone ${timezone}, 'YYYY-MM-DD')`
const named = (alias: string) => {
  const row = sql.raw(alias)
  return sql`case when ${row}.id is not null then json_build_object('id', ${row}.id, 'name', ${row}.name) end`
}

async function read(db: Db, { where, timezone }: { where: SQL; timezone: string }): Promise<RectificationShown[]> {
  const { rows } = await db.execute<RectificationShown & Record<string, unknown>>(sql`
    select r.id, r.number, ${named('b')} as branch, z.code as zone, ${named('p')} as person, ${named('h')} as helper,
           ${named('c')} as rechecker, ${named('g')} as giver, r.what, r.reason, r.due_on::text as "dueOn",
           r.told_on::text as "toldOn", ${day(sql`r.seen_at`, timezone)} as "seenOn", r.state, r.answer,
           ${day(sql`r.answered_at`, timezone)} as "answeredOn", r.report,
           ${day(sql`r.reported_at`, timezone)} as "reportedOn", r.extend_reason as "extendReason",
           r.end_reason as "endReason", ${day(sql`r.ended_at`, timezone)} as "endedOn",
           ${day(sql`r.created_at`, timezone)} as "createdOn",
           case when q.id is not null then json_build_object('id', q.id, 'text', q.text, 'to', ${named('d')},
             'outcome', q.outcome, 'answer', q.answer, 'createdOn', ${day(sql`q.created_at`, timezone)}) end as appeal
      from rectifications r join branches b on b.id = r.branch_id join people p on p.id = r.person_id
      left join zones z on z.id = r.zone_id left join people h on h.id = r.helper_id
      left join people c on c.id = r.rechecker_id left join people g on g.id = r.given_by
      left join appeals q on q.rectification_id = r.id left join people d on d.id = q.to_person_id
     where ${where}
     order by r.state in ('closed', 'cancelled'), r.due_on, r.number, r.id limit ${LISTED_MAX}`)
  return rows
}

const readOpen = statement<RectificationFacts & Record<string, unknown>, [string]>(
  'open_rectifications_of',
  `select r.id, r.number, r.what, r.due_on::text as "dueOn", r.state, p.name as person,
          case $1::uuid when r.person_id then 'member' when r.helper_id then 'helper' else 'rechecker' end as "as"
     from rectifications r join people p on p.id = r.person_id
    where r.state in ('open', 'reported') and $1::uuid in (r.person_id, r.helper_id, coalesce(r.rechecker_id, r.given_by))
      and ($1::uuid in (r.person_id, r.helper_id) or r.state = 'reported')
    order by r.due_on, r.number, r.id limit 20`,
)

/** For the chat: the person's own, those that they help with, and those that wait for them to look again. */
export function openRectificationsOf(sql: Sql, personId: string): Promise<RectificationFacts[]> {
  return readOpen(sql, personId)
}
