import type { ReplyHandle } from '../channels/channel.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Seal } from './seal.ts'
import { type Sql, statement } from './sql.ts'

const SEAL_PURPOSE = 'reply_handle'

/** A handle that is nearly over may be over when the call arrives. */
const MARGIN_MS = 60_000

const keep = statement<{ recipient: string }, [ChannelName[], string[], string[], Buffer[], Date[]]>(
  'keep_reply_handles',
  `insert into reply_handles (channel, recipient, organisation_id, code_sealed, expires_at)
   select distinct on (1, 2) * from unnest($1::text[], $2::text[], $3::uuid[], $4::bytea[], $5::timestamptz[])
     as h(channel, recipient, organisation_id, code_sealed, expires_at) order by 1, 2, expires_at desc
   on conflict (channel, recipient) do update set code_sealed = excluded.code_sealed, expires_at = excluded.expires_at
     where excluded.expires_at > reply_handles.expires_at
   returning recipient`,
)

/** The right to answer a chat that a message brought. */
export interface ChatHandle extends ReplyHandle {
  channel: ChannelName
  /** The account, or the group. */
  recipient: string
  organisationId: string
}

/** Keep rights to answer; of each chat the one that lasts longest stays. */
export async function keepReplyHandles(sql: Sql, seal: Seal, handles: readonly ChatHandle[]): Promise<void> {
  if (handles.length === 0) return
  await keep(
    sql,
    handles.map((h) => h.channel),
    handles.map((h) => h.recipient),
    handles.map((h) => h.organisationId),
    handles.map((h) => seal.seal(SEAL_PURPOSE, h.code)),
    handles.map((h) => h.expiresAt),
  )
}

const find = statement<{ code_sealed: Buffer }, [ChannelName, string, Date]>(
  'find_reply_handle',
  'select code_sealed from reply_handles where channel = $1 and recipient = $2 and expires_at > $3',
)

/** The right to answer this chat, if there is one that lasts for another minute. */
export async function findReplyHandle(
  sql: Sql,
  seal: Seal,
  { channel, recipient, now }: { channel: ChannelName; recipient: string; now: Date },
): Promise<string | null> {
  const [row] = await find(sql, channel, recipient, new Date(now.getTime() + MARGIN_MS))
  return row ? seal.open(SEAL_PURPOSE, row.code_sealed) : null
}
