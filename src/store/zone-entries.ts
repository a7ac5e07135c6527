/** Ways from a zone's code to a person on a platform, as an operator opens, lists and ends them. */
import type { CivilDate } from '../domain/calendar.ts'
import type { ZoneEntryKind } from '../domain/zoning.ts'
import { type Sql, statement } from './sql.ts'

/** Which zones: all below a place of the organisation tree, or one by its code. */
export type EntryScope = { path: string } | { zoneCode: string }

const IN_SCOPE = `(o.path = $1 or o.path like case when $1 = '/' then '/%' else $1 || '/%' end or z.code = $2)`

function scopeValues(scope: EntryScope): [string | null, string | null] {
  return 'path' in scope ? [scope.path, null] : [null, scope.zoneCode]
}

/** A way in as an operator sees it. */
export interface ListedEntry {
  zoneCode: string
  zone: string
  kind: ZoneEntryKind
  url: string | null
  accounts: string[]
  groupId: string | null
  memberCount: number | null
  refreshedAt: Date | null
  failure: string | null
}

interface ListedRow {
  code: string
  name: string
  kind: ZoneEntryKind
  url: string | null
  accounts: string[]
  group_id: string | null
  member_count: number | null
  refreshed_at: Date | null
  failure: string | null
}

const list = statement<ListedRow, [string | null, string | null]>(
  'list_zone_entries',
  `select z.code, z.name, e.kind, e.url, e.accounts, e.group_id, e.member_count, e.refreshed_at, e.failure
     from zone_entries e join zones z on z.id = e.zone_id join organisations o on o.id = z.organisation_id
    where ${IN_SCOPE} and e.ended_at is null order by z.code, e.kind`,
)

export async function listZoneEntries(sql: Sql, scope: EntryScope): Promise<ListedEntry[]> {
  const rows = await list(sql, ...scopeValues(scope))
  return rows.map((row) => ({
    zoneCode: row.code,
    zone: row.name,
    kind: row.kind,
    url: row.url,
    accounts: row.accounts,
    groupId: row.group_id,
    memberCount: row.member_count,
    refreshedAt: row.refreshed_at,
    failure: row.failure,
  }))
}

/** Asked for again: one that was being taken back stays, as it is published. */
const open = statement<{ code: string }, [string | null, string | null, ZoneEntryKind, CivilDate, string | null]>(
  'open_zone_entries',
  `with opened as (
     insert into zone_entries (organisation_id, zone_id, kind, group_id)
     select z.organisation_id, z.id, $3, $5 from zones z join organisations o on o.id = z.organisation_id
      where ${IN_SCOPE} and (z.ended_on is null or z.ended_on > $4)
     on conflict (zone_id, kind) do update set ended_at = null, refreshed_at = null,
       group_id = coalesce(excluded.group_id, zone_entries.group_id),
       further_groups = case when excluded.group_id <> zone_entries.group_id then '{}' else zone_entries.further_groups end
     returning zone_id)
   select z.code from zones z join opened on opened.zone_id = z.id order by z.code`,
)

/** Have ways of this kind into these zones. @returns the codes of the zones */
export async function openZoneEntries(
  sql: Sql,
  {
    scope,
    kind,
    groupId = null,
    today,
  }: {
    scope: EntryScope
    kind: ZoneEntryKind
    groupId?: string | null
    today: CivilDate
  },
): Promise<string[]> {
  const rows = await open(sql, ...scopeValues(scope), kind, today, groupId)
  return rows.map((row) => row.code)
}

const end = statement<{ code: string }, [string | null, string | null, ZoneEntryKind, Date]>(
  'end_zone_entries',
  `update zone_entries e set ended_at = $4 from zones z join organisations o on o.id = z.organisation_id
    where e.zone_id = z.id and e.kind = $3 and e.ended_at is null and ${IN_SCOPE} returning z.code`,
)

/** Have them no more: what is printed leads nowhere afterwards. @returns the codes of the zones */
export async function endZoneEntries(
  sql: Sql,
  { scope, kind, now }: { scope: EntryScope; kind: ZoneEntryKind; now: Date },
): Promise<string[]> {
  const rows = await end(sql, ...scopeValues(scope), kind, now)
  return rows.map((row) => row.code)
}
