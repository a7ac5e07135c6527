/** Whose turn it is: the next message of a conversation, taken by one worker and marked in the same transaction. */
import { createHash } from 'node:crypto'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

export interface ConversationKey {
  channel: ChannelName
  conversation: string
}

/** Advisory lock of a conversation: its messages are handled one after another, whatever the number of workers. */
export function conversationLock({ channel, conversation }: ConversationKey): bigint {
  return createHash('sha256').update(`${channel}:${conversation}`).digest().readBigInt64BE()
}

/** Conversations of these inbox rows that still have something to do. */
export const conversationsOf = statement<ConversationKey, [bigint[]]>(
  'conversations_of',
  `select distinct channel, conversation from inbox
    where id = any($1::bigint[]) and handled_at is null and failed_at is null`,
)

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
}

interface TurnRow {
  id: string
  organisation_id: string
  payload: Buffer | null
  sent_at: Date
  received_at: Date
  attempts: number
  roster_version: number
  awaited: boolean
}

const takeNext = statement<TurnRow, [ChannelName, string, Date]>(
  'take_turn',
  // In the order sent, then come. Marked at once: a transaction that fails takes the mark back.
  `update inbox set handled_at = $3
    where id = (select id from inbox
                 where channel = $1 and conversation = $2 and handled_at is null and failed_at is null and due_at <= $3
                 order by sent_at, id limit 1)
      and handled_at is null
   returning id, organisation_id, payload, sent_at, received_at, attempts,
     (select last from counters where name = 'roster') as roster_version,
     exists (select from inbox w where w.channel = $1 and w.conversation = $2 and w.handled_at is null
               and w.failed_at is null and w.waiting > 0 and w.due_at > $3) as awaited`,
)

/** Take the next message that is due, or `null`. The caller holds the conversation's lock. */
export async function takeTurn(sql: Sql, key: ConversationKey, now: Date): Promise<Turn | null> {
  const [row] = await takeNext(sql, key.channel, key.conversation, now)
  if (!row) return null
  return {
    id: BigInt(row.id),
    organisationId: row.organisation_id,
    payload: row.payload,
    sentAt: row.sent_at,
    receivedAt: row.received_at,
    attempts: row.attempts,
    rosterVersion: row.roster_version,
    awaited: row.awaited,
  }
}

/** Give the turn back until `$2`, or until another message of the conversation was handled. */
export const giveTurnBack = statement<{ id: string }, [bigint, Date]>(
  'give_turn_back',
  'update inbox set handled_at = null, due_at = $2, waiting = waiting + 1 where id = $1 returning id',
)

/** Messages that waited for an earlier one may look again. */
export const wakeWaiting = statement<{ id: string }, [ChannelName, string, Date]>(
  'wake_waiting',
  `update inbox set due_at = $3
    where channel = $1 and conversation = $2 and handled_at is null and failed_at is null and waiting > 0 and due_at > $3
   returning id`,
)

/** Delete the kept original at once (a grievance, a talk). */
export const forgetOriginal = statement<{ id: string }, [bigint]>(
  'forget_original',
  'update inbox set payload = null where id = $1 returning id',
)

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
  `select id from inbox where handled_at is null and failed_at is null and due_at <= $1 order by due_at limit $2`,
)
