/** Whose turn it is: the next message of a conversation, taken by one worker and marked in the same transaction. */

import { createHash } from 'node:crypto'
import { accountOfConversation } from '../domain/conversations.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { OPEN_ROWS } from './schema/inbox.ts'
import { type Sql, statement } from './sql.ts'

export interface ConversationKey {
  channel: ChannelName
  conversation: string
}

/**
 * Advisory lock of an account: what one person says is handled one after another, in whatever chat and by whatever
 * number of workers.
 */
export function conversationLock({ channel, conversation }: ConversationKey): bigint {
  return createHash('sha256')
    .update(`${channel}:${accountOfConversation(conversation)}`)
    .digest()
    .readBigInt64BE()
}

/** A conversation that has something to do, and a row of the inbox that says so. */
export interface OpenConversation {
  key: ConversationKey
  id: bigint
}

const findConversations = statement<ConversationKey & { id: string }, [bigint[]]>(
  'conversations_of',
  `select channel, conversation, min(id) as id from inbox
    where id = any($1::bigint[]) and handled_at is null and failed_at is null group by 1, 2`,
)

/** Conversations of these inbox rows that still have something to do. */
export async function conversationsOf(sql: Sql, ids: readonly bigint[]): Promise<OpenConversation[]> {
  const rows = await findConversations(sql, [...ids])
  return rows.map(({ channel, conversation, id }) => ({ key: { channel, conversation }, id: BigInt(id) }))
}

export interface Turn {
  id: bigint
  organisationId: string
  payload: Buffer | null
  sentAt: Date
  receivedAt: Date
  attempts: number
  rosterVersion: number
  /** Whether another message of the conversation waits for this one. */
  awaited: boolean
  /** The message of the conversation that is due after this one. */
  nextId: bigint | null
}

interface TurnRow {
  place: number
  id: string
  organisation_id: string
  payload: Buffer | null
  sent_at: Date
  received_at: Date
  attempts: number
  roster_version: number
  awaited: boolean
  next_id: string | null
}

const takeNext = statement<TurnRow, [ChannelName[], string[], Date]>(
  'take_turns',
  // In the order sent, then come. Marked at once: a transaction that fails takes the mark back. `+ 0`: found by the
  // conversation, never among all that wait (see `OPEN_ROWS`).
  `with next as materialized (
     select k.place, n.ids[1] as id, n.ids[2] as next_id
       from unnest($1::text[], $2::text[]) with ordinality as k(channel, conversation, place)
      cross join lateral (
        select array(select id from inbox
                      where channel = k.channel and conversation = k.conversation
                        and handled_at is null and failed_at is null and due_at <= $3
                      order by sent_at, id limit 2) as ids offset 0) n)
   update inbox i set handled_at = $3 from next where i.id = next.id and i.handled_at is null
   returning next.place::int, next.next_id, i.id, i.organisation_id, i.payload, i.sent_at, i.received_at, i.attempts,
     (select last from counters where name = 'roster') as roster_version,
     exists (select from inbox w where w.channel = i.channel and w.conversation = i.conversation and w.handled_at is null
               and w.failed_at is null and w.waiting + 0 > 0 and w.due_at > $3) as awaited`,
)

/** Take the next message that is due of each conversation, `null` where there is none. The caller holds their locks. */
export async function takeTurns(sql: Sql, keys: readonly ConversationKey[], now: Date): Promise<(Turn | null)[]> {
  const turns = new Array<Turn | null>(keys.length).fill(null)
  const rows = await takeNext(
    sql,
    keys.map((k) => k.channel),
    keys.map((k) => k.conversation),
    now,
  )
  for (const row of rows) turns[row.place - 1] = turnOf(row)
  return turns
}

function turnOf(row: TurnRow): Turn {
  return {
    id: BigInt(row.id),
    organisationId: row.organisation_id,
    payload: row.payload,
    sentAt: row.sent_at,
    receivedAt: row.received_at,
    attempts: row.attempts,
    rosterVersion: row.roster_version,
    awaited: row.awaited,
    nextId: row.next_id === null ? null : BigInt(row.next_id),
  }
}

