import type { Quoted } from '../channels/channel.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

const findQuoted = statement<{ code: string }, [ChannelName, string, string | null, string | null, string | null]>(
  'find_quoted',
  // Within what this chat was sent: the index leads there, and nobody quotes what was said elsewhere.
  `select c.code from deliveries d join outbox o on o.id = d.outbox_id join cases c on c.id = o.case_id
    where d.channel = $1 and d.recipient = $2
      and (d.platform_id = $3 or o.content->'card'->>'taskId' = $4)
   union
   select c.code from inbox i join cases c on c.inbox_id = i.id where i.channel = $1 and i.channel_message_id = $5
   order by 1`,
)

/** Codes of the cases that a quoted message is about: ours by what it told, a person's by what it opened. */
export async function quotedCases(
  sql: Sql,
  { channel, chat, quoted }: { channel: ChannelName; chat: string; quoted: Quoted },
): Promise<string[]> {
  const { platformId, taskId, messageKey } = quoted
  if (platformId === null && taskId === null && messageKey === null) return []
  return (await findQuoted(sql, channel, chat, platformId, taskId, messageKey)).map((row) => row.code)
}
