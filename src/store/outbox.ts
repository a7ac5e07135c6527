import type { CardHandle, Content } from '../channels/channel.ts'
import type { Address } from '../decide/facts.ts'
import { groupBy } from '../domain/group.ts'
import { CHANNELS, type ChannelName, type Lane, type Purpose, RECIPIENTS_PER_CALL } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

/** Something owed to people, codes filled in. */
export interface Owed {
  key: string
  to: readonly Address[]
  lane: Lane
  purpose: Purpose
  content: Content
  caseId: string | null
  checkInId: string | null
  notBefore: Date | null
  deadline: Date
}

/** Windows that a person has to open: nothing rings at night, so nothing waits for the morning. */
const SILENT_CHANNELS: readonly ChannelName[] = ['local', 'page']

const insertOutbox = statement<{ id: string }, [string, string, Date]>(
  'insert_outbox',
  `with told as (
     insert into outbox (organisation_id, key, channel, lane, purpose, content, case_id, check_in_id, deadline_at, created_at)
     select organisation_id, key, channel, lane, purpose, content, case_id, check_in_id, deadline_at, $3
       from json_to_recordset($1::json) as t(organisation_id uuid, key text, channel text, lane text, purpose text,
         content jsonb, case_id uuid, check_in_id uuid, deadline_at timestamptz)
     on conflict (key, channel) do nothing returning id, organisation_id, key, channel, lane),
   reached as (
     insert into deliveries (outbox_id, recipient, organisation_id, person_id, channel, lane, batch, due_at)
     select told.id, r.recipient, told.organisation_id, r.person_id, told.channel, told.lane, r.batch, r.due_at
       from told join json_to_recordset($2::json) as r(key text, channel text, recipient text, person_id uuid, batch int,
         due_at timestamptz) on r.key = told.key and r.channel = told.channel
     on conflict do nothing)
   select id from told`,
)

/** Something owed, and by which organisation. */
export type Debt = Owed & { organisationId: string }

/**
 * Owe it to everybody addressed, one row per channel. What was told under the same key before is not told again.
 *
 * @returns ids of new rows, for the bell
 */
export async function owe(sql: Sql, debts: readonly Debt[], now: Date): Promise<bigint[]> {
  // By key, so that two who owe the same at once wait for each other in one order.
  const rows = debts.flatMap(rowsOf).sort((a, b) => (a.key < b.key ? -1 : 1))
  if (rows.length === 0) return []
  const deliveries = rows.flatMap((row) => deliveriesOf(row, now))
  const told = await insertOutbox(sql, JSON.stringify(rows.map(outboxRow)), JSON.stringify(deliveries), now)
  return told.map((row) => BigInt(row.id))
}

type DebtRow = Debt & { channel: ChannelName }

function rowsOf(debt: Debt): DebtRow[] {
  return [...groupBy(debt.to, (a) => a.channel)].map(([channel, to]) => ({ ...debt, channel, to }))
}

function outboxRow(row: DebtRow) {
  return {
    organisation_id: row.organisationId,
    key: row.key,
    channel: row.channel,
    lane: row.lane,
    purpose: row.purpose,
    content: row.content,
    case_id: row.caseId,
    check_in_id: row.checkInId,
    deadline_at: row.deadline,
  }
}

function deliveriesOf({ key, channel, to, notBefore }: DebtRow, now: Date) {
  const due_at = SILENT_CHANNELS.includes(channel) ? now : (notBefore ?? now)
  return to.map(({ externalId, personId }, index) => ({
    key,
    channel,
    recipient: externalId,
    person_id: personId,
    batch: Math.floor(index / RECIPIENTS_PER_CALL[channel]),
    due_at,
  }))
}

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

/** Calls of the lanes that many people are told by, within one claim: each may reach a thousand, and replies come between. */
const BULK_CALLS = 8

