import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

const findAsked = statement<{ identity_id: string; person_id: string }, [ChannelName, string, string]>(
  'find_asked_binding',
  // Keys are `bind/<identity>/<person>/…`; the mark is the beginning of the identity (see `bindMark`).
  `select distinct i.id::text as identity_id, split_part(o.key, '/', 3) as person_id
     from deliveries d join outbox o on o.id = d.outbox_id
     join identities i on i.id = case when o.key like 'bind/%' then split_part(o.key, '/', 2)::uuid end
    where d.channel = $1 and d.recipient = $2 and i.person_id is null
      and upper(left(replace(i.id::text, '-', ''), 6)) = $3
    limit 2`,
)

/** The binding that an account was asked about and names by its mark; `null`: none, several, or bound meanwhile. */
export async function askedBinding(
  sql: Sql,
  { channel, account, mark }: { channel: ChannelName; account: string; mark: string },
): Promise<{ identityId: string; personId: string } | null> {
  const [only, ...more] = await findAsked(sql, channel, account, mark)
  return only && more.length === 0 ? { identityId: only.identity_id, personId: only.person_id } : null
}
