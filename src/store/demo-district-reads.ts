/** What the people of the demo district see of their own work, so that they can go on with it. */

import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { CaseState } from '../domain/case.ts'
import type { EvaluationStage, RectificationState, RequestKind } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import { drizzleOn, type Sql, statement } from './sql.ts'

const findToldBy = statement<{ id: string }, [string, Date]>(
  'demo_case_told_by',
  `select c.id from cases c join identities i on i.id = c.reporter_identity_id
    where i.channel = 'local' and i.external_id = $1 and c.created_at >= $2
    order by c.created_at desc, c.code desc limit 1`,
)

/** The case that an account told of since `since`; `null`: what it said made none. */
export async function caseToldBy(sql: Sql, account: string, since: Date): Promise<string | null> {
  const [found] = await findToldBy(sql, account, since)
  return found?.id ?? null
}

export interface CaseAsked extends Record<string, unknown> {
  code: string
  state: CaseState
  /** In the local chat, of who is to do something about it; `null`: nobody. */
  account: string | null
}

/** A case, with whose it is: its handler, else the zone's first member who is there, else who leads the branch. */
export async function caseAsked(on: Sql, id: string, today: CivilDate): Promise<CaseAsked | null> {
  const day = sql`${today}::date`
  const away = sql`exists (select from absences w where w.person_id = p.id and ${holding('w', day)})`
  const { rows } = await drizzleOn(on).execute<CaseAsked>(sql`
    select c.code, c.state, (
        select i.external_id from people p join identities i on i.person_id = p.id and i.channel = 'local'
          left join assignments a on a.person_id = p.id and a.branch_id = c.branch_id and ${holding('a', day)}
         where p.id = c.handler_id
            or c.handler_id is null and a.role in ('zone_member', 'branch_secretary', 'deputy_secretary') and not ${away}
               and (a.zone_id = c.zone_id or a.role = 'branch_secretary')
         order by p.id = c.handler_id desc, a.zone_id = c.zone_id desc nulls last, a.backup, a.position limit 1) as account
      from cases c where c.id = ${id}`)
  return rows[0] ?? null
}

/** Accounts in the local chat of everybody of its roster, by name. */
export async function accountsOfDistrict(db: Db, path: string): Promise<Map<string, string>> {
  const { rows } = await db.execute<{ name: string; account: string }>(sql`
    select p.name, i.external_id as account from organisations o join people p on p.organisation_id = o.id
      join identities i on i.person_id = p.id and i.channel = 'local' where o.path = ${path}`)
  return new Map(rows.map(({ name, account }) => [name, account]))
}

export interface RequestThere extends Record<string, unknown> {
  roundId: string
  personId: string
  name: string
  zoneId: string | null
  code: string | null
  /** Whose year is to be graded. */
  about: { id: string; name: string } | null
}

/** What demo people are asked for in reviews and have not done yet, in an order that no id makes. */
export async function requestsThere(db: Db, kind: RequestKind): Promise<RequestThere[]> {
  const { rows } = await db.execute<RequestThere>(sql`
    select q.round_id as "roundId", q.person_id as "personId", p.name, q.zone_id as "zoneId", z.code,
           case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end as about
      from review_requests q join people p on p.id = q.person_id join organisations o on o.id = q.organisation_id and o.demo
      left join zones z on z.id = q.zone_id left join people m on m.id = q.about_person_id
     where q.kind = ${kind} and q.state = 'open' order by p.name, z.code, m.name`)
  return rows
}

export interface RectificationThere extends Record<string, unknown> {
  id: string
  personId: string
  givenBy: string
  code: string | null
  state: RectificationState
}

export async function rectificationsThere(db: Db): Promise<RectificationThere[]> {
  const { rows } = await db.execute<RectificationThere>(sql`
    select x.id, x.person_id as "personId", x.given_by as "givenBy", z.code, x.state from rectifications x
      join organisations o on o.id = x.organisation_id and o.demo left join zones z on z.id = x.zone_id
     where x.state in ('open', 'reported') order by z.code, x.number`)
  return rows
}

