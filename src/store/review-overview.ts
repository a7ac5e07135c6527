/** How reviews go: rounds of branches with counts, and what one person is asked for in them. */
import { sql } from 'drizzle-orm'
import type { BallotFacts, OwnRequestFacts, RoundFacts } from '../decide/review-facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import { ANSWERS_MIN } from '../domain/review/interval.ts'
import type { Db } from './database.ts'

/** A round that is over is shown so long. */
const SHOWN_DAYS = 90
/** On one page: an administrator of a district sees the first of them. */
const ROUNDS_MAX = 60

/** Those of branches that are under way or were over not long ago: those under way first, the nearest end first. */
export async function roundsOf(db: Db, branchIds: readonly string[], today: CivilDate): Promise<RoundFacts[]> {
  if (branchIds.length === 0) return []
  const { rows } = await db.execute<RoundFacts & Record<string, unknown>>(sql`
    with shown as materialized (
      select r.*, b.name as branch_name from review_rounds r join branches b on b.id = r.branch_id
       where r.branch_id = any(${sql.param([...branchIds])}::uuid[])
         and (r.state in ('awaiting_seed', 'open', 'closed') or r.closes_on > ${today}::date - ${SHOWN_DAYS}::int)
       order by r.state in ('final', 'cancelled'), r.closes_on, r.kind, b.name, r.id limit ${ROUNDS_MAX})
    select r.id, r.kind, r.period, r.state, r.closes_on::text as "closesOn", r.branch_id as "branchId",
           r.branch_name as "branchName",
           (select coalesce(json_agg(json_build_object('kind', q.kind, 'askedCount', q.asked, 'doneCount', q.done)), '[]')
              from (select q.kind, count(*) as asked,
                           -- A ballot has no time of its own, so nothing but its tickets says that somebody voted.
                           count(*) filter (where q.state = 'done' or q.kind = 'ballot' and ${hasTickets()}) as done
                      from review_requests q where q.round_id = r.id group by q.kind order by q.kind) q) as asked,
           (select count(*)::int from sampled_zones s where s.round_id = r.id and s.replaced_at is null) as "zoneCount",
           -- How many answered in all would tell of zones with too few, once the others are told.
           (select count(distinct zone_id)::int from (
              select a.zone_id from opinion_answers a cross join lateral unnest(a.choices) with ordinality as c(choice, place)
               where a.round_id = r.id and c.choice >= 0 group by a.zone_id, c.place having count(*) >= ${ANSWERS_MIN}) enough)
             + (select count(*)::int from opinion_results o where o.round_id = r.id and o.answer_count > 0) as "answeredZoneCount"
      from shown r
     order by r.state in ('final', 'cancelled'), r.closes_on, r.kind, r.branch_name, r.id`)
  return rows
}

/**
 * What the person is asked for today, wherever it is, and what they answered in rounds of these branches: what is open
 * first.
 */
export async function requestsOfPerson(
  db: Db,
  { personId, branchIds, today }: { personId: string; branchIds: readonly string[]; today: CivilDate },
): Promise<OwnRequestFacts[]> {
  const { rows } = await db.execute<OwnRequestFacts & Record<string, unknown>>(sql`
    with open as (
      select q.round_id, q.kind, q.due_on, not (q.kind = 'ballot' and ${hasTickets()}) as open
        from review_requests q where q.person_id = ${personId} and q.state = 'open' and q.due_on >= ${today}::date),
    done as (
      select q.round_id, q.kind, q.due_on, false as open
        from review_rounds r join review_requests q on q.round_id = r.id and q.person_id = ${personId} and q.state = 'done'
       where r.branch_id = any(${sql.param([...branchIds])}::uuid[]) and r.closes_on > ${today}::date - ${SHOWN_DAYS}::int),
    own as (
      select round_id, kind, count(*) filter (where open)::int as open_count, count(*) filter (where not open)::int as done_count,
             coalesce(min(due_on) filter (where open), max(due_on)) as due_on
        from (select * from open union all select * from done) q group by round_id, kind)
    select own.round_id as "roundId", own.kind, r.kind as round, r.period, b.name as "branchName",
           own.due_on::text as "dueOn", own.open_count as "openCount", own.done_count as "doneCount"
      from own join review_rounds r on r.id = own.round_id and r.state <> 'cancelled'
      join branches b on b.id = r.branch_id
     order by own.open_count = 0, own.due_on, r.kind, own.kind, own.round_id`)
  return rows
}

/** Whether somebody has their tickets already; `q` is the request. */
function hasTickets() {
  return sql`exists (select from ballot_tickets t where t.round_id = q.round_id and t.voter_id = q.person_id)`
}

/** Appraisals in which the person may vote today, whether or not they have their tickets: the nearest end first. */
export async function openAppraisalsOf(
  db: Db,
  personId: string,
  today: CivilDate,
): Promise<Omit<BallotFacts, 'token'>[]> {
  const { rows } = await db.execute<Omit<BallotFacts, 'token'> & Record<string, unknown>>(sql`
    select r.id as "roundId", r.period, r.closes_on::text as "closesOn", b.name as "branchName"
      from review_requests q join review_rounds r on r.id = q.round_id join branches b on b.id = r.branch_id
     where q.person_id = ${personId} and q.kind = 'ballot' and q.state = 'open' and r.state = 'open'
       and ${today}::date between r.opens_on and r.closes_on
     order by r.closes_on, b.name, r.id`)
  return rows
}
