/** Announcements that are ordered in chat: put down, taken back, and looked at by whoever ordered them. */
import type { AnnouncementFacts } from '../decide/branch-work-facts.ts'
import type { NewAnnouncement } from '../decide/decision.ts'
import type { LedBranch } from '../decide/led-branch.ts'
import type { Audience } from '../domain/announcement.ts'
import { type Sql, statement } from './sql.ts'

const insertOne = statement<{ id: string }, [string, boolean, readonly string[], Audience, string, Date, string, Date]>(
  'keep_announcement',
  `insert into announcements (organisation_id, scope, branch_id, zone_ids, audience, text, at, created_by, created_at)
   select b.organisation_id, o.path, case when $2 then null else b.id end,
          array(select z.id from zones z where z.code = any($3::text[])), $4, $5, $6, $7, $8
     from branches b join organisations o on o.id = b.organisation_id where b.id = $1
   returning id`,
)

/** Put one down. It goes out with the next `tellDueAnnouncements` after its `at`. */
export async function keepAnnouncement(
  sql: Sql,
  { branchId, whole, zoneCodes, audience, text, at }: NewAnnouncement,
  { actor, now }: { actor: string; now: Date },
): Promise<void> {
  await insertOne(sql, branchId, whole, zoneCodes, audience, text, at, actor, now)
}

/** What was not sent yet is dropped, and told to nobody another week; what was sent, `recallSent` takes back. */
const recallOne = statement<{ id: string }, [string, string, Date]>(
  'recall_announcement',
  `with gone as (
     update announcements set recalled_at = $3, recalled_by = $2, told_at = coalesce(told_at, $3),
            recipient_count = coalesce(recipient_count, 0)
      where id = $1 and recalled_at is null returning id),
   sends as (select o.id from outbox o, gone where o.key = 'announcement/' || gone.id),
   dropped as (
     update deliveries d set state = 'dropped', reason = 'recalled'
       from sends where d.outbox_id = sends.id and d.state = 'waiting'),
   held as (delete from held_over h using gone where starts_with(h.key, 'announcement/' || gone.id || '/'))
   select id from gone`,
)

/** Take one back. `false`: it was already, and nothing changes. */
export async function recallAnnouncement(
  sql: Sql,
  announcementId: string,
  { actor, now }: { actor: string; now: Date },
): Promise<boolean> {
  return (await recallOne(sql, announcementId, actor, now)).length > 0
}

interface RecentRow {
  id: string
  audience: Audience
  text: string
  at: Date
  told_at: Date | null
  recipient_count: number | null
  read_count: number | null
  sent_count: number
}

const readRecent = statement<RecentRow, [string, boolean, Date]>(
  'recent_announcements',
  `select a.id, a.audience, a.text, a.at, a.told_at, a.recipient_count, a.read_count,
          (select count(*)::int from outbox o join deliveries d on d.outbox_id = o.id
            where o.key = 'announcement/' || a.id and d.state in ('sent', 'unknown')) as sent_count
     from branches b join announcements a on a.organisation_id = b.organisation_id
      and case when $2 then a.branch_id is null else a.branch_id = b.id end
    where b.id = $1 and a.at > $3::timestamptz - interval '14 days' and a.recalled_at is null
    order by a.id desc limit 10`,
)

/** Those of two weeks that were not taken back, the newest first. */
export async function recentAnnouncements(
  sql: Sql,
  { branchId, whole }: LedBranch,
  now: Date,
): Promise<AnnouncementFacts[]> {
  const rows = await readRecent(sql, branchId, whole, now)
  return rows.map(({ id, audience, text, at, told_at, recipient_count, read_count, sent_count }) => ({
    ...{ id, audience, text, at, toldAt: told_at },
    ...{ recipientCount: recipient_count, readCount: read_count, sentCount: sent_count },
  }))
}
