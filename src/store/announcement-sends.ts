/** What became of announcements on the platforms: which sends to take back, how many have read them. */
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

/** Platforms let messages be taken back, and tell who read them, for a day. */
const OPEN_HOURS = 24

/** One call to a platform by which an announcement was told. */
export interface AnnouncementSend {
  channel: ChannelName
  platformId: string
}

const readRecalled = statement<{ id: string }, [Date]>(
  'announcements_to_take_back',
  `select a.id from announcements a
    where a.recalled_at is not null and a.recall_ended_at is null and a.recalled_at <= $1
      and not exists (
        select from outbox o join deliveries d on d.outbox_id = o.id and d.state = 'sending'
         where o.key = 'announcement/' || a.id)
    order by a.recalled_at limit 20`,
)

/** Ids of announcements that were taken back and of which nothing is being sent any more. */
export async function announcementsToTakeBack(sql: Sql, now: Date): Promise<string[]> {
  return (await readRecalled(sql, now)).map(({ id }) => id)
}

const readSends = statement<{ channel: ChannelName; platform_id: string }, [string, Date]>(
  'sends_of_announcement',
  `select distinct d.channel, d.platform_id from outbox o join deliveries d on d.outbox_id = o.id
    where o.key = 'announcement/' || $1 and d.state = 'sent' and d.platform_id is not null
      and d.sent_at > $2::timestamptz - interval '${OPEN_HOURS} hours'
    order by d.channel, d.platform_id`,
)

/** Those of the last day. */
export async function sendsOf(sql: Sql, announcementId: string, now: Date): Promise<AnnouncementSend[]> {
  const rows = await readSends(sql, announcementId, now)
  return rows.map(({ channel, platform_id }) => ({ channel, platformId: platform_id }))
}

/** Every platform was asked to take it back. */
export const endRecall = statement<Record<string, never>, [string, Date]>(
  'end_recall',
  'update announcements set recall_ended_at = $2 where id = $1',
)

const claimReads = statement<{ id: string }, [Date]>(
  'announcements_to_ask_reads_of',
  // Asked twice: when most have seen it, and before the platform forgets.
  `update announcements set read_asked_at = $1 where id = any(array(
     select id from announcements
      where recalled_at is null and told_at > $1::timestamptz - interval '${OPEN_HOURS} hours'
        and (read_asked_at is null and told_at < $1::timestamptz - interval '2 hours'
             or read_asked_at < told_at + interval '20 hours' and told_at < $1::timestamptz - interval '20 hours')
      order by told_at limit 10 for update skip locked))
   returning id`,
)

/** Ids of announcements whose readers are to be counted now. */
export async function announcementsToAskReadsOf(sql: Sql, now: Date): Promise<string[]> {
  return (await claimReads(sql, now)).map(({ id }) => id)
}

export const noteReads = statement<Record<string, never>, [string, number]>(
  'note_reads',
  'update announcements set read_count = $2 where id = $1',
)
