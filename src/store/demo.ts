import { and, eq, type SQL, sql } from 'drizzle-orm'
import { civilDate } from '../domain/calendar.ts'
import { gatherRoster } from '../domain/roster.ts'
import type { Db } from './database.ts'
import { DEMO_PATH, DEMO_RESIDENTS, demoRosterRows } from './demo-roster.ts'
import { addMissingDuties } from './duties.ts'
import { findScope } from './organisations.ts'
import { importInto } from './roster.ts'
import { identities, organisations, zones } from './schema/organisation.ts'
import type { Seal } from './seal.ts'
import { transact } from './transact.ts'

/** One at a time, so that two processes that start together load it once. */
export const DEMO_LOCK = 0x7a65_7264n

/**
 * Load the demo: a community, a school and a hospital branch, with residents, all on the local channel.
 *
 * Does nothing where it was loaded before, also when it was removed since; `again` brings it back.
 *
 * @returns whether it was loaded
 */
export function loadDemo(
  db: Db,
  seal: Seal,
  { now, timezone, again = false }: { now: Date; timezone: string; again?: boolean },
): Promise<boolean> {
  return transact(
    db,
    async (tx, note) => {
      if (!again && (await findScope(tx, DEMO_PATH))) return false
      const { roster, faults } = gatherRoster(demoRosterRows())
      const outcome = await importInto({ tx, note }, roster, { seal, actor: 'system', now, timezone })
      const [fault] = [...faults, ...outcome.faults]
      // Somebody real has a zone X1 or an account of ours: the demo is not worth a conflict.
      if (fault) return false
      await tx.update(organisations).set({ demo: true }).where(eq(organisations.path, DEMO_PATH))
      // Demo data begin with the year, so that there is something to look back on.
      await tx.execute(sql`
        update assignments set starts_on = least(starts_on, date_trunc('year', ${now}::timestamptz)::date)
         where ends_on is null and ${ofDemo('organisation_id')}`)
      await knowEverything(tx, now)
      await tx
        .update(identities)
        .set({ boundBy: 'demo' })
        .where(and(eq(identities.boundBy, 'roster'), sql`${ofDemo('organisation_id')}`))
      await addResidents(tx)
      await addMissingDuties(tx, civilDate(now, timezone))
      return true
    },
    DEMO_LOCK,
  )
}

/** The branch approved its zones, and members know of theirs. */
export async function knowEverything(tx: Db, now: Date): Promise<void> {
  await tx.execute(sql`update zones set approved_at = ${now} where ${ofDemo('organisation_id')}`)
  await tx.execute(sql`
    update assignments set acknowledged_at = ${now}, know_asked_at = ${now} where ${ofDemo('organisation_id')}`)
}

function ofDemo(column: string): SQL {
  return sql`${sql.identifier(column)} in (select id from organisations where demo)`
}

async function addResidents(tx: Db): Promise<void> {
  const places = await tx
    .select({ id: zones.id, code: zones.code, organisationId: zones.organisationId })
    .from(zones)
    .where(ofDemo('organisation_id'))
  const rows = DEMO_RESIDENTS.flatMap(({ account, name, zone }) => {
    const place = places.find((z) => z.code === zone)
    if (!place) return []
    const { id: zoneId, organisationId } = place
    return [{ organisationId, zoneId, channel: 'local' as const, externalId: account, displayId: name }]
  })
  await tx.insert(identities).values(rows).onConflictDoNothing()
}

/**
 * Everything of the demo, the dependent first. The inbox rows of demo people go by their accounts: they are kept before
 * anybody knows whose they are.
 */
const REMOVALS: readonly (() => SQL)[] = [
  () => sql`delete from deliveries where ${ofDemo('organisation_id')}
              or outbox_id in (select id from outbox where ${ofDemo('organisation_id')})`,
  () => sql`delete from outbox where ${ofDemo('organisation_id')}`,
  () => sql`delete from card_handles where ${ofDemo('organisation_id')}`,
  () => sql`delete from announcements where ${ofDemo('organisation_id')}`,
  () => sql`delete from learning_examples where ${ofDemo('organisation_id')}`,
  () => sql`delete from followers where ${ofDemo('organisation_id')}`,
  () => sql`delete from attachments where ${ofDemo('organisation_id')}`,
  () => sql`delete from case_history where ${ofDemo('organisation_id')}`,
  () => sql`delete from api_requests where token_id in (
              select id from api_tokens where ${ofDemo('organisation_id')})`,
  ...[
    'webhook_deliveries',
    'webhooks',
    'duty_windows',
    'held_over',
    'digests',
    'root_causes',
    'absences',
    'nominations',
    'duty_focuses',
    'resident_talks',
  ].map((table) => () => sql`delete from ${sql.identifier(table)} where ${ofDemo('organisation_id')}`),
  // The rows of a round go with it.
  ...['review_findings', 'rectifications', 'commendations', 'scheme_entries', 'review_rounds'].map(
    (table) => () => sql`delete from ${sql.identifier(table)} where ${ofDemo('organisation_id')}`,
  ),
  () => sql`delete from cases where ${ofDemo('organisation_id')}`,
  () => sql`delete from check_ins where ${ofDemo('organisation_id')}`,
  () => sql`delete from inbox where channel = 'local' and conversation in (
              select external_id from identities where channel = 'local' and ${ofDemo('organisation_id')})`,
  () => sql`delete from local_messages where account in (
              select external_id from identities where channel = 'local' and ${ofDemo('organisation_id')})`,
  ...['invites', 'sign_in_links', 'api_tokens', 'settings', 'calendar_days', 'duties', 'assignments'].map(
    (table) => () => sql`delete from ${sql.identifier(table)} where ${ofDemo('organisation_id')}`,
  ),
  () => sql`delete from identities where ${ofDemo('organisation_id')}`,
  () => sql`delete from zone_visits where zone_id in (select id from zones where ${ofDemo('organisation_id')})`,
  () => sql`delete from zones where ${ofDemo('organisation_id')}`,
  () => sql`delete from people where ${ofDemo('organisation_id')}`,
  () => sql`delete from branches where ${ofDemo('organisation_id')}`,
]

/**
 * Remove the demo, and the district of which a year was played, with all that was told in them. The empty organisations
 * stay, as the audit log names them and as the sign that the demo is not wanted again.
 *
 * @returns how many rows went
 */
export function removeDemo(db: Db, { actor, now }: { actor: string; now: Date }): Promise<number> {
  return transact(
    db,
    async (tx, note) => {
      const demos = await tx
        .select({ organisationId: organisations.id })
        .from(organisations)
        .where(eq(organisations.demo, true))
      let count = 0
      for (const removal of REMOVALS) count += (await tx.execute(removal())).rowCount ?? 0
      const deeds = demos.map(({ organisationId }) => ({
        ...{ organisationId, at: now, actor, action: 'remove_demo', detail: { count } },
        subject: `organisation:${organisationId}`,
      }))
      if (count > 0) await note(...deeds)
      return count
    },
    DEMO_LOCK,
  )
}
