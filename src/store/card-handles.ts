import type { CardHandle } from '../channels/channel.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

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
