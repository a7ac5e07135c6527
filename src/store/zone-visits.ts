/** How residents came to know of a zone: counts by day, nobody's. What events tell is noted first and counted later. */
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

const noteOne = statement<{ id: string }, [CivilDate, VisitKind, number, string | null, string | null]>(
  'note_visits',
  'insert into visit_tallies ("on", kind, count, zone_code, group_id) values ($1, $2, $3, $4, $5) returning id',
)

/** Residents who came by a zone's code or into a group of one: counted within a minute, so that nobody waits for it here. */
export async function noteVisits(
  sql: Sql,
  {
    of,
    kind,
    on,
    count,
  }: { of: { zoneCode: string } | { groupId: string }; kind: VisitKind; on: CivilDate; count: number },
): Promise<void> {
  await noteOne(sql, on, kind, count, 'zoneCode' in of ? of.zoneCode : null, 'groupId' in of ? of.groupId : null)
}

const countKnown = statement<{ id: string }, [number]>(
  'count_noted_visits',
  // Whoever counts the same rows beside waits for the deletion, finds them gone and adds nothing. How many are in a
  // group is asked for again.
  `with noted as (select * from visit_tallies order by id limit $1),
   known as (
     select n.id, z.id as zone_id, n."on", n.kind, n.count, null::uuid as entry_id
       from noted n join zones z on z.code = n.zone_code
     union all
     select n.id, e.zone_id, n."on", n.kind, n.count, e.id
       from noted n join zone_entries e on e.kind in ('wecom_group', 'dingtalk_group') and e.group_id = n.group_id
      where e.ended_at is null
     union all
     select n.id, e.zone_id, n."on", n.kind, n.count, e.id
       from noted n join zone_entries e on e.further_groups @> array[n.group_id]
      where e.ended_at is null and e.group_id is distinct from n.group_id),
   gone as (
     delete from visit_tallies where id in (
       select id from known union all select id from noted where zone_code is not null) returning id),
   recounted as (
     update zone_entries set refreshed_at = null
      where kind = 'wecom_group' and id in (select entry_id from known join gone using (id))),
   added as (
     insert into zone_visits (zone_id, "on", kind, visit_count)
     select zone_id, "on", kind, sum(count) from known join gone using (id) group by 1, 2, 3 order by 1, 2, 3
     on conflict (zone_id, "on", kind) do update set visit_count = zone_visits.visit_count + excluded.visit_count)
   select id from gone`,
)

/** Count what was noted, as far as it is known whose it is. A code that no zone has any more counts nowhere. */
export async function countNotedVisits(sql: Sql, limit: number): Promise<void> {
  await countKnown(sql, limit)
}

const readStrange = statement<{ group_id: string; ours: boolean }, [number]>(
  'groups_of_nobody',
  `select distinct t.group_id, exists (select from zone_entries where kind = 'wecom_group' and ended_at is null) as ours
     from visit_tallies t
    where t.group_id is not null
      and not exists (select from zone_entries e where e.ended_at is null
        and (e.kind in ('wecom_group', 'dingtalk_group') and e.group_id = t.group_id or e.further_groups @> array[t.group_id]))
    order by 1 limit $1`,
)

/** Groups that were joined and are no zone's, as far as we know; `mayBeOurs`: zones have groups that WeCom may add to. */
export async function strangeGroups(sql: Sql, limit: number): Promise<{ groupId: string; mayBeOurs: boolean }[]> {
  const rows = await readStrange(sql, limit)
  return rows.map(({ group_id, ours }) => ({ groupId: group_id, mayBeOurs: ours }))
}

const addGroup = statement<{ id: string }, [string, string[]]>(
  'add_further_group',
  `update zone_entries e set further_groups = e.further_groups || $1::text from zones z
    where z.id = e.zone_id and e.kind = 'wecom_group' and e.ended_at is null and z.code = any($2)
      and e.group_id <> $1 and not e.further_groups @> array[$1::text] returning e.id`,
)

/** The group belongs to the group codes of these zones as well. @returns whether one of them has a group code */
export async function addFurtherGroup(sql: Sql, groupId: string, zoneCodes: readonly string[]): Promise<boolean> {
  return zoneCodes.length > 0 && (await addGroup(sql, groupId, [...zoneCodes])).length > 0
}

/** Of a group that is nobody's nothing is counted. */
export const dropNotedVisits = statement<{ id: string }, [string]>(
  'drop_noted_visits',
  'delete from visit_tallies where group_id = $1 returning id',
)
