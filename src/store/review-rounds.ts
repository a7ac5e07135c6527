/** Rounds of reviews: which branches are to have one, what each is about, and how they end. For many branches at once. */
import { sql } from 'drizzle-orm'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import type { Frozen, FrozenPerson, FrozenZone } from '../domain/review/frozen-list.ts'
import type { Question } from '../domain/review/opinions.ts'
import type { PlannedRound, ReviewDates } from '../domain/review/periods.ts'
import { firstState } from '../domain/review/round.ts'
import type { RequestKind, ReviewKind } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import { gradeNamesFrom, questionsFrom, reviewDatesFrom, sharePercentFrom } from './review-settings.ts'
import { statement } from './sql.ts'

/** A branch that is there today, with the rounds that it has had. */
export interface BranchToReview {
  branchId: string
  organisationId: string
  dates: ReviewDates
  /** Of its zones, how many a spot check looks at. */
  sharePercent: number
  /** What residents are asked, where they are. */
  questions: readonly Question[]
  /** What members may say of one another, best first. */
  gradeNames: readonly string[]
  since: CivilDate
  opened: { kind: ReviewKind; period: string }[]
}

/** Every branch of the installation, with the dates that the nearest organisation above set. */
export async function branchesToReview(db: Db, { today, timezone }: Day): Promise<BranchToReview[]> {
  const setting = (key: string) => sql`
    (select s.value from settings s join organisations up on up.id = s.organisation_id
      where s.key = ${key} and (up.path = '/' or up.path = o.path or starts_with(o.path, up.path || '/'))
      order by length(up.path) desc limit 1)`
  const { rows } = await db.execute<BranchRow>(sql`
    with own as materialized (
      select o.id, ${setting('reviewDates')} as dates, ${setting('spotCheckPercent')} as share,
             ${setting('opinionQuestions')} as questions, ${setting('gradeNames')} as grades, o.demo
        from organisations o)
    select b.id as "branchId", b.organisation_id as "organisationId", own.dates, own.share, own.questions, own.grades,
           own.demo, b.created_at,
           (select coalesce(json_agg(json_build_object('kind', r.kind, 'period', r.period)), '[]') from review_rounds r
             where r.branch_id = b.id and r.opens_on > ${today}::date - ${REMEMBERED_DAYS}::int) as opened
      from branches b join own on own.id = b.organisation_id
     where b.ended_on is null or b.ended_on > ${today}::date
     order by b.organisation_id, b.id`)
  return rows.map(({ dates, share, questions, grades, demo, created_at, ...row }) => ({
    ...row,
    dates: reviewDatesFrom(dates),
    sharePercent: sharePercentFrom(share),
    questions: questionsFrom(questions),
    gradeNames: gradeNamesFrom(grades),
    since: firstDay(civilDate(new Date(created_at), timezone), demo),
  }))
}

/** The demo looks back on the whole year. */
function firstDay(createdOn: CivilDate, demo: boolean): CivilDate {
  return demo ? `${createdOn.slice(0, 4)}-01-01` : createdOn
}

/** Longer than a round may be late. */
const REMEMBERED_DAYS = 800

interface BranchRow extends Pick<BranchToReview, 'branchId' | 'organisationId' | 'opened'>, Record<string, unknown> {
  dates: unknown
  share: unknown
  questions: unknown
  grades: unknown
  demo: boolean
  created_at: Date
}

interface Day {
  today: CivilDate
  timezone: string
}

/** What a round of a branch is about, as it stands today. */
export interface BranchList {
  branchId: string
  zones: FrozenZone[]
  people: FrozenPerson[]
}

/** Zones, and everybody who belongs to the branch or answers for one of its zones. */
export async function listsOfBranches(db: Db, branchIds: readonly string[], today: CivilDate): Promise<BranchList[]> {
  const ids = sql`${sql.param([...branchIds])}::uuid[]`
  const day = sql`${today}::date`
  const { rows: zones } = await db.execute<FrozenZone & { branchId: string } & Record<string, unknown>>(sql`
    select z.id, z.code, z.name, z.kind, z.branch_id as "branchId", z.household_count as "householdCount",
           (select count(*)::int from cases c
             where c.organisation_id = z.organisation_id and c.zone_id = z.id and c.created_at >= ${day} - interval '1 year'
               and c.state not in ('draft', 'cancelled', 'duplicate')
               -- The list is published: who may not know of a matter may not count it either.
               and c.category <> 'integrity') as "caseCount"
      from zones z where z.branch_id = any(${ids}) and (z.ended_on is null or z.ended_on > ${day})`)
  const { rows: people } = await db.execute<FrozenPerson & { branchId: string } & Record<string, unknown>>(sql`
    with posts as (
      select a.person_id, a.branch_id, a.role, z.code
        from assignments a left join zones z on z.id = a.zone_id
       where a.branch_id = any(${ids}) and ${holding('a', day)} and a.role <> 'resident_verifier'),
    members as (
      select p.id, p.branch_id from people p where p.branch_id = any(${ids})
       union select person_id, branch_id from posts)
    select m.id, m.branch_id as "branchId",
           coalesce(json_agg(distinct posts.role) filter (where posts.role is not null), '[]') as roles,
           coalesce(json_agg(distinct posts.code) filter (where posts.code is not null), '[]') as "zoneCodes"
      from members m join people p on p.id = m.id and (p.left_on is null or p.left_on > ${day})
      left join posts on posts.person_id = m.id and posts.branch_id = m.branch_id
     group by m.id, m.branch_id`)
  const zonesOf = groupBy(zones, (zone) => zone.branchId)
  const peopleOf = groupBy(people, (person) => person.branchId)
  return branchIds.map((branchId) => ({
    branchId,
    zones: (zonesOf.get(branchId) ?? []).map(({ branchId: _, ...zone }) => zone),
    people: (peopleOf.get(branchId) ?? []).map(({ branchId: _, ...person }) => person),
  }))
}

