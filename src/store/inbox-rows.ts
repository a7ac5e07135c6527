/** Messages as an operator sees them: what waits, what was put aside, and what becomes of it. Never their texts. */
import { sql } from 'drizzle-orm'
import type { ChannelName } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import type { Seal } from './seal.ts'
import { type Note, transact } from './transact.ts'

export const INBOX_STATES = ['waiting', 'failed', 'given-up', 'handled'] as const
export type InboxState = (typeof INBOX_STATES)[number]

export interface InboxItem {
  id: bigint
  channel: ChannelName
  state: InboxState
  receivedAt: Date
  dueAt: Date
  attempts: number
  /** Kind and message of the error; for a message given up, the operator's words. */
  failure: string | null
  /** Whether the original is still kept. */
  original: boolean
}

interface ItemRow {
  id: string
  organisation_id: string
  channel: ChannelName
  state: InboxState
  received_at: Date
  due_at: Date
  attempts: number
  failure: string | null
  original: boolean
}

const STATE = sql.raw(`case when failed_at is null then case when handled_at is null then 'waiting' else 'handled' end
  else case when handled_at is null then 'failed' else 'given-up' end end`)
/** As the indexes of open rows and of those put aside have it. */
const WHERE = {
  waiting: sql.raw('handled_at is null and failed_at is null'),
  failed: sql.raw('failed_at is not null and handled_at is null'),
  'given-up': sql.raw('failed_at is not null and handled_at is not null'),
  handled: sql.raw('failed_at is null and handled_at is not null'),
}
const COLUMNS = sql`id, organisation_id, channel, ${STATE} as state, received_at, due_at, attempts, failure,
  payload is not null as original`

/** Messages in one of the states, the oldest first. */
export async function listInbox(db: Db, state: InboxState, limit: number): Promise<InboxItem[]> {
  const { rows } = await db.execute<ItemRow & Record<string, unknown>>(
    sql`select ${COLUMNS} from inbox where ${WHERE[state]} order by id limit ${limit}`,
  )
  return rows.map(item)
}

export async function findInboxItem(db: Db, id: bigint): Promise<InboxItem | null> {
  const { rows } = await db.execute<ItemRow & Record<string, unknown>>(
    sql`select ${COLUMNS} from inbox where id = ${id}`,
  )
  return rows[0] ? item(rows[0]) : null
}

/** Who does it, and when; noted in the audit log. */
export interface Doing {
  actor: string
  now: Date
}

/**
 * The message as it came. The reading is audited.
 *
 * @throws UserError when the message is not there, or its original was deleted
 */
export async function readOriginal(db: Db, seal: Seal, { id, actor, now }: Doing & { id: bigint }): Promise<string> {
  return transact(db, async (tx, note) => {
    const { rows } = await tx.execute<{ organisation_id: string; payload: Buffer | null }>(
      sql`select organisation_id, payload from inbox where id = ${id}`,
    )
    const [row] = rows
    if (!row) throw new UserError(noSuchMessage(id))
    if (row.payload === null) throw new UserError(`消息 ${id} 的原文已按规定删除`)
    await note(deed(row.organisation_id, { id, action: 'read_original', detail: {}, actor, now }))
    return seal.open('inbox', row.payload)
  })
}

/**
 * Handle messages anew, as if they had just been put in their place: those put aside or given up, or that wait for
 * their next try. `ids` `null`: all that were put aside and whose original is still kept.
 *
 * @returns the messages that are due now
 * @throws UserError when one is not there, was handled, or its original was deleted; nothing is changed then
 */
export async function replayInbox(
  db: Db,
  { ids, actor, now }: Doing & { ids: readonly bigint[] | null },
): Promise<bigint[]> {
  return transact(db, async (tx, note) => {
    const found = ids === null ? sql`${WHERE.failed} and payload is not null` : amongIds(ids)
    const rows = await lockRows(tx, found)
    for (const id of ids ?? []) refuse(id, rows, { replay: true })
    await tx.execute(sql`
      update inbox set failed_at = null, handled_at = null, failure = null, attempts = 0, due_at = ${now}
       where ${amongIds(rows.map((r) => BigInt(r.id)))}`)
    await noteAll(note, rows, { action: 'replay_message', detail: {}, actor, now })
    return rows.map((r) => BigInt(r.id))
  })
}

/**
 * Handle these messages no more: nobody waits for them, and no alarm speaks of them.
 *
 * @throws UserError when one is not there or was handled; nothing is changed then
 */
export async function giveUpInbox(
  db: Db,
  { ids, reason, actor, now }: Doing & { ids: readonly bigint[]; reason: string },
): Promise<void> {
  await transact(db, async (tx, note) => {
    const rows = await lockRows(tx, amongIds(ids))
    for (const id of ids) refuse(id, rows, { replay: false })
    await tx.execute(sql`
      update inbox set failed_at = coalesce(failed_at, ${now}), handled_at = ${now}, failure = ${`given up: ${reason}`}
       where ${amongIds(ids)}`)
    await noteAll(note, rows, { action: 'give_up_message', detail: { reason }, actor, now })
  })
}

async function lockRows(tx: Db, found: ReturnType<typeof sql>): Promise<ItemRow[]> {
  const { rows } = await tx.execute<ItemRow & Record<string, unknown>>(
    sql`select ${COLUMNS} from inbox where ${found} order by id for update`,
  )
  return rows
}

function refuse(id: bigint, rows: readonly ItemRow[], { replay }: { replay: boolean }): void {
  const row = rows.find((r) => r.id === String(id))
  if (!row) throw new UserError(noSuchMessage(id))
  if (row.state === 'handled') throw new UserError(`消息 ${id} 已经处理好了，不用再动`)
  if (!replay && row.state === 'given-up') throw new UserError(`消息 ${id} 已经放弃过了`)
  if (replay && !row.original) throw new UserError(`消息 ${id} 的原文已按规定删除，不能重新处理`)
}

function noSuchMessage(id: bigint): string {
  return `没有编号为 ${id} 的消息，用 inbox list 查看编号`
}

function amongIds(ids: readonly bigint[]) {
  return sql`id = any(${sql.param(ids.map(String))}::bigint[])`
}

interface Deed extends Doing {
  action: string
  detail: object
}

async function noteAll(note: Note, rows: readonly ItemRow[], deeds: Deed): Promise<void> {
  await note(...rows.map((row) => deed(row.organisation_id, { ...deeds, id: BigInt(row.id) })))
}

function deed(organisationId: string, { id, action, detail, actor, now }: Deed & { id: bigint }) {
  return { organisationId, at: now, actor, action, subject: `inbox:${id}`, detail }
}

function item(row: ItemRow): InboxItem {
  return {
    id: BigInt(row.id),
    channel: row.channel,
    state: row.state,
    receivedAt: new Date(row.received_at),
    dueAt: new Date(row.due_at),
    attempts: row.attempts,
    failure: row.failure,
    original: row.original,
  }
}
