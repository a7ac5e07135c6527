/** What somebody is still to be told of commendations, of rectifications and of appeals about them. */
import { sql } from 'drizzle-orm'
import type { Address } from '../decide/facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { AppealOutcome } from '../domain/review/vocabulary.ts'
import { CHANNELS, type ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { type Sql, statement } from './sql.ts'

/** What is older is told no more: after a long outage its page says it. */
const TOLD_WITHIN_DAYS = 7
const AT_ONCE = 500

/**
 * - `given`, `extended`: to the member, with the due date.
 * - `help`: to who helps, once the member knows.
 * - `reported`: to who looks again.
 * - `answered`: to who gave it, what the member says to it.
 * - `not_yet`, `closed`, `cancelled`: to the member.
 * - `appealed`: to who decides. `decided`: to the member; then to who gave it, as `settled`.
 * - `commended`: to who is commended.
 */
export type ConsequenceNews =
  | 'given'
  | 'extended'
  | 'help'
  | 'reported'
  | 'answered'
  | 'not_yet'
  | 'closed'
  | 'cancelled'
  | 'appealed'
  | 'decided'
  | 'settled'
  | 'commended'

export interface ConsequenceToTell {
  news: ConsequenceNews
  /** Once told is told. */
  key: string
  /** Of the rectification or the commendation. */
  id: string
  number: number
  /** Whose it is, by name. */
  person: string
  what: string
  /** Why it is given, what was reported or seen, what was answered. */
  words: string
  dueOn: CivilDate | null
  outcome: AppealOutcome | null
  address: Address
  organisationId: string
}

const findAny = statement<Record<string, never>, [Date]>(
  'find_any_consequence',
  `select where exists (select from rectifications where state in ('open', 'reported'))
             or exists (select from rectifications where ended_at > $1)
             or exists (select from appeals where created_at > $1 or decided_at > $1)
             or exists (select from commendations where created_at > $1)`,
)

/** Whether there can be anything to tell: most minutes have nothing, and planning the whole question costs more than a look. */
export async function mayTellConsequences(sql: Sql, now: Date): Promise<boolean> {
  return (await findAny(sql, new Date(now.getTime() - TOLD_WITHIN_DAYS * 86_400_000))).length > 0
}

type Row = Omit<ConsequenceToTell, 'address'> &
  Record<string, unknown> & { to: string; channel: ChannelName; external_id: string }

/**
 * Who is to be told what now, the oldest first. Whom nobody can reach waits; so does everybody while the member does not
 * know of what they were given.
 *
 * @param reachable channels that are set up
 */
export async function consequencesToTell(
  db: Db,
  { now, reachable }: { now: Date; reachable: readonly ChannelName[] },
): Promise<ConsequenceToTell[]> {
  const lately = sql`> ${now}::timestamptz - ${TOLD_WITHIN_DAYS} * interval '1 day'`
  const { rows } = await db.execute<Row>(sql`
    with going as materialized (
      select r.*, 'rectification/' || r.id || '/' as about from rectifications r where r.state in ('open', 'reported')),
    news as (
      select case extended_count when 0 then 'given' else 'extended' end as news, about || 'told/' || due_on as key, id, number,
             person_id as "to", person_id, what, case extended_count when 0 then reason else coalesce(extend_reason, '') end as words,
             due_on, null as outcome, created_at as at from going where told_on is null and state = 'open'
      union all
      select 'help', about || 'help', id, number, helper_id, person_id, what, '', due_on, null, created_at
        from going where told_on is not null and helper_id is not null and created_at ${lately}
      union all
      select 'reported', about || 'reported/' || extract(epoch from reported_at), id, number,
             coalesce(rechecker_id, given_by), person_id, what, coalesce(report, ''), due_on, null, reported_at
        from going where state = 'reported' and reported_at ${lately}
      union all
      select 'answered', about || 'answered/' || extract(epoch from answered_at), id, number, given_by, person_id, what,
             answer, due_on, null, answered_at
        from going where answered_at ${lately}
      union all
      select 'not_yet', about || 'not_yet/' || extract(epoch from reported_at), id, number, person_id, person_id, what,
             end_reason, due_on, null, reported_at
        from going where state = 'open' and end_reason is not null and reported_at ${lately}
      union all
      select r.state, 'rectification/' || r.id || '/ended', r.id, r.number, r.person_id, r.person_id, r.what,
             coalesce(r.end_reason, ''), null, null, r.ended_at
        from rectifications r left join appeals q on q.rectification_id = r.id
       where r.ended_at ${lately} and (q.decided_at is null or q.decided_at <> r.ended_at)
      union all
      select turn.news, 'appeal/' || q.id || '/' || turn.news, r.id, r.number, turn."to", r.person_id, r.what,
             turn.words, r.due_on, q.outcome, turn.at
        from appeals q join rectifications r on r.id = q.rectification_id
             cross join lateral (values ('appealed', q.to_person_id, q.text, q.created_at),
               ('decided', r.person_id, q.answer, q.decided_at), ('settled', r.given_by, q.answer, q.decided_at))
               as turn(news, "to", words, at)
       where turn.at ${lately} and (turn.news <> 'appealed' or q.decided_at is null)
      union all
      select 'commended', 'commendation/' || c.id, c.id, c.number, c.person_id, c.person_id, c.reason, '', null, null,
             c.created_at
        from commendations c where c.created_at ${lately})
    select n.news, n.key, n.id, n.number, whose.name as person, n.what, n.words, n.due_on::text as "dueOn", n.outcome,
           n."to", p.organisation_id as "organisationId", i.channel, i.external_id
      from news n join people p on p.id = n."to" and p.left_on is null join people whose on whose.id = n.person_id
      join lateral (
        select i.channel, i.external_id from identities i
         where i.organisation_id = p.organisation_id and i.person_id = p.id and i.channel = any(${sql.param([...reachable])})
         order by array_position(${sql.param([...CHANNELS])}::text[], i.channel), i.created_at, i.id limit 1) i on true
     where not exists (select from outbox o where o.key = n.key)
     order by n.at, n.key limit ${AT_ONCE}`)
  return rows.map(({ to, channel, external_id, ...told }) => ({
    ...told,
    address: { channel, externalId: external_id, personId: to },
  }))
}

/** That the member was told of the present due date on this day. */
export async function markRectificationsTold(db: Db, ids: readonly string[], today: CivilDate): Promise<void> {
  await db.execute(sql`
    update rectifications set told_on = ${today}::date where id = any(${sql.param([...ids])}::uuid[])`)
}
