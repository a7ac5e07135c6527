import type { Contact } from '../store/identities.ts'
import { zonesOfGroups } from '../store/join-links.ts'
import type { Sql } from '../store/sql.ts'
import type { Heard } from './hear-messages.ts'

/** Whoever writes in the group of a zone and is not of the roster writes of that zone, unless they say otherwise. */
export async function placedByGroup(
  sql: Sql,
  heard: readonly Heard[],
  contacts: readonly Contact[],
): Promise<Contact[]> {
  const groups = heard.map(({ key, inbound }, index) => {
    const asks = key.channel === 'dingtalk' && contacts[index]?.personId === null
    return asks && inbound.type === 'message' && inbound.chat.kind === 'group' ? inbound.chat.id : null
  })
  const zones = await zonesOfGroups(sql, [...new Set(groups.filter((id) => id !== null))])
  return contacts.map((contact, index) => {
    const zoneCode = zones.get(groups[index] ?? '')
    return zoneCode === undefined ? contact : { ...contact, zoneCode }
  })
}
