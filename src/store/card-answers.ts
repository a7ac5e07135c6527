import type { Card } from '../channels/channel.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

/** While it is on its way as an answer nobody sends it; after this long a worker takes it over. */
const LEASE_MS = 10_000
/** A tap that comes again later than this finds nothing: its card has been changed long ago. */
const RECENT_MS = 24 * 3_600_000

/** A tap, by the key it was kept under. */
export interface TapOnCard {
  channel: ChannelName
  key: string
  /** Who tapped. */
  account: string
  taskId: string
}

/** What a tap has led to so far. */
export interface TapOutcome {
  /** Whether it was handled; before that, more may come. */
  decided: boolean
  card: Card | null
  /** Set when the change was taken over from the workers: it goes out as the answer, or must be given back. */
  claimed: { outboxId: bigint; batch: number } | null
}

interface OutcomeRow {
  decided: boolean
  card: Card | null
  claimed: string | null
  batch: number | null
}

/**
 * The change of the tapped card that is owed to who tapped, taken over if nobody has sent it yet.
 *
 * Of a worker that sends the same row at once, one waits for the other and then finds its state changed. A change that
 * has been sent is found too: the tap came again, so its first answer was lost.
 */
const claim = statement<OutcomeRow, [ChannelName, string, string, string, Date, Date]>(
  'claim_card_answer',
  `with tap as (
     select 'reply/' || id as key, handled_at is not null or failed_at is not null as decided
       from inbox where channel = $1 and channel_message_id = $2),
   owed as (
     select d.outbox_id, d.recipient, o.content -> 'card' as card
       from deliveries d
       join outbox o on o.id = d.outbox_id
       join tap on o.key = tap.key or starts_with(o.key, tap.key || '/')
      where d.channel = $1 and d.recipient = $3 and (d.sent_at is null or d.sent_at > $5)
        and o.content ->> 'type' = 'card_update' and o.content -> 'card' ->> 'taskId' = $4
      order by d.outbox_id desc limit 1),
   claimed as (
     update deliveries d set state = 'sending', due_at = $6, attempts = d.attempts + 1
       from owed where d.outbox_id = owed.outbox_id and d.recipient = owed.recipient and d.state = 'waiting'
     returning d.outbox_id, d.batch)
   select tap.decided, owed.card, claimed.outbox_id as claimed, claimed.batch
     from tap left join owed on true left join claimed on true`,
)

/** What the tap has led to; the changed card is ours from here on if `claimed` is set. */
export async function claimCardAnswer(sql: Sql, tap: TapOnCard, now: Date): Promise<TapOutcome> {
  const since = new Date(now.getTime() - RECENT_MS)
  const until = new Date(now.getTime() + LEASE_MS)
  const [row] = await claim(sql, tap.channel, tap.key, tap.account, tap.taskId, since, until)
  if (!row) return { decided: false, card: null, claimed: null }
  const { decided, card, claimed, batch } = row
  return { decided, card, claimed: claimed === null || batch === null ? null : { outboxId: BigInt(claimed), batch } }
}
