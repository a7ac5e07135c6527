/** What is asked of whom in reviews, and who was told of it. */
import { sql } from 'drizzle-orm'
import type { Address } from '../decide/facts.ts'
import { addDays, type CivilDate, instantOf } from '../domain/calendar.ts'
import type { RequestKind, ReviewKind } from '../domain/review/vocabulary.ts'
import { CHANNELS, type ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'

/** Told again once when so few days are left. */
const REMINDED_BEFORE_DAYS = 3
/** Whoever heard of it less than so many days ago is not reminded yet. */
const REMINDED_AFTER_DAYS = 3

export interface RequestToTell {
  requestId: string
  kind: RequestKind
  round: ReviewKind
  period: string
  dueOn: CivilDate
  roundId: string
  /** Of the frozen list that is drawn from, where a phrase is asked for. */
  listHash: string | null
}

/** All that one person is to be told of this morning, the nearest end first. */
export interface RequestsOfPerson {
  address: Address
  organisationId: string
  requests: RequestToTell[]
}

/**
 * People who were not told yet what they are asked for, and once more those whose days run out, in the order of their ids.
 *
 * @param asked.after the last person of the people before; `null`: from the first on
 * @param asked.reachable channels that are set up; who has none of them waits
 */
export async function requestsToTell(
  db: Db,
  asked: { today: CivilDate; timezone: string; reachable: readonly ChannelName[]; after: string | null; limit: number },
): Promise<RequestsOfPerson[]> {
  const { today, timezone, reachable, after, limit } = asked
  const toldBefore = instantOf(addDays(today, 1 - REMINDED_AFTER_DAYS), '00:00', timezone)
  const { rows } = await db.execute<{
    person_id: string
    organisation_id: string
    channel: ChannelName
    external_id: string
    requests: RequestToTell[]
  }>(sql`
    with due as (
      select q.person_id,
             json_agg(json_build_object('requestId', q.id, 'kind', q.kind, 'round', r.kind, 'period', r.period, 'dueOn', q.due_on,
                      'roundId', r.id, 'listHash', case q.kind when 'phrase' then r.list_hash end)
                      order by q.due_on, r.kind, q.kind, q.id) as requests
        from review_requests q join review_rounds r on r.id = q.round_id
       where q.state = 'open' and q.due_on >= ${today}::date and r.state <> 'cancelled'
         -- Whoever has their ballots is not asked for them again.
         and not (q.kind = 'ballot' and exists (
           select from ballot_tickets t where t.round_id = q.round_id and t.voter_id = q.person_id))
         and (q.told_at is null or q.told_count = 1 and q.told_at < ${toldBefore}::timestamptz
           and q.due_on - ${today}::date <= ${REMINDED_BEFORE_DAYS}::int)
         and (${after}::uuid is null or q.person_id > ${after}::uuid)
       group by q.person_id)
    select p.id as person_id, p.organisation_id, i.channel, i.external_id, due.requests
      from due join people p on p.id = due.person_id and p.left_on is null
      join lateral (
        select i.channel, i.external_id from identities i
         where i.organisation_id = p.organisation_id and i.person_id = p.id and i.channel = any(${sql.param([...reachable])})
         order by array_position(${sql.param([...CHANNELS])}::text[], i.channel), i.created_at, i.id limit 1) i on true
     order by p.id limit ${limit}`)
  return rows.map((row) => ({
    address: { channel: row.channel, externalId: row.external_id, personId: row.person_id },
    organisationId: row.organisation_id,
    requests: row.requests,
  }))
}

export async function markRequestsTold(db: Db, told: readonly RequestsOfPerson[], now: Date): Promise<void> {
  const ids = told.flatMap(({ requests }) => requests.map((one) => one.requestId))
  await db.execute(sql`
    update review_requests set told_at = ${now}, told_count = told_count + 1
     where id = any(${sql.param(ids)}::uuid[])`)
}
