import { inArray, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import type { Db } from './database.ts'
import { identities } from './schema/organisation.ts'

/**
 * Put the accounts of people who answer for something, today or later, in several organisations at the lowest one above all of them.
 *
 * What a message may mean is looked up from the account's organisation down: a guest's zone must be found there too.
 */
export async function liftSharedAccounts(tx: Db, personIds: readonly string[], today: CivilDate): Promise<void> {
  const { rows } = await tx.execute<{ person_id: string; paths: string[] }>(sql`
    select a.person_id, array_agg(distinct o.path) as paths
      from assignments a join branches b on b.id = a.branch_id join organisations o on o.id = b.organisation_id
     where (a.ends_on is null or a.ends_on >= ${today}::date) and a.person_id = any(${sql.param([...personIds])})
     group by a.person_id having count(distinct o.id) > 1`)
  for (const [path, shared] of groupBy(rows, (r) => commonPath(r.paths))) {
    const organisation = sql`(select id from organisations where path = ${path})`
    const ids = shared.map((r) => r.person_id)
    await tx.update(identities).set({ organisationId: organisation }).where(inArray(identities.personId, ids))
  }
}

/** `/a/b/c` and `/a/d` → `/a`. */
function commonPath(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(1))
  const differs = first.findIndex((name, i) => others.some((names) => names[i] !== name))
  return `/${(differs < 0 ? first : first.slice(0, differs)).join('/')}`
}