const giveBack = statement<{ id: string }, [bigint[], Date[]]>(
  'give_turns_back',
  `update inbox i set handled_at = null, due_at = w.until, waiting = waiting + 1
     from unnest($1::bigint[], $2::timestamptz[]) as w(id, until) where i.id = w.id returning i.id`,
)

/** Give turns back until then, or until another message of their conversation was handled. */
export async function giveTurnsBack(sql: Sql, turns: readonly { id: bigint; until: Date }[]): Promise<void> {
  if (turns.length === 0) return
  await giveBack(
    sql,
    turns.map(({ id }) => id),
    turns.map(({ until }) => until),
  )
}

/** Turns that were taken and not begun. */
export const putBack = statement<{ id: string }, [bigint[]]>(
  'put_turns_back',
  'update inbox set handled_at = null where id = any($1::bigint[]) returning id',
)

const wake = statement<{ place: number; id: string }, [ChannelName[], string[], Date]>(
  'wake_waiting',
  // `+ 0` as above: found by the conversation, never among all that wait.
  `update inbox i set due_at = $3
     from unnest($1::text[], $2::text[]) with ordinality as k(channel, conversation, place)
    where i.channel = k.channel and i.conversation = k.conversation
      and i.handled_at is null and i.failed_at is null and i.waiting + 0 > 0 and i.due_at > $3
   returning k.place::int, i.id`,
)

/** Messages that waited for an earlier one of these conversations may look again. @returns theirs, in the same order */
export async function wakeWaiting(sql: Sql, keys: readonly ConversationKey[], now: Date): Promise<bigint[][]> {
  const woken = keys.map((): bigint[] => [])
  if (keys.length === 0) return woken
  const rows = await wake(
    sql,
    keys.map((k) => k.channel),
    keys.map((k) => k.conversation),
    now,
  )
  for (const { place, id } of rows) woken[place - 1]?.push(BigInt(id))
  return woken
}

const forget = statement<{ id: string }, [bigint[]]>(
  'forget_originals',
  `with words as (delete from transcripts where inbox_id = any($1::bigint[]))
   update inbox set payload = null where id = any($1::bigint[]) returning id`,
)

/** Delete kept originals at once (a grievance, a talk), and the words of their voices. */
export async function forgetOriginals(sql: Sql, ids: readonly bigint[]): Promise<void> {
  if (ids.length > 0) await forget(sql, [...ids])
}

/** Tries after which a message is put aside for a person; pauses between them in seconds. */
const PAUSES_SECONDS = [1, 5, 20, 60] as const

const noteFailure = statement<{ failed: boolean }, [bigint, string, Date, number[], boolean]>(
  'note_failure',
  `update inbox set attempts = attempts + 1, failure = $2,
     failed_at = case when $5 or attempts >= cardinality($4::int[]) then $3::timestamptz end,
     due_at = $3::timestamptz + coalesce(($4::int[])[attempts + 1], 0) * interval '1 second'
    where id = $1 and handled_at is null
   returning failed_at is not null as failed`,
)

/**
 * Note that handling failed. After five tries, or at once where another try is useless, it is put aside.
 *
 * @returns whether it was put aside
 */
export async function failTurn(
  sql: Sql,
  { id, reason, useless, now }: { id: bigint; reason: string; useless: boolean; now: Date },
): Promise<boolean> {
  const [row] = await noteFailure(sql, id, reason, now, [...PAUSES_SECONDS], useless)
  return row?.failed ?? false
}

/** Rows that lie there although nobody waits for anything: a lost bell, a crash, a pause that is over. */
export const leftLying = statement<{ id: string }, [Date, number]>(
  'left_lying',
  `select id from inbox where ${OPEN_ROWS} and due_at <= $1 order by due_at limit $2`,
)
