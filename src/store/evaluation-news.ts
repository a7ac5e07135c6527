/** What of members' years is to be told to whom, and what the clock ends. For many at once. */
import { type SQL, sql } from 'drizzle-orm'
import type { Address } from '../decide/facts.ts'
import { CHANNELS, type ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'

export interface MemberToGrade {
  organisationId: string
  roundId: string
  branchId: string
  personId: string
}

/** Everybody whose year is summarised, but who left the branch meanwhile. */
export async function membersToGrade(db: Db, roundIds: readonly string[]): Promise<MemberToGrade[]> {
  const { rows } = await db.execute<MemberToGrade & Record<string, unknown>>(sql`
    select e.organisation_id as "organisationId", e.round_id as "roundId", r.branch_id as "branchId", e.person_id as "personId"
      from evaluations e join review_rounds r on r.id = e.round_id join people p on p.id = e.person_id
     where e.round_id = any(${sql.param([...roundIds])}::uuid[]) and e.stage = 'summarised' and p.left_on is null
     order by e.round_id, e.person_id`)
  return rows
}

/** One thing that somebody is to be told. */
export interface News {
  /** Of the evaluation or appeal. */
  id: string
  organisationId: string
  branchId: string
  period: string
  /** Who is told; `null`: nobody that a channel reaches. */
  address: Address | null
  /** Whom it is about. */
  personId: string
  name: string
}

interface Telling {
  /** Organisations whose people are told something today. */
  organisationIds: readonly string[]
  reachable: readonly ChannelName[]
}

/** Keys of messages that tell a member of their grade begin so. */
export const SHOWN_KEY = 'evaluation/shown/'

/** Show what was graded before `before` to the members. Whoever is reached by nothing has no `shown_at`: their week has not begun. */
export async function showGraded(
  tx: Db,
  { organisationIds, reachable, before, limit, now }: Telling & { before: Date; limit: number; now: Date },
): Promise<News[]> {
  return newsFrom(
    tx,
    sql`update evaluations e
           set stage = 'shown',
               shown_at = case when exists (${addressOf(sql`e.person_id`, reachable)}) then ${now}::timestamptz end
          from review_rounds r
         where e.id = any(array(
           select g.id from review_rounds going join evaluations g on g.round_id = going.id
            where going.kind = 'year_end_evaluation' and going.state = 'closed' and g.stage = 'graded'
              and g.graded_at < ${before}::timestamptz
              and going.organisation_id = any(${sql.param([...organisationIds])}::uuid[])
            order by g.id limit ${limit} for update of g skip locked)) and r.id = e.round_id
         returning e.id, e.organisation_id, r.branch_id, r.period, e.person_id as reader_id, e.person_id`,
    reachable,
  )
}

/**
 * Members who were shown their grade by a message that did not arrive, or of which nobody knows: their week has not begun.
 *
 * That message was owed in the transaction that showed it, so it was made at that very instant.
 */
export async function missUnreached(tx: Db, { organisationIds, reachable }: Telling): Promise<News[]> {
  return newsFrom(
    tx,
    sql`update evaluations e set shown_at = null from review_rounds r
         where r.id = e.round_id and e.stage = 'shown' and e.id = any(array(
           with told as materialized (
             select distinct s.organisation_id, s.shown_at from review_rounds going join evaluations s on s.round_id = going.id
              where going.kind = 'year_end_evaluation' and going.state = 'closed' and s.stage = 'shown'
                and going.organisation_id = any(${sql.param([...organisationIds])}::uuid[]))
           select s.id from told
             join outbox o on o.organisation_id = told.organisation_id and o.created_at = told.shown_at
                  and starts_with(o.key, ${SHOWN_KEY})
             join deliveries d on d.outbox_id = o.id and d.state in ('failed', 'dropped', 'unknown')
             join evaluations s on s.person_id = d.person_id and s.shown_at = told.shown_at and s.stage = 'shown'))
         returning e.id, e.organisation_id, r.branch_id, r.period, e.person_id as reader_id, e.person_id`,
    reachable,
  )
}

/** Where a message reaches each of these people; whom nothing reaches is not in it. */
export async function addressesOf(
  db: Db,
  personIds: readonly string[],
  reachable: readonly ChannelName[],
): Promise<Map<string, Address>> {
  const { rows } = await db.execute<{ id: string; channel: ChannelName; external_id: string }>(sql`
    select p.id, i.channel, i.external_id
      from unnest(${sql.param([...new Set(personIds)])}::uuid[]) as p(id)
      join lateral (${addressOf(sql`p.id`, reachable)}) i on true`)
  return new Map(
    rows.map(({ id, channel, external_id }) => [id, { channel, externalId: external_id, personId: id }] as const),
  )
}

function addressOf(personId: SQL, reachable: readonly ChannelName[]): SQL {
  return sql`
    select i.channel, i.external_id from identities i
     where i.person_id = ${personId} and i.channel = any(${sql.param([...reachable])})
     order by array_position(${sql.param([...CHANNELS])}::text[], i.channel), i.created_at, i.id limit 1`
}

/**
 * What stands because nobody appealed: shown before `before`. Only where it was looked today whom no message reached.
 *
 * @returns ids with their organisations
 */
export async function finishShown(
  tx: Db,
  {
    organisationIds,
    before,
    limit,
    now,
  }: Pick<Telling, 'organisationIds'> & { before: Date; limit: number; now: Date },
): Promise<{ id: string; organisationId: string }[]> {
  const { rows } = await tx.execute<{ id: string; organisationId: string }>(sql`
    update evaluations e set stage = 'final', final_at = ${now}::timestamptz
     where e.id = any(array(
       select s.id from review_rounds going join evaluations s on s.round_id = going.id
        where going.kind = 'year_end_evaluation' and going.state = 'closed' and s.stage = 'shown'
          and s.shown_at < ${before}::timestamptz
          and going.organisation_id = any(${sql.param([...organisationIds])}::uuid[])
        order by s.id limit ${limit} for update of s skip locked))
    returning e.id, e.organisation_id as "organisationId"`)
  return rows
}

/** Rounds in which everybody who is still there is through. What is still asked in them is wanted no more. */
export async function finishRounds(tx: Db, now: Date): Promise<{ id: string; organisationId: string }[]> {
  const { rows } = await tx.execute<{ id: string; organisationId: string }>(sql`
    with over as (
      update review_rounds r set state = 'final', final_at = ${now}::timestamptz
       where r.kind = 'year_end_evaluation' and r.state = 'closed'
         and not exists (select from evaluations e join people p on p.id = e.person_id
                          where e.round_id = r.id and e.stage <> 'final' and p.left_on is null)
      returning r.id, r.organisation_id),
    lapsed as (
      update review_requests q set state = 'lapsed' from over where q.round_id = over.id and q.state = 'open')
    select id, organisation_id as "organisationId" from over order by id`)
  return rows
}

/** Appeals of the days since `since` that wait for their decision: for who is to decide. */
export function appealsAsked(
  db: Db,
  { organisationIds, reachable, since }: Telling & { since: Date },
): Promise<News[]> {
  return newsFrom(
    db,
    sql`select a.id, e.organisation_id, r.branch_id, r.period, a.to_person_id as reader_id, e.person_id
          from review_rounds r join evaluations e on e.round_id = r.id join appeals a on a.evaluation_id = e.id
         where r.kind = 'year_end_evaluation' and r.state = 'closed' and a.decided_at is null
           and a.created_at >= ${since}::timestamptz
           and e.organisation_id = any(${sql.param([...organisationIds])}::uuid[])`,
    reachable,
  )
}

/** Appeals that were decided since: for the member. */
export function appealsDecided(
  db: Db,
  { organisationIds, reachable, since }: Telling & { since: Date },
): Promise<News[]> {
  return newsFrom(
    db,
    sql`select a.id, e.organisation_id, r.branch_id, r.period, e.person_id as reader_id, e.person_id
          from review_rounds r join evaluations e on e.round_id = r.id join appeals a on a.evaluation_id = e.id
         where r.kind = 'year_end_evaluation' and r.closes_on > (${since}::timestamptz - interval '1 year')::date
           and a.decided_at >= ${since}::timestamptz
           and e.organisation_id = any(${sql.param([...organisationIds])}::uuid[])`,
    reachable,
  )
}

interface NewsRow extends Record<string, unknown> {
  id: string
  organisation_id: string
  branch_id: string
  period: string
  reader_id: string
  person_id: string
  name: string
  channel: ChannelName | null
  external_id: string | null
}

/** @param told rows of `id, organisation_id, branch_id, period, reader_id, person_id` */
async function newsFrom(db: Db, told: SQL, reachable: readonly ChannelName[]): Promise<News[]> {
  const { rows } = await db.execute<NewsRow>(sql`
    with told as (${told})
    select told.*, p.name, i.channel, i.external_id
      from told join people p on p.id = told.person_id
      left join lateral (${addressOf(sql`told.reader_id`, reachable)}) i on true
     order by told.id`)
  return rows.map(({ id, organisation_id, branch_id, period, reader_id, person_id, name, channel, external_id }) => ({
    ...{ id, organisationId: organisation_id, branchId: branch_id, period, personId: person_id, name },
    address: channel && external_id ? { channel, externalId: external_id, personId: reader_id } : null,
  }))
}