export interface NewRound extends PlannedRound {
  branchId: string
  organisationId: string
  frozen: Frozen
}

export interface OpenedRound extends NewRound {
  id: string
}

/** Open them; what another process opened meanwhile is left as it is and not returned. */
export async function insertRounds(tx: Db, rounds: readonly NewRound[], now: Date): Promise<OpenedRound[]> {
  const { rows } = await tx.execute<{ id: string; branch_id: string; kind: ReviewKind; period: string }>(sql`
    insert into review_rounds (organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash, created_at)
    select organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash, ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rounds.map(roundRow))}::jsonb) as r(organisation_id uuid, branch_id uuid,
        kind text, period text, state text, opens_on date, closes_on date, list jsonb, list_hash text)
     order by branch_id, kind, period
    on conflict (branch_id, kind, period) do nothing returning id, branch_id, kind, period`)
  const named = new Map(rounds.map((round) => [`${round.branchId} ${round.kind} ${round.period}`, round]))
  return rows.flatMap(({ id, branch_id, kind, period }) => {
    const round = named.get(`${branch_id} ${kind} ${period}`)
    return round ? [{ ...round, id }] : []
  })
}

function roundRow({ organisationId, branchId, kind, period, opensOn, closesOn, frozen }: NewRound) {
  return {
    organisation_id: organisationId,
    branch_id: branchId,
    kind,
    period,
    state: firstState(kind),
    opens_on: opensOn,
    closes_on: closesOn,
    list: frozen.list,
    list_hash: frozen.hash,
  }
}

/** Something asked of one person. */
export interface NewRequest {
  organisationId: string
  roundId: string
  kind: RequestKind
  personId: string
  zoneId: string | null
  aboutPersonId: string | null
  dueOn: CivilDate
}

/** Ask for them; what was asked before is not asked twice. @returns how many are new */
export async function insertRequests(tx: Db, requests: readonly NewRequest[], now: Date): Promise<number> {
  if (requests.length === 0) return 0
  const { rowCount } = await tx.execute(sql`
    insert into review_requests (organisation_id, round_id, kind, person_id, zone_id, about_person_id, due_on, created_at)
    select "organisationId", "roundId", kind, "personId", "zoneId", "aboutPersonId", "dueOn", ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(requests)}::jsonb) as r("organisationId" uuid, "roundId" uuid, kind text,
        "personId" uuid, "zoneId" uuid, "aboutPersonId" uuid, "dueOn" date)
    on conflict do nothing`)
  return rowCount ?? 0
}

/** A round that the clock ended. */
export interface EndedRound {
  id: string
  organisationId: string
  kind: ReviewKind
  state: 'closed' | 'cancelled' | 'final'
}

/** So many at a time: with the years of all their members it is a few seconds. */
const ENDED_AT_ONCE = 100

/**
 * End rounds whose last day is over: those that still wait for their seed are cancelled, the others closed; what nobody
 * answered lapses.
 */
export async function endRounds(tx: Db, { today, now }: { today: CivilDate; now: Date }): Promise<EndedRound[]> {
  const { rows } = await tx.execute<EndedRound & Record<string, unknown>>(sql`
    with over as (
      select id from review_rounds
       where state in ('awaiting_seed', 'open') and closes_on < ${today}::date
       -- Not for their keys: who is answering refers to them, and is waited for where their answers are counted.
       order by id limit ${ENDED_AT_ONCE} for no key update skip locked),
    lapsed as (
      update review_requests q set state = 'lapsed' from over where q.round_id = over.id and q.state = 'open')
    update review_rounds r
       set state = case r.state when 'open' then 'closed' else 'cancelled' end,
           closed_at = case r.state when 'open' then ${now}::timestamptz end,
           cancel_reason = case r.state when 'awaiting_seed' then '到截止日没有两人说出抽签的话' end
      from over where r.id = over.id
    returning r.id, r.organisation_id as "organisationId", r.kind, r.state`)
  return rows
}

/** Results of a check or of what residents said stand so long after the last day; other kinds end when all in them is through. */
const LOOKED_AT_DAYS = 7

/** Spot checks and opinions whose results stand from now on. */
export async function finishSettled(tx: Db, { today, now }: { today: CivilDate; now: Date }): Promise<EndedRound[]> {
  const { rows } = await tx.execute<EndedRound & Record<string, unknown>>(sql`
    update review_rounds set state = 'final', final_at = ${now}::timestamptz
     where kind in ('spot_check', 'opinion_round') and state = 'closed'
       and closes_on < ${today}::date - ${LOOKED_AT_DAYS}::int
    returning id, organisation_id as "organisationId", kind, state`)
  return rows
}

/** Its results stand: nothing of it changes any more. */
export const finishRound = statement<Record<string, never>, [string, Date]>(
  'finish_review_round',
  "update review_rounds set state = 'final', final_at = $2 where id = $1 and state = 'closed'",
)
