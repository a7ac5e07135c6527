/** Accounts that say they are somebody of the roster, as a tapped 是/不是 card names them. */
import type { BindingFacts } from '../decide/facts.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Responsibility } from './responsibility.ts'
import { type Sql, statement } from './sql.ts'

/** Account and person of a tapped card. */
interface TappedBinding {
  identityId: string
  personId: string
}

const readUnbound = statement<{ id: string; channel: ChannelName; external_id: string }, [string[]]>(
  'read_unbound_identities',
  'select id, channel, external_id from identities where id = any($1::uuid[]) and person_id is null',
)

/** A tap says what it likes; only what can be an id is looked up. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Those of the accounts that are still nobody's, each with the person whom it says it is. */
export async function bindingsOf(sql: Sql, tapped: readonly TappedBinding[]) {
  const ids = tapped.map((t) => t.identityId).filter((id) => UUID.test(id))
  const accounts = ids.length > 0 ? await readUnbound(sql, ids) : []
  return ({ identityId, personId }: TappedBinding, { people }: Responsibility): BindingFacts | null => {
    const account = accounts.find((a) => a.id === identityId)
    const person = people.get(personId)
    if (!account || !person) return null
    const address = { channel: account.channel, externalId: account.external_id, personId: null }
    return { identityId, person, address }
  }
}
