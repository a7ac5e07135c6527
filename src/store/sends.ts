/** The outbox as workers see it: calls to be made, taken by one worker at a time, and how they ended. */

import type { Content } from '../channels/channel.ts'
import { groupBy } from '../domain/group.ts'
import { CHANNELS, type ChannelName, type Lane, type Purpose } from '../domain/vocabulary.ts'
import { OPEN_DELIVERIES } from './schema/outbox.ts'
import { type Sql, statement } from './sql.ts'

/** One API call to make: what, to whom, which try. */
export interface Send {
  outboxId: bigint
  batch: number
  key: string
  channel: ChannelName
  lane: Lane
  purpose: Purpose
  content: Content
  recipients: string[]
  attempts: number
  deadlineAt: Date
  organisationId: string
}

interface SendRow {
  outbox_id: string
  batch: number
  key: string
  channel: ChannelName
  lane: Lane
  purpose: Purpose
  content: Content | null
  recipients: string[]
  attempts: number
  deadline_at: Date
  organisation_id: string
}

/** While a worker sends, nobody else does; after this long, more than a call may take, its work is taken over. */
const LEASE_MS = 30_000

const claimDue = statement<SendRow, [Date, Date, number, readonly Lane[]]>(
  'claim_due_sends',
  // Lane by lane, so that many of one never stand before a higher one; the row of the outbox is the lock.
  `with due as materialized (
     select d.outbox_id, l.rank, min(d.due_at) as due_at
       from unnest($4::text[]) with ordinality as l(lane, rank)
      cross join unnest(array[${CHANNELS.map((c) => `'${c}'`).join(', ')}]) as c(channel)
      cross join lateral (
        select outbox_id, due_at from deliveries
         where channel = c.channel and lane = l.lane and ${OPEN_DELIVERIES} and due_at <= $1
         order by due_at limit $3 * 4) d
      group by 1, 2),
   locked as materialized (
     select o.id, d.rank from outbox o join due d on d.outbox_id = o.id
      order by d.rank, d.due_at, o.id limit $3 for update of o skip locked),
   batches as materialized (
     select l.rank, l.id as outbox_id, b.batch from locked l
      cross join lateral (
        select distinct batch from deliveries
         where outbox_id = l.id and ${OPEN_DELIVERIES} and due_at <= $1 order by batch limit $3) b
      order by 1, 2, 3 limit $3),
   claimed as (
     update deliveries d set state = 'sending', due_at = $2, attempts = d.attempts + 1
       from batches b
      where d.outbox_id = b.outbox_id and d.batch = b.batch and d.state in ('waiting', 'sending') and d.due_at <= $1
     returning d.outbox_id, d.batch, d.recipient, d.attempts)
   select c.outbox_id, c.batch, o.key, o.channel, o.lane, o.purpose, o.content, o.deadline_at, o.organisation_id,
     c.recipients, c.attempts
   from (select outbox_id, batch, array_agg(recipient order by recipient) as recipients, max(attempts) as attempts
           from claimed group by 1, 2) c
   join outbox o on o.id = c.outbox_id`,
)

/** Take up to `limit` API calls of these lanes that are due, the first lane first. They are ours for half a minute. */
export async function claimSends(
  sql: Sql,
  { lanes, limit, now }: { lanes: readonly Lane[]; limit: number; now: Date },
): Promise<Send[]> {
  const rows = await claimDue(sql, now, new Date(now.getTime() + LEASE_MS), limit, lanes)
  return rows.map((row) => ({
    outboxId: BigInt(row.outbox_id),
    batch: row.batch,
    key: row.key,
    channel: row.channel,
    lane: row.lane,
    purpose: row.purpose,
    content: row.content ?? { type: 'text', text: '' },
    recipients: row.recipients,
    attempts: row.attempts,
    deadlineAt: row.deadline_at,
    organisationId: row.organisation_id,
  }))
}

/** How one recipient of one send ended, or when it is tried again. */
export interface Outcome {
  outboxId: bigint
  batch: number
  recipient: string
  state: 'sent' | 'waiting' | 'unknown' | 'failed' | 'dropped'
  reason: string | null
  dueAt: Date
  platformId: string | null
}

const settle = statement<{ outbox_id: string }, [string, Date]>(
  'settle_sends',
  // At rest nothing is being sent, and that is when statistics are taken: a planner that saw `state = 'sending'` would
  // read all deliveries and go through all outcomes for each. The `case` shows it nothing of the kind. By them most
  // rows of the outbox are told to one person: with the batch it never reads all whom an announcement is for.
  `update deliveries d set state = s.state, reason = s.reason, due_at = s.due_at, platform_id = s.platform_id,
     sent_at = case when s.state in ('sent', 'unknown') then $2 else d.sent_at end
     from json_to_recordset($1::json) as s(outbox_id bigint, batch int, recipients text[], state text, reason text,
       due_at timestamptz, platform_id text)
    where d.outbox_id = s.outbox_id and d.batch = s.batch and d.recipient = any(s.recipients)
      and case d.state when 'sending' then true else false end
    returning d.outbox_id`,
)

/** Write down how sends ended; one statement for all. */
export async function settleSends(sql: Sql, outcomes: readonly Outcome[], now: Date): Promise<void> {
  if (outcomes.length === 0) return
  await settle(sql, JSON.stringify(settledRows(outcomes)), now)
}

/** One for all recipients of a call that ended alike. */
function settledRows(outcomes: readonly Outcome[]) {
  const alike = groupBy(outcomes, ({ outboxId, batch, state, reason, dueAt, platformId }) =>
    JSON.stringify([String(outboxId), batch, state, reason, dueAt, platformId]),
  )
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (!first) return []
    const { outboxId, recipient, dueAt, platformId, ...rest } = first
    const recipients = [recipient, ...others.map((o) => o.recipient)]
    return [{ ...rest, outbox_id: String(outboxId), due_at: dueAt, platform_id: platformId, recipients }]
  })
}

/** Sends that are due although no worker is at them. */
export const sendsLeftLying = statement<{ outbox_id: string }, [Date, number]>(
  'sends_left_lying',
  `select outbox_id from deliveries where ${OPEN_DELIVERIES} and due_at <= $1 limit $2`,
)
