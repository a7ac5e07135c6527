/** What is owed to people as an operator sees it: what waits, what ended badly, and what becomes of it. Never texts. */
import { sql } from 'drizzle-orm'
import type { ChannelName, Lane, Purpose } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import type { Doing } from './inbox-rows.ts'
import type { DELIVERY_STATES } from './schema/outbox.ts'
import { transact } from './transact.ts'

export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** Recipients of one thing told who are in the same state for the same reason. */
export interface OutboxItem {
  id: bigint
  channel: ChannelName
  lane: Lane
  purpose: Purpose
  state: DeliveryState
  recipientCount: number
  attempts: number
  reason: string | null
  createdAt: Date
  dueAt: Date
  deadlineAt: Date
}

type ItemRow = Omit<OutboxItem, 'id' | 'createdAt' | 'dueAt' | 'deadlineAt'> & {
  id: string
  created_at: Date
  due_at: Date
  deadline_at: Date
}

/** Begins the reason of recipients whom an operator gave up. */
const GIVEN_UP = 'given up: '

/** What is in one of the states, the newest first; what an operator gave up is left out. */
export async function listOutboxItems(
  db: Db,
  { states, limit }: { states: readonly DeliveryState[]; limit: number },
): Promise<OutboxItem[]> {
  const { rows } = await db.execute<ItemRow & Record<string, unknown>>(sql`
    select o.id, o.channel, o.lane, o.purpose, d.state, count(*)::int as "recipientCount",
      max(d.attempts) as attempts, d.reason, o.created_at, min(d.due_at) as due_at, o.deadline_at
      from deliveries d join outbox o on o.id = d.outbox_id
     where d.state = any(${sql.param([...states])}) and coalesce(not starts_with(d.reason, ${GIVEN_UP}), true)
     group by o.id, d.state, d.reason order by o.id desc, d.state, d.reason limit ${limit}`)
  return rows.map(({ created_at, due_at, deadline_at, ...row }) => ({
    ...row,
    id: BigInt(row.id),
    createdAt: new Date(created_at),
    dueAt: new Date(due_at),
    deadlineAt: new Date(deadline_at),
  }))
}

/** One recipient of one thing told: the person, or the account of somebody whom the roster does not know. */
export interface OutboxRecipient {
  to: string
  state: DeliveryState
  attempts: number
  reason: string | null
  dueAt: Date
  sentAt: Date | null
}

/** Recipients of one thing told; those that are not well come first. @throws UserError when there is no such thing */
export async function listRecipients(db: Db, id: bigint, limit: number): Promise<OutboxRecipient[]> {
  const { rows } = await db.execute<OutboxRecipient & { due_at: Date; sent_at: Date | null } & Record<string, unknown>>(
    sql`select coalesce(person_id::text, recipient) as "to", state, attempts, reason, due_at, sent_at
          from deliveries where outbox_id = ${id} order by state = 'sent', state, recipient limit ${limit}`,
  )
  if (rows.length === 0) throw new UserError(nothingSuch(id))
  return rows.map(({ to, state, attempts, reason, due_at, sent_at }) => ({
    ...{ to, state, attempts, reason },
    dueAt: new Date(due_at),
    sentAt: sent_at === null ? null : new Date(sent_at),
  }))
}

/** While WeCom swallows a repeat [D2 90236: `duplicate_check_interval`, 4 h], less some time for the way. */
const SWALLOWED_MS = 3.5 * 60 * 60 * 1000
/** Shorter lives than this are over before the next try. */
const LEAST_LIFE = '1 hour'

/**
 * Tell those again who have not got it: failed, unknown or dropped. They keep their batch, so that a call that may have
 * gone through is repeated byte for byte.
 *
 * @param how.resendSafe whether a repeat reaches nobody twice on this channel
 * @param how.evenTwice tell also those who may have got it, where a repeat may reach them twice
 * @returns how many wait now, and how many were left out because they may have got it
 * @throws UserError when there is no such thing, or its text was deleted
 */
export async function replayOutbox(
  db: Db,
  how: Doing & { id: bigint; resendSafe: (channel: ChannelName) => boolean; evenTwice: boolean },
): Promise<{ waitingCount: number; leftOutCount: number }> {
  const { id, actor, now, evenTwice } = how
  return transact(db, async (tx, note) => {
    const told = await lockTold(tx, id)
    if (!told.has_content) throw new UserError(`通知 ${id} 的内容已按规定清空，不能重发`)
    const ended = sql`outbox_id = ${id} and state in ('failed', 'unknown', 'dropped')`
    const swallowed = how.resendSafe(told.channel) ? new Date(now.getTime() - SWALLOWED_MS) : now
    // Of an ambiguous try that was dropped later nobody knows either; when it was made is not kept, but not before this.
    const maybeThere = sql`((state = 'unknown' or reason like '%ambiguous%')
      and coalesce(sent_at, ${told.created_at}) <= ${swallowed})`
    const { rows: left } = evenTwice
      ? { rows: [] }
      : await tx.execute(sql`select 1 from deliveries where ${ended} and ${maybeThere}`)
    const { rowCount } = await tx.execute(sql`
      update deliveries set state = 'waiting', reason = null, attempts = 0, due_at = ${now}
       where ${ended} and ${evenTwice ? sql`true` : sql`not ${maybeThere}`}`)
    const waitingCount = rowCount ?? 0
    if (waitingCount > 0) {
      await tx.execute(sql`
        update outbox set deadline_at = greatest(deadline_at, ${now}::timestamptz
          + greatest(deadline_at - created_at, interval '${sql.raw(LEAST_LIFE)}')) where id = ${id}`)
      const detail = { waitingCount, evenTwice }
      await note({ ...deedOf(told, id), at: now, actor, action: 'replay_outbox', detail })
    }
    return { waitingCount, leftOutCount: left.length }
  })
}

/**
 * Tell those no more who have not got it. Nobody is at their call: what is being sent ends by itself.
 *
 * @returns how many were given up
 * @throws UserError when there is no such thing
 */
export async function giveUpOutbox(db: Db, how: Doing & { id: bigint; reason: string }): Promise<number> {
  const { id, reason, actor, now } = how
  return transact(db, async (tx, note) => {
    const told = await lockTold(tx, id)
    const { rowCount } = await tx.execute(sql`
      update deliveries set reason = ${GIVEN_UP + reason}, state = case state when 'waiting' then 'dropped' else state end
       where outbox_id = ${id} and state in ('waiting', 'failed', 'unknown', 'dropped')
         and coalesce(not starts_with(reason, ${GIVEN_UP}), true)`)
    const count = rowCount ?? 0
    if (count > 0) {
      await note({ ...deedOf(told, id), at: now, actor, action: 'give_up_outbox', detail: { reason, count } })
    }
    return count
  })
}

interface Told {
  organisation_id: string
  channel: ChannelName
  has_content: boolean
  created_at: Date
}

/** The row of the outbox is the lock that workers take as well. */
async function lockTold(tx: Db, id: bigint): Promise<Told> {
  const { rows } = await tx.execute<Told & Record<string, unknown>>(sql`
    select organisation_id, channel, content is not null as has_content, created_at
      from outbox where id = ${id} for update`)
  if (!rows[0]) throw new UserError(nothingSuch(id))
  return rows[0]
}

function deedOf({ organisation_id }: Told, id: bigint) {
  return { organisationId: organisation_id, subject: `outbox:${id}` }
}

function nothingSuch(id: bigint): string {
  return `没有编号为 ${id} 的通知，用 outbox list 查看编号`
}
