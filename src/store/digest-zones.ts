/** What the digests tell of the zones of branches, given by an array of their ids. */
import { type SQL, sql } from 'drizzle-orm'
import type { RootCause } from '../decide/digest.ts'
import { addDays, type CivilDate } from '../domain/calendar.ts'
import type { Category } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'

/** How long a proposal to look for a root cause is shown. */
const PROPOSAL_DAYS = 7

type ZoneRow = Record<string, unknown> & { branch_id: string; code: string; name: string }

/** Zones that nobody answers for today, not even somebody on leave. */
export async function zonesWithoutMember(db: Db, branchIds: SQL, today: CivilDate): Promise<ZoneRow[]> {
  const { rows } = await db.execute<ZoneRow>(sql`
    select z.branch_id, z.code, z.name
      from branches b join zones z on z.organisation_id = b.organisation_id and z.branch_id = b.id
     where b.id = any(${branchIds}) and (z.ended_on is null or z.ended_on > ${today}::date) and not exists (
       select from assignments a
        where a.organisation_id = z.organisation_id and a.zone_id = z.id and a.role not in ('helper', 'resident_verifier')
          and ${holding('a', sql`${today}::date`)})
     order by z.branch_id, z.code`)
  return rows
}

type RootCauseRow = Record<string, unknown> & {
  branch_id: string
  id: string
  zone: string
  category: Category
  place: string
  case_count: number
}

/** Proposals of the last days to look for a root cause, the oldest first. */
export async function rootCausesOf(db: Db, branchIds: SQL, today: CivilDate): Promise<RootCauseRow[]> {
  const { rows } = await db.execute<RootCauseRow>(sql`
    select r.branch_id, r.id, z.code as zone, r.category, r.place, r.case_count
      from root_causes r join zones z on z.id = r.zone_id
     where r.branch_id = any(${branchIds}) and r.proposed_on > ${addDays(today, -PROPOSAL_DAYS)}::date
     order by r.proposed_on, r.id`)
  return rows
}

export function rootCause({ id, zone, category, place, case_count }: RootCauseRow): RootCause {
  return { id, zone, category, place, caseCount: case_count }
}
