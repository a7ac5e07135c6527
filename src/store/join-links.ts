/**
 * Groups of zones on DingTalk. Messages and events name a group by its conversation, which is `group_id` here; calls
 * about it by its `chatid`, which is `config_id`. An operator names it by either.
 */
import type { CivilDate } from '../domain/calendar.ts'
import { holdsOn } from './holding.ts'
import { type Sql, statement } from './sql.ts'

export interface KeptGroup {
  id: string
  groupId: string | null
  chatId: string | null
  /** Accounts of whoever answers for the zone or leads the branch, in order. */
  members: string[]
  ended: boolean
}

interface KeptGroupRow {
  id: string
  group_id: string | null
  config_id: string | null
  members: string[]
  ended: boolean
}

const toKeep = statement<KeptGroupRow, [CivilDate, Date, Date, number]>(
  'join_links_to_keep',
  `select e.id, e.group_id, e.config_id, e.ended_at is not null or coalesce(z.ended_on <= $1, false) as ended,
     array(select i.external_id from assignments a
             join people p on p.id = a.person_id and p.left_on is null
             join identities i on i.person_id = p.id and i.channel = 'dingtalk'
            where ${holdsOn('a', '$1')}
              and (a.zone_id = z.id or (a.branch_id = z.branch_id and a.role in ('branch_secretary', 'deputy_secretary')))
            group by i.external_id
            order by (i.external_id = any(e.accounts)) desc, bool_or(a.zone_id = z.id) desc nulls last,
              min(a.position), 1
            limit 20) as members
     from zone_entries e join zones z on z.id = e.zone_id
    where e.kind = 'dingtalk_group' and (e.failed_at is null or e.failed_at < $2)
      and (e.ended_at is not null or z.ended_on <= $1 or e.url is null or e.expires_at is null or e.expires_at < $3)
    order by e.expires_at nulls first, e.id limit $4`,
)

/** Those without a link, and those whose link soon ends. */
export async function joinLinksToKeep(
  sql: Sql,
  due: { today: CivilDate; failedBefore: Date; expiresBefore: Date; limit: number },
): Promise<KeptGroup[]> {
  const rows = await toKeep(sql, due.today, due.failedBefore, due.expiresBefore, due.limit)
  return rows.map(({ id, group_id: groupId, config_id: chatId, members, ended }) => {
    return { id, groupId, chatId, members, ended }
  })
}

export const nameGroup = statement<{ id: string }, [string, string, string]>(
  'name_group',
  'update zone_entries set group_id = $2, config_id = $3, url = null, expires_at = null where id = $1 returning id',
)

export const keepJoinLink = statement<{ id: string }, [string, string, string[], Date, Date]>(
  'keep_join_link',
  `update zone_entries set url = $2, accounts = $3, expires_at = $4, refreshed_at = $5, failure = null, failed_at = null
    where id = $1 returning id`,
)

const noteGroup = statement<{ id: string }, [string, string | null, boolean]>(
  'note_group',
  `update zone_entries set config_id = coalesce($2, config_id), failed_at = null,
       url = case when $3 then null else url end, expires_at = case when $3 then null else expires_at end
    where kind = 'dingtalk_group' and group_id = $1 and ($3 or config_id is distinct from coalesce($2, config_id))
   returning id`,
)

/** What an event tells of a group: how calls name it, and whether links that were given out before have ended. */
export async function noteGroupChange(
  sql: Sql,
  { groupId, chatId, linkEnded }: { groupId: string; chatId: string | null; linkEnded: boolean },
): Promise<void> {
  await noteGroup(sql, groupId, chatId, linkEnded)
}

const openGroup = statement<{ id: string }, [string, string]>(
  'name_group_of_zone',
  `insert into zone_entries (organisation_id, zone_id, kind, group_id)
   select organisation_id, id, 'dingtalk_group', $2 from zones where code = $1
   on conflict (zone_id, kind) do update set group_id = excluded.group_id, ended_at = null,
     config_id = null, url = null, expires_at = null, accounts = '{}', failure = null, failed_at = null
   where zone_entries.group_id is distinct from excluded.group_id or zone_entries.ended_at is not null
   returning id`,
)

/** The zone's group, named in the group itself: by its conversation. */
export async function nameGroupOfZone(
  sql: Sql,
  { zoneCode, groupId }: { zoneCode: string; groupId: string },
): Promise<void> {
  await openGroup(sql, zoneCode, groupId)
}

const zonesOf = statement<{ group_id: string; code: string }, [string[]]>(
  'zones_of_groups',
  `select e.group_id, z.code from zone_entries e join zones z on z.id = e.zone_id
    where e.kind = 'dingtalk_group' and e.group_id = any($1) and e.ended_at is null`,
)

/** Codes of the zones whose groups these are; a group of several zones is nobody's. */
export async function zonesOfGroups(sql: Sql, groupIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = groupIds.length > 0 ? await zonesOf(sql, [...groupIds]) : []
  const shared = new Set(
    rows.filter((r, i) => rows.findIndex((o) => o.group_id === r.group_id) < i).map((r) => r.group_id),
  )
  return new Map(rows.filter((r) => !shared.has(r.group_id)).map((r) => [r.group_id, r.code]))
}
