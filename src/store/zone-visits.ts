/** How residents came to know of a zone: counts by day, nobody's. */
import type { CivilDate } from '../domain/calendar.ts'
import type { VisitKind } from '../domain/zoning.ts'
import { type Sql, statement } from './sql.ts'

export interface Visits {
  zoneCode: string
  on: CivilDate
  kind: VisitKind
  count: number
}

const addAll = statement<{ zone_id: string }, [string[], CivilDate[], VisitKind[], number[]]>(
  'add_zone_visits',
  // In the order of their keys, so that two processes that add the same rows never wait for each other in a ring.
  `insert into zone_visits (zone_id, "on", kind, visit_count)
   select z.id, v."on", v.kind, sum(v.count)
     from unnest($1::text[], $2::date[], $3::text[], $4::int[]) as v(code, "on", kind, count)
     join zones z on z.code = v.code
    group by z.id, v."on", v.kind order by 1, 2, 3
   on conflict (zone_id, "on", kind) do update set visit_count = zone_visits.visit_count + excluded.visit_count
   returning zone_id`,
)

/** Add what was counted; a code that no zone has any more counts nowhere. */
export async function addZoneVisits(sql: Sql, visits: readonly Visits[]): Promise<void> {
  if (visits.length === 0) return
  await addAll(
    sql,
    visits.map((v) => v.zoneCode),
    visits.map((v) => v.on),
    visits.map((v) => v.kind),
    visits.map((v) => v.count),
  )
}
