/** Accounts that are somebody's: whose, and what becomes of that when the platform's directory changes. */
import type { BindingFacts } from '../decide/facts.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Responsibility } from './responsibility.ts'
import { type Sql, statement } from './sql.ts'

export interface AccountKey {
  channel: ChannelName
  externalId: string
}

const readHeld = statement<
  { id: string; channel: ChannelName; external_id: string; person_id: string },
  [ChannelName[], string[]]
>(
  'read_held_accounts',
  `select i.id, i.channel, i.external_id, i.person_id
     from unnest($1::text[], $2::text[]) as w(channel, external_id)
     join identities i on i.channel = w.channel and i.external_id = w.external_id
    where i.person_id is not null`,
)

/** Whose accounts these are; nothing is asked where none is named. */
export async function heldAccounts(sql: Sql, keys: readonly AccountKey[]) {
  const rows =
    keys.length > 0
      ? await readHeld(
          sql,
          keys.map((k) => k.channel),
          keys.map((k) => k.externalId),
        )
      : []
  return ({ channel, externalId }: AccountKey, { people }: Responsibility): BindingFacts | null => {
    const row = rows.find((r) => r.channel === channel && r.external_id === externalId)
    const person = row && people.get(row.person_id)
    return person ? { identityId: row.id, person, address: { channel, externalId, personId: person.id } } : null
  }
}

const release = statement<{ id: string }, [string, string]>(
  'release_account',
  `update identities set person_id = null, bound_at = null, bound_by = null
    where id = $1 and person_id = $2 returning id`,
)

/** The account is nobody's from now on, unless it is somebody else's already. */
export async function releaseAccount(
  sql: Sql,
  { identityId, personId }: { identityId: string; personId: string },
): Promise<void> {
  await release(sql, identityId, personId)
}

// The person is set again so that the roster is known to have changed: it holds where people are reached.
const rename = statement<{ id: string }, [string, string, string]>(
  'rename_account',
  `update identities i set external_id = $3, display_id = $3, person_id = i.person_id
    where i.id = $1 and i.person_id = $2
      and not exists (select from identities o where o.channel = i.channel and o.external_id = $3)
   returning i.id`,
)

const bindInstead = statement<{ id: string }, [string, string, string]>(
  'bind_instead',
  `update identities n set person_id = o.person_id, organisation_id = o.organisation_id,
       bound_at = o.bound_at, bound_by = o.bound_by
     from identities o
    where o.id = $1 and o.person_id = $2 and n.channel = o.channel and n.external_id = $3 and n.person_id is null
   returning n.id`,
)

/**
 * The same account under another id: what was said by it stays its own. Where the new id has been heard already that
 * one is bound in its place, unless it is somebody else's.
 */
export async function moveAccount(
  sql: Sql,
  { identityId, personId, to }: { identityId: string; personId: string; to: string },
): Promise<void> {
  const [renamed] = await rename(sql, identityId, personId, to)
  if (renamed) return
  await bindInstead(sql, identityId, personId, to)
  await release(sql, identityId, personId)
}
