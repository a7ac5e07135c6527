/** Places that were told of again and again: see once to what lies under it, instead of every time to what shows. */
import { sql } from 'drizzle-orm'
import { addDays, type CivilDate } from '../domain/calendar.ts'
import { SENSITIVE_CATEGORIES } from '../domain/permission.ts'
import { AT_A_SPOT } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'

const WITHIN_DAYS = 90
const CASES_MIN = 3

/** Matters of a thing at a spot. What is sensitive is about persons: a home told of thrice must not become a file. */
const CATEGORIES = AT_A_SPOT.filter((category) => !SENSITIVE_CATEGORIES.includes(category))

/**
 * Put down each building (and unit) of these branches that the same kind of matter was told of three times in 90 days,
 * once in such a time. What is no matter of ours, taken back, or told before does not count.
 *
 * Places without a building are left out: two people's words for them are seldom the same, and may name a home.
 *
 * @returns how many were put down
 */
export async function proposeRootCauses(db: Db, branchIds: readonly string[], today: CivilDate): Promise<number> {
  const since = addDays(today, -WITHIN_DAYS)
  return db.transaction(async (tx) => {
    // Two who look at once would both propose it.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('propose root causes'))`)
    const { rowCount } = await tx.execute(sql`
      insert into root_causes (organisation_id, branch_id, zone_id, category, place, case_count, proposed_on)
      select z.organisation_id, z.branch_id, z.id, told.category, told.place, told.case_count, ${today}::date
        from (select c.zone_id, c.category, ${place} as place, count(*)::int as case_count
                from cases c
               where c.branch_id = any(${sql.param([...branchIds])}::uuid[]) and c.created_at >= ${since}::date
                 and c.zone_id is not null and c.building is not null
                 and c.category = any(${sql.param(CATEGORIES)})
                 and c.state not in ('draft', 'cancelled', 'duplicate', 'not_ours')
               group by 1, 2, 3 having count(*) >= ${CASES_MIN}) told
             join zones z on z.id = told.zone_id
       where not exists (
         select from root_causes r where r.zone_id = told.zone_id and r.category = told.category
            and r.place = told.place and r.proposed_on > ${since}::date)`)
    return rowCount ?? 0
  })
}

const place = sql.raw(
  `c.building || case when c.building ~ '^[A-Za-z]$' then '座' else '号楼' end || coalesce(c.unit || '单元', '')`,
)
