/** How the zones of a subtree are filled, branch by branch, for lists and spreadsheets. */
import { addDays, type CivilDate } from '../domain/calendar.ts'
import { type BranchMember, type Coverage, coverageOf, SOON_DAYS, type ZoneToCover } from '../domain/coverage.ts'
import { groupBy } from '../domain/group.ts'
import type { Role } from '../domain/vocabulary.ts'
import { holdsOn } from './holding.ts'
import type { Scope } from './organisations.ts'
import { type Sql, statement } from './sql.ts'
import { readZoning } from './zoning.ts'

interface BranchRow {
  id: string
  name: string
  people: { id: string; name: string; roles: (Role | null)[] }[]
  zones: { code: string; name: string; areas: { text: string; building: string | null }[] }[]
}

const readBranches = statement<BranchRow, [string, CivilDate]>(
  'read_branches_to_cover',
  `select b.id, b.name,
     (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'roles', array(
               select distinct a.role from assignments a where a.person_id = p.id and a.branch_id = b.id
                  and ${holdsOn('a', '$2::date')})) order by p.name), '[]')
        from people p where p.left_on is null and p.id in (
          select m.id from people m where m.organisation_id = b.organisation_id and m.branch_id = b.id
           union select a.person_id from assignments a where a.branch_id = b.id and ${holdsOn('a', '$2::date')})) as people,
     (select coalesce(json_agg(json_build_object('code', z.code, 'name', z.name, 'areas',
               (select coalesce(json_agg(json_build_object('text', r.text, 'building', r.building) order by r.position), '[]')
                  from zone_areas r where r.zone_id = z.id)) order by z.code), '[]')
        from zones z where z.organisation_id = b.organisation_id and z.branch_id = b.id
         and (z.ended_on is null or z.ended_on > $2::date)) as zones
   from branches b join organisations o on o.id = b.organisation_id
   where o.path = $1 or o.path like case when $1 = '/' then '/%' else $1 || '/%' end
   order by o.path, b.name`,
)

export interface BranchCoverage {
  branch: string
  coverage: Coverage
  zones: (ZoneToCover & { areas: string[] })[]
  nameOf: (personId: string) => string
}

/** Of each branch in the scope; a branch without zones and people is left out. */
export async function coverageIn(sql: Sql, { path }: Pick<Scope, 'path'>, today: CivilDate): Promise<BranchCoverage[]> {
  const branches = await readBranches(sql, path, today)
  const { zones } = await readZoning(
    sql,
    branches.map((b) => b.id),
    today,
  )
  const records = groupBy(zones, (zone) => zone.branchId)
  return branches
    .filter((branch) => branch.zones.length + branch.people.length > 0)
    .map((branch) => {
      const filled = new Map(records.get(branch.id)?.map((zone) => [zone.code, zone]))
      const own = branch.zones.flatMap(({ code, name, areas }) => {
        const record = filled.get(code)
        const buildings = areas.flatMap((area) => area.building ?? [])
        return record ? [{ ...record, name, buildings, areas: areas.map((area) => area.text) }] : []
      })
      const people = branch.people.map((p): BranchMember => ({ ...p, roles: p.roles.flatMap((role) => role ?? []) }))
      const names = new Map(people.map((p) => [p.id, p.name]))
      return {
        branch: branch.name,
        coverage: coverageOf(own, people, { today, soon: addDays(today, SOON_DAYS) }),
        zones: own,
        nameOf: (id) => names.get(id) ?? '',
      }
    })
}