export interface YearThere extends Record<string, unknown> {
  roundId: string
  personId: string
  name: string
  stage: EvaluationStage
  grade: string
  /** Whoever is to decide their appeal, if they made one. */
  appealTo: string | null
}

/** Years that their members were shown. */
export async function yearsShown(db: Db): Promise<YearThere[]> {
  const { rows } = await db.execute<YearThere>(sql`
    select e.round_id as "roundId", e.person_id as "personId", p.name, e.stage, e.grade, a.to_person_id as "appealTo"
      from evaluations e join people p on p.id = e.person_id join organisations o on o.id = e.organisation_id and o.demo
      left join appeals a on a.evaluation_id = e.id
     where e.stage in ('shown', 'appealed') order by p.name`)
  return rows
}

export interface BranchThere extends Record<string, unknown> {
  id: string
  name: string
  secretaryId: string
}

/** Branches of the demo with zones, in the order of their zones' codes. */
export async function branchesThere(db: Db, path: string): Promise<BranchThere[]> {
  const { rows } = await db.execute<BranchThere>(sql`
    select b.id, b.name, min(a.person_id::text) as "secretaryId" from organisations o join branches b on b.organisation_id = o.id
      join zones z on z.branch_id = b.id join assignments a on a.branch_id = b.id and a.role = 'branch_secretary'
     where o.path = ${path} group by b.id, b.name order by min(z.code)`)
  return rows
}

/** Public matters of a branch that were solved by one of its members, the last first. */
export async function solvedThere(
  db: Db,
  branchId: string,
): Promise<{ code: string; handlerId: string; name: string }[]> {
  const { rows } = await db.execute<{ code: string; handlerId: string; name: string }>(sql`
    select c.code, c.handler_id as "handlerId", p.name from cases c join people p on p.id = c.handler_id
     where c.branch_id = ${branchId} and c.state = 'resolved' order by c.closed_at desc, c.code`)
  return rows
}

export async function appraisalsUnderWay(db: Db): Promise<{ roundId: string }[]> {
  const { rows } = await db.execute<{ roundId: string }>(sql`
    select r.id as "roundId" from review_rounds r join organisations o on o.id = r.organisation_id and o.demo
     where r.kind = 'democratic_appraisal' and r.state = 'open'`)
  return rows
}

export interface Figures extends Record<string, unknown> {
  accepted: { count: number; inTime: number }
  /** Those that belong to others, and those given more time, are in neither number. */
  resolved: { count: number; inTime: number }
  ratings: { good: number; bad: number; none: number }
  /** Against grades of the year. */
  appeals: { count: number; changed: number }
}

/** Clocks of the matters of a branch, and what was said of their ends. */
export async function figuresThere(db: Db, branchId: string, year: string): Promise<Figures> {
  const { rows } = await db.execute<Figures>(sql`
    with told as (
      select *, state <> 'not_ours' and extension <> 'granted' as counts from cases
       where branch_id = ${branchId} and state not in ('draft', 'cancelled', 'duplicate') and category <> 'integrity'
         and created_at >= ${`${year}-01-01`}::date and created_at < ${`${year}-12-31`}::date + 1)
    select json_build_object('count', count(accept_done_at),
             'inTime', count(*) filter (where accept_done_at <= accept_due_at)) as accepted,
           json_build_object('count', count(resolve_done_at) filter (where counts),
             'inTime', count(*) filter (where counts and resolve_done_at <= resolve_due_at)) as resolved,
           json_build_object('good', count(*) filter (where satisfied), 'bad', count(*) filter (where not satisfied),
             'none', count(*) filter (where closed_at is not null and satisfied is null)) as ratings,
           (select json_build_object('count', count(*), 'changed', count(*) filter (where a.outcome = 'changed'))
              from review_rounds r join evaluations e on e.round_id = r.id join appeals a on a.evaluation_id = e.id
             where r.branch_id = ${branchId} and r.period = ${year}) as appeals
      from told`)
  const [figures] = rows
  if (!figures) throw new Error('a query of counts returned nothing')
  return figures
}
