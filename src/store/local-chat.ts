import type { Card, Content } from '../channels/channel.ts'
import type { OwnAct, Transcript, TranscriptEntry } from '../channels/local/transcript.ts'
import { type Sql, statement } from './sql.ts'

/** Notified with the account, lower case, whenever its transcript has grown. */
export const TRANSCRIPT_BELL = 'zeren_local_chat'

/**
 * Lines are written under one lock, so that their ids become visible in rising order: a reader that has seen id n has
 * seen every line below n, and a cursor misses nothing.
 */
const writeEntries = statement<Record<string, never>, [string]>(
  'write_local_messages',
  `with turn as materialized (select pg_advisory_xact_lock(hashtext('${TRANSCRIPT_BELL}'))),
   written as (
     insert into local_messages (account, direction, key, content, created_at)
     select e.account, e.direction, e.key, e.content, e.at
       from jsonb_to_recordset($1::jsonb) as e (account text, direction text, key text, content jsonb, at timestamptz),
            turn
     on conflict (account, direction, key) do nothing
     returning account)
   select pg_notify('${TRANSCRIPT_BELL}', account) from (select distinct account from written) as grown`,
)

const takeBackLines = statement<Record<string, never>, [string]>(
  'take_back_local_lines',
  "delete from local_messages where key = $1 and direction = 'out'",
)

/** The transcripts of the local chat as the channel writes them. */
export function storedTranscript(sql: Sql, now: () => Date): Transcript {
  return {
    async write(entries) {
      const at = now()
      const rows = entries.map((entry: TranscriptEntry) => ({
        account: entry.account,
        direction: entry.direction,
        key: entry.key,
        content: entry.content,
        at: entry.direction === 'in' ? entry.sentAt : at,
      }))
      await writeEntries(sql, JSON.stringify(rows))
    },
    async takeBack(key) {
      await takeBackLines(sql, key)
    },
  }
}

/** A line as read back; `id` is its cursor. */
export type TranscriptLine = { id: bigint; key: string; at: Date } & (
  | { direction: 'in'; content: OwnAct }
  | { direction: 'out'; content: Content }
)

interface LineRow {
  id: string
  key: string
  direction: 'in' | 'out'
  content: unknown
  created_at: Date
}

const readAfter = statement<LineRow, [string, string, number]>(
  'read_local_messages_after',
  `select id, direction, key, content, created_at from local_messages
    where account = $1 and id > $2 order by id limit $3`,
)

const readNewest = statement<LineRow, [string, number]>(
  'read_newest_local_messages',
  `select * from (select id, direction, key, content, created_at from local_messages
                   where account = $1 order by id desc limit $2) as newest order by id`,
)

/** Lines of an account, oldest first: those after `cursor`, or the newest ones when it is `null`. */
export async function transcriptOf(
  sql: Sql,
  account: string,
  { cursor, limit }: { cursor: bigint | null; limit: number },
): Promise<TranscriptLine[]> {
  const rows =
    cursor === null ? await readNewest(sql, account, limit) : await readAfter(sql, account, String(cursor), limit)
  return rows.map(lineOf)
}

const readLine = statement<LineRow, [string, string]>(
  'read_local_message',
  'select id, direction, key, content, created_at from local_messages where account = $1 and id = $2',
)

/** One line of an account, `null` when that account has no such line. */
export async function transcriptLine(sql: Sql, account: string, id: bigint): Promise<TranscriptLine | null> {
  const [row] = await readLine(sql, account, String(id))
  return row ? lineOf(row) : null
}

// What stands in `content` was written by `storedTranscript` only, so its shape is that of the types.
function lineOf(row: LineRow): TranscriptLine {
  const { key, direction, content } = row
  return { id: BigInt(row.id), key, at: row.created_at, direction, content } as TranscriptLine
}

const readCard = statement<{ card: Card }, [string, string]>(
  'read_local_card',
  `select content -> 'card' as card from local_messages
    where account = $1 and direction = 'out' and content ->> 'type' in ('card', 'card_update')
      and content -> 'card' ->> 'taskId' = $2
    order by id desc limit 20`,
)

/** A card as this account was shown it, its newest state first; empty when it was shown no such card. */
export async function shownCard(sql: Sql, account: string, taskId: string): Promise<Card[]> {
  return (await readCard(sql, account, taskId)).map(({ card }) => card)
}
