/** How the check of a zone went is told to whoever answers for it, before the branch reads it. */
import { sql } from 'drizzle-orm'
import type { Address } from '../decide/facts.ts'
import { quietUntil } from '../domain/calendar.ts'
import { CHANNELS, type ChannelName } from '../domain/vocabulary.ts'
import { owe } from './outbox.ts'
import { settingsFor } from './settings.ts'
import { resultKey } from './spot-check.ts'
import type { OpenZone } from './spot-check-writes.ts'
import { drizzleOn, type Sql } from './sql.ts'

/** A message that did not arrive by then is read on the page. */
const WORTH_MS = 7 * 86_400_000

/** Owed once, after the quiet hours. @returns ids of outbox rows to ring for */
export async function tellResult(
  on: Sql,
  { round, zone }: Pick<OpenZone, 'round' | 'zone'>,
  { text, now, timezone }: { text: string; now: Date; timezone: string },
): Promise<bigint[]> {
  const to = await addressesOf(
    on,
    zone.members.map(({ id }) => id),
  )
  if (to.length === 0) return []
  const settings = await settingsFor(drizzleOn(on), round.organisationId)
  const debt = {
    ...{ organisationId: round.organisationId, key: resultKey(round.id, zone.id), to },
    ...({ lane: 'reply', purpose: 'assignment', caseId: null, checkInId: null } as const),
    content: { type: 'text', text } as const,
    notBefore: quietUntil(now, { ...settings, timezone }),
    deadline: new Date(now.getTime() + WORTH_MS),
  }
  return owe(on, [debt], now)
}

/** One of each, where they have any. */
async function addressesOf(on: Sql, personIds: readonly string[]): Promise<Address[]> {
  const { rows } = await drizzleOn(on).execute<{ person_id: string; channel: ChannelName; external_id: string }>(sql`
    select distinct on (person_id) person_id, channel, external_id from identities
     where person_id = any(${sql.param([...personIds])}::uuid[])
     order by person_id, array_position(${sql.param([...CHANNELS])}::text[], channel), created_at, id`)
  return rows.map((row) => ({ channel: row.channel, externalId: row.external_id, personId: row.person_id }))
}
