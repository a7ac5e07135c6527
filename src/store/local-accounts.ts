/** Accounts of the local chat that nobody chose: given to the people of the own roster while the chat plays them. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { Db } from './database.ts'
import { liftSharedAccounts } from './shared-people.ts'
import { transact } from './transact.ts'

/** Condition under which a row of `identities`, by its alias in a query, is such an account. */
export function isGiven(alias: string): string {
  return `(${alias}.channel = 'local' and ${alias}.external_id = 'own-' || ${alias}.person_id)`
}

/**
 * Give an account to everybody of the own organisations who has none on the local channel, so that they can be played,
 * and told what concerns them before anybody does.
 *
 * @returns how many are new
 */
export function giveLocalAccounts(
  db: Db,
  { now, today, rootOrganisationId }: { now: Date; today: CivilDate; rootOrganisationId: string },
): Promise<number> {
  return transact(db, async (tx, note) => {
    const { rows } = await tx.execute<{ person_id: string }>(sql`
      insert into identities as given (organisation_id, channel, external_id, display_id, person_id, bound_at, bound_by)
      select p.organisation_id, 'local', 'own-' || p.id, 'own-' || p.id, p.id, ${now}, 'roster'
        from people p join organisations o on o.id = p.organisation_id and not o.demo
       where p.left_on is null
         and not exists (select from identities i where i.person_id = p.id and i.channel = 'local')
       order by p.id
      on conflict (channel, external_id) do update set person_id = excluded.person_id,
        organisation_id = excluded.organisation_id, bound_at = excluded.bound_at, bound_by = excluded.bound_by
      returning given.person_id`)
    const count = rows.length
    if (count === 0) return 0
    const personIds = rows.map((row) => row.person_id)
    await liftSharedAccounts(tx, personIds, today)
    await note(deed({ action: 'give_local_accounts', now, rootOrganisationId, count }))
    return count
  })
}

/**
 * Nobody of the own organisations has an account on the local channel from here on: where it does not play them, they
 * would be told things that nobody reads.
 *
 * @returns how many had one
 */
export function takeBackLocalAccounts(
  db: Db,
  { now, rootOrganisationId }: { now: Date; rootOrganisationId: string },
): Promise<number> {
  return transact(db, async (tx, note) => {
    const { rowCount } = await tx.execute(sql`
      update identities i set person_id = null, bound_at = null, bound_by = null from organisations o
       where i.channel = 'local' and i.person_id is not null and o.id = i.organisation_id and not o.demo`)
    const count = rowCount ?? 0
    if (count > 0) await note(deed({ action: 'take_back_local_accounts', now, rootOrganisationId, count }))
    return count
  })
}

function deed(done: { action: string; now: Date; rootOrganisationId: string; count: number }) {
  const { action, now, rootOrganisationId, count } = done
  const subject = `organisation:${rootOrganisationId}`
  return { organisationId: rootOrganisationId, at: now, actor: 'system', action, subject, detail: { count } }
}
