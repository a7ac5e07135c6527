import { type SQL, sql } from 'drizzle-orm'
import type { RectificationCounts } from '../decide/rectification-counts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { Db } from './database.ts'

/** @param branchIds an expression for their ids; branches without any are left out */
export async function rectificationCountsOf(
  db: Db,
  branchIds: SQL,
  today: CivilDate,
): Promise<({ branch_id: string } & RectificationCounts)[]> {
  const { rows } = await db.execute<{ branch_id: string } & RectificationCounts & Record<string, unknown>>(sql`
    select branch_id, count(*) filter (where state = 'reported')::int as reported,
           count(*) filter (where state = 'open' and due_on < ${today}::date)::int as over,
           count(*) filter (where state = 'open' and due_on >= ${today}::date)::int as going
      from rectifications where branch_id = any(${branchIds}) and state in ('open', 'reported') group by 1`)
  return rows
}
