import type { ReplyHandle } from '../channels/channel.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Seal } from './seal.ts'
import { type Sql, statement } from './sql.ts'

const SEAL_PURPOSE = 'reply_handle'

/** A handle that is nearly over may be over when the call arrives. */
const MARGIN_MS = 60_000

const keep = statement<{ recipient: string }, [ChannelName, string, string, Buffer, Date]>(
  'keep_reply_handle',
  `insert into reply_handles (channel, recipient, organisation_id, code_sealed, expires_at) values ($1, $2, $3, $4, $5)
   on conflict (channel, recipient) do update set code_sealed = excluded.code_sealed, expires_at = excluded.expires_at
     where excluded.expires_at > reply_handles.expires_at
   returning recipient`,
)

/** Keep the right to answer in a chat that a message brought; the one that lasts longest stays. */
export async function keepReplyHandle(
  sql: Sql,
  seal: Seal,
  { channel, recipient, organisationId }: { channel: ChannelName; recipient: string; organisationId: string },
  handle: ReplyHandle,
): Promise<void> {
  await keep(sql, channel, recipient, organisationId, seal.seal(SEAL_PURPOSE, handle.code), handle.expiresAt)
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
