/** What recipients have had lately, and what waits until a platform lets more through to them. */
import type { ChannelName } from '../domain/vocabulary.ts'
import { SENDING_DELIVERIES } from './schema/outbox.ts'
import { statement } from './sql.ts'

/** What a recipient has had of a channel within one window, and what is under way to it by other workers. */
export interface Recent {
  recipient: string
  /** Index of the window. */
  place: number
  /** At most what the window allows. */
  had_count: number
  /** When the oldest of these was sent. */
  oldest_at: Date | null
  under_way: number
}

/**
 * What `$2` have had on channel `$1` within windows of `$3` ms that allow `$4`, without the sends `$5` of the caller.
 *
 * Counted from what was really sent, so that several processes and restarts keep to the platform's limits together.
 */
export const recentSends = statement<Recent, [ChannelName, string[], number[], number[], bigint[], Date]>(
  'recent_sends',
  // What is under way is gathered once: looked up for each recipient it takes minutes where a first announcement to
  // thousands has just been written and the planner knows nothing of it yet.
  `with under_way as materialized (
     select recipient, count(*)::int as count from deliveries
      where channel = $1 and recipient = any($2) and ${SENDING_DELIVERIES} and not outbox_id = any($5::bigint[])
      group by recipient)
   select r.recipient, w.place::int - 1 as place, had.count as had_count, had.oldest_at, coalesce(u.count, 0) as under_way
     from unnest($2::text[]) as r(recipient)
    cross join unnest($3::int[], $4::int[]) with ordinality as w(window_ms, max, place)
    cross join lateral (
      select count(*)::int as count, min(sent_at) as oldest_at from (
        select sent_at from deliveries
         where channel = $1 and recipient = r.recipient
           and sent_at > $6::timestamptz - w.window_ms * interval '1 millisecond'
         order by sent_at desc limit w.max) newest) had
     left join under_way u on u.recipient = r.recipient`,
)

/**
 * Put off what else waits for a recipient that has had its fill: `$5` messages each window of `$4` ms from `$3` on.
 *
 * At once for all of them, so that they are not claimed and put back again and again. What goes to many together is
 * left to its own call.
 */
export const spreadWaiting = statement<{ recipient: string }, [ChannelName, string, Date, number, number]>(
  'spread_waiting',
  `update deliveries d
      set due_at = $3::timestamptz + ((w.place - 1) / $5::int) * $4::int * interval '1 millisecond'
     from (select outbox_id, row_number() over (
                    order by array_position(array['emergency', 'reply', 'reminder', 'digest'], lane), due_at, outbox_id) as place
             from deliveries q
            where channel = $1 and recipient = $2 and sent_at is null and state = 'waiting' and due_at <= $3
              and not exists (select from deliveries o where o.outbox_id = q.outbox_id and o.batch = q.batch
                               and o.recipient <> q.recipient)) w
    where d.outbox_id = w.outbox_id and d.recipient = $2 returning d.recipient`,
)

/** Put recipients that must wait into a batch of their own: a batch goes out whole, and again byte for byte. */
export const postpone = statement<{ recipient: string }, [bigint, string[], Date]>(
  'postpone_recipients',
  `update deliveries set state = 'waiting', due_at = $3, attempts = attempts - 1,
     batch = (select max(batch) + 1 from deliveries where outbox_id = $1)
    where outbox_id = $1 and recipient = any($2::text[]) and state = 'sending' returning recipient`,
)
