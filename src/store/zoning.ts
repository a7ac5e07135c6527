/** How the zones of branches are filled: their posts, open offers, and what residents saw of them. */

import type { OfferFacts, ZoneRecord } from '../decide/zoning-facts.ts'
import { addDays, type CivilDate } from '../domain/calendar.ts'
import { UNSEEN_DAYS, type ZonePost } from '../domain/coverage.ts'
import { type Sql, statement } from './sql.ts'

interface ZoneRow {
  branch_id: string
  code: string
  approved: boolean
  visit_count: number
  long_there: boolean
  case_count: number
  posts: ZonePost[]
}

const readZones = statement<ZoneRow, [string[], CivilDate, CivilDate]>(
  'read_zoning',
  `select z.branch_id, z.code, z.approved_at is not null as approved, z.created_at < $3::date as long_there,
     (select coalesce(sum(v.visit_count), 0)::int from zone_visits v where v.zone_id = z.id and v."on" >= $3::date)
       as visit_count,
     coalesce(told.case_count, 0) as case_count,
     (select coalesce(json_agg(json_build_object('personId', a.person_id, 'role', a.role, 'backup', a.backup,
               'startsOn', a.starts_on, 'endsOn', a.ends_on, 'termEndsOn', a.term_ends_on,
               'known', a.acknowledged_at is not null) order by a.position, a.role), '[]')
        from assignments a join people p on p.id = a.person_id
       where a.zone_id = z.id and p.left_on is null and a.role <> 'resident_verifier'
         and (a.ends_on is null or a.ends_on >= $2::date)) as posts
   from branches b join zones z on z.organisation_id = b.organisation_id and z.branch_id = b.id
   left join (select c.zone_id, count(*)::int as case_count from cases c
               where c.branch_id = any($1::uuid[]) and c.created_at >= $3::date
                 and c.state not in ('draft', 'cancelled', 'duplicate', 'not_ours') group by c.zone_id) told
     on told.zone_id = z.id
   where b.id = any($1::uuid[]) and (z.ended_on is null or z.ended_on > $2::date)
   order by length(z.code), z.code`,
)

const readOffers = statement<OfferFacts & { branch_id: string }, [string[]]>(
  'read_open_nominations',
  `select n.branch_id, n.id, n.person_id as "personId", z.code as "zoneCode", n.created_at::date::text as "on"
     from nominations n join zones z on z.id = n.zone_id join people p on p.id = n.person_id
    where n.branch_id = any($1::uuid[]) and n.state = 'open' and p.left_on is null
    order by n.created_at, n.id`,
)

/** Zones of branches with who is what in them, and the offers that wait. */
export interface Zoning {
  zones: (ZoneRecord & { branchId: string })[]
  offers: (OfferFacts & { branchId: string })[]
}

export async function readZoning(sql: Sql, branchIds: readonly string[], today: CivilDate): Promise<Zoning> {
  const ids = [...new Set(branchIds)]
  if (ids.length === 0) return { zones: [], offers: [] }
  const zones = await readZones(sql, ids, today, addDays(today, -UNSEEN_DAYS))
  const offers = await readOffers(sql, ids)
  return {
    zones: zones.map(({ branch_id, visit_count, long_there, case_count, ...zone }) => ({
      ...zone,
      branchId: branch_id,
      visitCount: visit_count,
      longThere: long_there,
      caseCount: case_count,
    })),
    offers: offers.map(({ branch_id, ...offer }) => ({ ...offer, branchId: branch_id })),
  }
}
