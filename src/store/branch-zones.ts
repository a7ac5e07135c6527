/** The zones of a branch whose posters are printed. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { Db } from './database.ts'
import { inScope, type Scope } from './organisations.ts'
import { branches } from './schema/organisation.ts'

/** More zones than any branch has. */
const ZONES_MAX = 500
const BRANCHES_MAX = 20

export interface BranchZones {
  branch: string
  /** By code; what is public of each is read with its board. */
  zones: { code: string; name: string }[]
}

/** Those that have not ended. `null`: no such branch, or one that has ended. */
export async function zonesOfBranch(db: Db, branchId: string, today: CivilDate): Promise<BranchZones | null> {
  const { rows } = await db.execute<{ branch: string; zones: BranchZones['zones'] }>(sql`
    select b.name as branch,
      (select coalesce(json_agg(json_build_object('code', z.code, 'name', z.name) order by length(z.code), z.code), '[]')
         from (select code, name from zones
                where organisation_id = b.organisation_id and branch_id = b.id
                  and (ended_on is null or ended_on > ${today}::date)
                order by length(code), code limit ${ZONES_MAX}) z) as zones
      from branches b where b.id = ${branchId} and (b.ended_on is null or b.ended_on > ${today}::date)`)
  return rows[0] ?? null
}

/** Branches of that name in the scope, with the organisation that each belongs to. */
export async function branchesNamed(db: Db, name: string, scope: Scope): Promise<{ id: string; path: string }[]> {
  const { rows } = await db.execute<{ id: string; path: string }>(sql`
    select b.id, o.path from ${branches} b join organisations o on o.id = b.organisation_id
     where b.name = ${name} and b.ended_on is null and ${inScope(sql`b.organisation_id`, scope)}
     order by o.path limit ${BRANCHES_MAX}`)
  return rows
}
