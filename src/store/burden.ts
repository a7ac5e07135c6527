/** What the bot itself costs its members: messages that nobody asked for, told again, or that want an answer. */
import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'

export interface Burden {
  branchId: string
  memberCount: number
  /** Messages that came without a word of theirs: no answers, no welcomes. */
  messageCount: number
  /** The most that one of them got. */
  mostCount: number
  /** Of these: about a matter that they had been told of before in the same time. */
  againCount: number
  /** Of these: with something to tap or to answer. */
  demandedCount: number
}

/** A message may wait for the morning, or be tried again, for so long before it is sent. */
const OWED_BEFORE = sql`interval '3 days'`

/** The burden of each branch in a stretch of time, `to` not included; the demo counts in no figure. */
export async function readBurden(db: Db, { from, to }: { from: Date; to: Date }): Promise<Burden[]> {
  const { rows } = await db.execute<Burden & Record<string, unknown>>(sql`
    with told as (
      select d.person_id, o.case_id, o.purpose,
             jsonb_array_length(coalesce(o.content -> 'card' -> 'buttons', '[]')) > 0 as demanding
        from organisations g
        join outbox o on o.organisation_id = g.id
         and o.created_at >= ${from}::timestamptz - ${OWED_BEFORE} and o.created_at < ${to}::timestamptz
        join deliveries d on d.outbox_id = o.id
       where d.person_id is not null and d.state = 'sent' and d.sent_at >= ${from} and d.sent_at < ${to}
         and o.purpose not in ('reply', 'welcome') and coalesce(o.content ->> 'type', '') <> 'card_update'),
    counted as (
      select person_id, count(*)::int as messages, count(*) filter (where demanding)::int as demanded,
             (count(case_id) - count(distinct case_id))::int as again
        from told group by person_id)
    select p.branch_id as "branchId", count(*)::int as "memberCount", coalesce(sum(c.messages), 0)::int as "messageCount",
           coalesce(max(c.messages), 0) as "mostCount", coalesce(sum(c.again), 0)::int as "againCount",
           coalesce(sum(c.demanded), 0)::int as "demandedCount"
      from people p join organisations g on g.id = p.organisation_id and not g.demo left join counted c on c.person_id = p.id
     where p.left_on is null and p.branch_id is not null
     group by p.branch_id order by p.branch_id`)
  return rows
}
