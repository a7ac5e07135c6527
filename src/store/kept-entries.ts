/** Ways from a zone's code to a person on a platform, as they are kept leading where they should. */
import type { CivilDate } from '../domain/calendar.ts'
import type { ZoneEntryKind } from '../domain/zoning.ts'
import { holdsOn } from './holding.ts'
import { type Sql, statement } from './sql.ts'

/** A way in that is to be looked after, and whom it should lead to. */
export interface KeptEntry {
  id: string
  kind: ZoneEntryKind
  organisationId: string
  branchId: string
  zoneCode: string
  zoneName: string
  configId: string | null
  groupId: string | null
  /** Groups that WeCom made when that one was full, the oldest first. */
  furtherGroups: string[]
  url: string | null
  accounts: string[]
  /** Of a contact code: who answers for the zone, else who leads the branch; in order. */
  wanted: string[]
  ended: boolean
}

interface KeptRow {
  id: string
  kind: ZoneEntryKind
  organisation_id: string
  branch_id: string
  code: string
  name: string
  config_id: string | null
  group_id: string | null
  further_groups: string[]
  url: string | null
  accounts: string[]
  wanted: string[]
  ended: boolean
}

const HOLDS = holdsOn('a', '$2')
const accountsOf = (where: string) => `array(
  select i.external_id from assignments a
    join people p on p.id = a.person_id and p.left_on is null
    join identities i on i.person_id = p.id and i.channel = 'wecom'
   where ${where} and ${HOLDS} group by i.external_id order by min(a.backup::int), min(a.position), 1 limit 100)`

const MEMBERS = accountsOf(`a.zone_id = z.id and a.role in ('zone_member', 'guest_member', 'helper')`)
const LEADERS = accountsOf(`a.branch_id = z.branch_id and a.role in ('branch_secretary', 'deputy_secretary')`)

const toKeep = statement<KeptRow, [ZoneEntryKind[], CivilDate, Date, Date, number]>(
  'zone_entries_to_keep',
  // Who leads is looked for only where no member has an account: the minute's look goes over every code.
  `select * from (
     select e.id, e.kind, z.organisation_id, z.branch_id, z.code, z.name, e.config_id, e.group_id, e.further_groups,
       e.url, e.accounts, e.refreshed_at, e.ended_at is not null or coalesce(z.ended_on <= $2, false) as ended,
       case when e.kind = 'wecom_contact' then coalesce(nullif(${MEMBERS}, '{}'), ${LEADERS}) else '{}' end as wanted
       from zone_entries e join zones z on z.id = e.zone_id
      where e.kind = any($1) and (e.failed_at is null or e.failed_at < $3)) w
    where ended or (kind <> 'dingtalk_group' and (url is null or refreshed_at is null))
       or (kind in ('wecom_contact', 'wecom_group') and refreshed_at < $4)
       or (kind = 'wecom_contact' and accounts <> wanted and wanted <> '{}')
    order by refreshed_at nulls first, id limit $5`,
)

/** Most installations have none, and planning what is to be kept takes longer than running it. */
const anyEntry = statement<{ id: string }>('any_zone_entry', 'select id from zone_entries limit 1')

/**
 * Ways in that do not lead where they should, or were not looked at for long; those that never led anywhere first.
 *
 * Those of DingTalk groups are looked after elsewhere until they end.
 */
export async function zoneEntriesToKeep(
  sql: Sql,
  due: {
    kinds: readonly ZoneEntryKind[]
    today: CivilDate
    /** What failed since is left alone. */
    failedBefore: Date
    /** Codes of WeCom that were last looked at before are looked at again: somebody may have deleted them there. */
    seenBefore: Date
    limit: number
  },
): Promise<KeptEntry[]> {
  if ((await anyEntry(sql)).length === 0) return []
  const rows = await toKeep(sql, [...due.kinds], due.today, due.failedBefore, due.seenBefore, due.limit)
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    organisationId: row.organisation_id,
    branchId: row.branch_id,
    zoneCode: row.code,
    zoneName: row.name,
    configId: row.config_id,
    groupId: row.group_id,
    furtherGroups: row.further_groups,
    url: row.url,
    accounts: row.accounts,
    wanted: row.wanted,
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

/** The platform has no such way any more; zero rows: another one was made since. */
export const forgetConfig = statement<{ id: string }, [string, string]>(
  'forget_entry_config',
  'update zone_entries set config_id = null, url = null where id = $1 and config_id = $2 returning id',
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
