/** Ways from a zone's code to a person on a platform: which there are, and whether they lead where they should. */
import type { CivilDate } from '../domain/calendar.ts'
import type { ZoneEntryKind } from '../domain/zoning.ts'
import { holdsOn } from './holding.ts'
import { type Sql, statement } from './sql.ts'
import { addZoneVisits } from './zone-visits.ts'

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
       group_id = coalesce(excluded.group_id, zone_entries.group_id)
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

/** A way in that is to be looked after, and whom it should lead to. */
export interface KeptEntry {
  id: string
  kind: ZoneEntryKind
  zoneCode: string
  zoneName: string
  configId: string | null
  groupId: string | null
  url: string | null
  accounts: string[]
  /** On WeCom: who answers for the zone, else who leads the branch; in order. */
  wanted: string[]
  ended: boolean
}

interface KeptRow {
  id: string
  kind: ZoneEntryKind
  code: string
  name: string
  config_id: string | null
  group_id: string | null
  url: string | null
  accounts: string[]
  members: string[]
  leaders: string[]
  ended: boolean
}

const HOLDS = holdsOn('a', '$2')
const accountsOf = (where: string) => `array(
  select i.external_id from assignments a
    join people p on p.id = a.person_id and p.left_on is null
    join identities i on i.person_id = p.id and i.channel = 'wecom'
   where ${where} and ${HOLDS} group by i.external_id order by min(a.backup::int), min(a.position), 1 limit 100)`

const toKeep = statement<KeptRow, [ZoneEntryKind[], CivilDate, Date, number]>(
  'zone_entries_to_keep',
  `select * from (
     select e.id, e.kind, z.code, z.name, e.config_id, e.group_id, e.url, e.accounts, e.refreshed_at,
       e.ended_at is not null or coalesce(z.ended_on <= $2, false) as ended,
       ${accountsOf(`a.zone_id = z.id and a.role in ('zone_member', 'guest_member', 'helper')`)} as members,
       ${accountsOf(`a.branch_id = z.branch_id and a.role in ('branch_secretary', 'deputy_secretary')`)} as leaders
       from zone_entries e join zones z on z.id = e.zone_id
      where e.kind = any($1) and (e.failed_at is null or e.failed_at < $3)) w
    where ended or (kind <> 'dingtalk_group' and (url is null or refreshed_at is null))
       or (kind = 'wecom_contact' and accounts <> case when cardinality(members) > 0 then members else leaders end
           and cardinality(members) + cardinality(leaders) > 0)
    order by refreshed_at nulls first, id limit $4`,
)

/** Ways in that do not lead where they should (those of DingTalk groups are looked after elsewhere until they end), those that never led anywhere first. */
export async function zoneEntriesToKeep(
  sql: Sql,
  {
    kinds,
    today,
    failedBefore,
    limit,
  }: {
    kinds: readonly ZoneEntryKind[]
    today: CivilDate
    /** What failed since is left alone. */
    failedBefore: Date
    limit: number
  },
): Promise<KeptEntry[]> {
  const rows = await toKeep(sql, [...kinds], today, failedBefore, limit)
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    zoneCode: row.code,
    zoneName: row.name,
    configId: row.config_id,
    groupId: row.group_id,
    url: row.url,
    accounts: row.accounts,
    wanted: row.members.length > 0 ? row.members : row.leaders,
    ended: row.ended,
  }))
}

/** One worker looks after it at a time; what it leaves half done is taken up after the pause for what failed. */
export const claimEntry = statement<{ id: string }, [string, Date, Date]>(
  'claim_zone_entry',
  `update zone_entries set failure = 'under way', failed_at = $2
    where id = $1 and (failed_at is null or failed_at < $3) returning id`,
)

/** Known before what it leads to is: a way that was made and forgotten would be made again. */
export const noteConfig = statement<{ id: string }, [string, string]>(
  'note_entry_config',
  'update zone_entries set config_id = $2 where id = $1 returning id',
)

export const refreshEntry = statement<{ id: string }, [string, string, string[], number | null, Date]>(
  'refresh_zone_entry',
  `update zone_entries set url = $2, accounts = $3, member_count = $4, refreshed_at = $5, failure = null, failed_at = null
    where id = $1 returning id`,
)

export const failEntry = statement<{ id: string }, [string, string, Date]>(
  'fail_zone_entry',
  'update zone_entries set failure = $2, failed_at = $3 where id = $1 returning id',
)

/** Gone on the platform as well; unless it was asked for again meanwhile. */
export const removeEntry = statement<{ id: string }, [string]>(
  'remove_zone_entry',
  `delete from zone_entries e using zones z
    where e.id = $1 and z.id = e.zone_id and (e.ended_at is not null or z.ended_on is not null) returning e.id`,
)

const groupZone = statement<{ code: string }, [string]>(
  'zone_of_group',
  `select z.code from zone_entries e join zones z on z.id = e.zone_id
    where e.kind in ('wecom_group', 'dingtalk_group') and e.group_id = $1 and e.ended_at is null`,
)
const recount = statement<{ id: string }, [string]>(
  'recount_group',
  `update zone_entries set refreshed_at = null where kind = 'wecom_group' and group_id = $1 returning id`,
)

/** Residents who came to a zone, by its code or by the group of its own; nothing where nobody knows that group. */
export async function countVisits(
  sql: Sql,
  visits: { of: { zoneCode: string } | { groupId: string }; kind: 'scan' | 'join'; on: CivilDate; count: number },
): Promise<void> {
  const { of, kind, on, count } = visits
  const zones = 'zoneCode' in of ? [{ code: of.zoneCode }] : await groupZone(sql, of.groupId)
  if ('groupId' in of) await recount(sql, of.groupId)
  await addZoneVisits(
    sql,
    zones.map(({ code }) => ({ zoneCode: code, on, kind, count })),
  )
}
