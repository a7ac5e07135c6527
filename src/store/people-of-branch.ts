import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import type { Named } from './rectification-lists.ts'

/** More do not fit into a list that one chooses from by thumb. */
const LISTED_MAX = 300

/** Who belongs to the branch today, by the roster or by a post, to be chosen from by name. */
export async function peopleOfBranch(db: Db, branchId: string, today: CivilDate): Promise<Named[]> {
  const { rows } = await db.execute<Named & Record<string, unknown>>(sql`
    select p.id, p.name from people p
     where p.left_on is null and (p.branch_id = ${branchId} or p.id in (
       select a.person_id from assignments a where a.branch_id = ${branchId} and ${holding('a', sql`${today}::date`)}))
     order by p.name, p.id limit ${LISTED_MAX}`)
  return rows.map(({ id, name }) => ({ id, name }))
}