const claimDue = statement<SendRow, [Date, Date, number, number]>(
  'claim_due_sends',
  // Lane by lane, so that a campaign of any size never stands before a reply; the row of the outbox is the lock.
  `with due as materialized (
     select d.outbox_id, l.rank, min(d.due_at) as due_at
       from unnest(array['emergency', 'reply', 'reminder', 'digest']) with ordinality as l(lane, rank)
      cross join unnest(array[${CHANNELS.map((c) => `'${c}'`).join(', ')}]) as c(channel)
      cross join lateral (
        select outbox_id, due_at from deliveries
         where channel = c.channel and lane = l.lane and state in ('waiting', 'sending') and due_at <= $1
         order by due_at limit $3 * 4) d
      group by 1, 2),
   locked as materialized (
     select o.id, d.rank from outbox o join due d on d.outbox_id = o.id
      order by d.rank, d.due_at, o.id limit $3 for update of o skip locked),
   batches as materialized (
     select outbox_id, batch from (
       select outbox_id, batch, rank, row_number() over (partition by rank > 2 order by rank, outbox_id, batch) as place
         from (select distinct d.outbox_id, d.batch, l.rank from deliveries d join locked l on l.id = d.outbox_id
                where d.state in ('waiting', 'sending') and d.due_at <= $1) ready) ranked
      where rank <= 2 or place <= $4 order by rank, outbox_id, batch limit $3),
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

/** Take up to `limit` API calls that are due, the highest lane first. They are ours for half a minute. */
export async function claimSends(sql: Sql, limit: number, now: Date): Promise<Send[]> {
  const rows = await claimDue(sql, now, new Date(now.getTime() + LEASE_MS), limit, BULK_CALLS)
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
  recipient: string
  state: 'sent' | 'waiting' | 'unknown' | 'failed' | 'dropped'
  reason: string | null
  dueAt: Date
  platformId: string | null
}

const settle = statement<{ outbox_id: string }, unknown[]>(
  'settle_sends',
  `update deliveries d set state = s.state, reason = s.reason, due_at = s.due_at, platform_id = s.platform_id,
     sent_at = case when s.state in ('sent', 'unknown') then $7 else d.sent_at end
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[])
       as s(outbox_id, recipient, state, reason, due_at, platform_id)
    where d.outbox_id = s.outbox_id and d.recipient = s.recipient and d.state = 'sending'
    returning d.outbox_id`,
)

/** Write down how sends ended; one statement for all. */
export async function settleSends(sql: Sql, outcomes: readonly Outcome[], now: Date): Promise<void> {
  if (outcomes.length === 0) return
  await settle(
    sql,
    outcomes.map((o) => o.outboxId),
    outcomes.map((o) => o.recipient),
    outcomes.map((o) => o.state),
    outcomes.map((o) => o.reason),
    outcomes.map((o) => o.dueAt),
    outcomes.map((o) => o.platformId),
    now,
  )
}

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
      where channel = $1 and recipient = any($2) and state = 'sending' and not outbox_id = any($5::bigint[])
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

/** The right to change a card, as the platform gave it with a send or a tap. */
export interface KeptHandle extends CardHandle {
  organisationId: string
  channel: ChannelName
  taskId: string
  recipients: readonly string[]
}

const keepHandles = statement<{ code: string }, [string]>(
  'keep_card_handles',
  `insert into card_handles (code, organisation_id, channel, task_id, recipients, expires_at)
   select code, "organisationId", channel, "taskId", recipients, "expiresAt"
     from json_to_recordset($1::json) as h(code text, "organisationId" uuid, channel text, "taskId" text,
       recipients text[], "expiresAt" timestamptz)
   on conflict do nothing returning code`,
)

/** Keep rights to change cards; one statement for all. */
export async function keepCardHandles(sql: Sql, handles: readonly KeptHandle[]): Promise<void> {
  if (handles.length > 0) await keepHandles(sql, JSON.stringify(handles))
}

/** A handle that reaches all of `$3`: that of their own tap first. Each is good for one change. */
export const findCardHandle = statement<{ code: string }, [ChannelName, string, string[], Date]>(
  'find_card_handle',
  `select code from card_handles
    where channel = $1 and task_id = $2 and recipients @> $3::text[] and used_at is null and expires_at > $4
    order by cardinality(recipients), expires_at desc limit 1`,
)

/** Marked when the change was made, not before: the same call is made again with the same handle. */
export const useCardHandle = statement<{ code: string }, [string, Date]>(
  'use_card_handle',
  'update card_handles set used_at = $2 where code = $1 returning code',
)

/** Sends that are due although no worker is at them. */
export const sendsLeftLying = statement<{ outbox_id: string }, [Date, number]>(
  'sends_left_lying',
  `select outbox_id from deliveries where state in ('waiting', 'sending') and due_at <= $1 limit $2`,
)
