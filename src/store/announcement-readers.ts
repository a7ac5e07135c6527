/** Whom an announcement is for, and which of them can be told now. */
import { type SQL, sql } from 'drizzle-orm'
import type { Reach } from '../decide/branch-work-facts.ts'
import type { Audience } from '../domain/announcement.ts'
import type { CivilDate } from '../domain/calendar.ts'
import { OUTSIDER } from '../domain/conversations.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import { subtree } from './organisations.ts'

export interface AnnouncedTo {
  /** The organisation; it and all below. */
  scope: string
  /** Of this branch alone; `null`: of all. */
  branchId: string | null
  /** Of these zones alone; empty: of all. */
  zoneIds: readonly string[]
  audience: Audience
}

/** The instant and its civil date. */
export interface AsOf {
  now: Date
  today: CivilDate
}

/** 微信客服 lets through five messages within 48 hours of the resident's last one. */
const KF_HOURS = 48
const KF_MESSAGES = 5

/**
 * Everybody of the audience with one account each: the first channel that they have. To be used beside a relation
 * `channel(name)` of those that are there.
 */
export function readers(to: AnnouncedTo, { now, today }: AsOf): SQL {
  const reachable = sql`
    select distinct on (coalesce(i.person_id, i.id)) i.person_id, coalesce(p.organisation_id, i.organisation_id) as organisation_id,
           i.channel, i.external_id
      from identities i join channel c on c.name = i.channel left join people p on p.id = i.person_id`
  const preferred = sql`order by coalesce(i.person_id, i.id),
    array_position(array['wecom', 'dingtalk', 'local', 'kf', 'page'], i.channel), i.created_at, i.id`
  const held = heldBy(to, sql`i.person_id`, today)
  if (to.audience === 'members') return sql`${reachable} where p.left_on is null and ${held} ${preferred}`
  const mayBeTold = sql`not starts_with(i.external_id, ${OUTSIDER})
    and (i.channel <> 'kf' or exists (
      select from kf_chats k where k.identity_id = i.id and k.sent_count < ${KF_MESSAGES}
         and k.heard_at > ${now}::timestamptz - make_interval(hours => ${KF_HOURS})))`
  return sql`${reachable} left join zones z on z.id = i.zone_id
    where ((${isResident(to)}) or (p.left_on is null and ${held})) and ${mayBeTold} ${preferred}`
}

/** A person with a post there that makes them one of the audience. */
function heldBy({ scope, branchId, zoneIds, audience }: AnnouncedTo, personId: SQL, today: CivilDate): SQL {
  return sql`
    exists (select from assignments a join branches b on b.id = a.branch_id
             where a.person_id = ${personId} and ${holding('a', sql`${today}::date`)} and b.organisation_id in (select id from ${subtree(scope)})
               ${branchId === null ? sql`` : sql`and b.id = ${branchId}`}
               ${zoneIds.length === 0 ? sql`` : sql`and a.zone_id = any(${sql.param([...zoneIds])}::uuid[])`}
               and ${audience === 'members' ? sql`a.role <> 'resident_verifier'` : sql`a.role = 'resident_verifier'`})`
}

/** An account `i` that nobody of the roster has, in a zone `z` that is meant; without one only where all are. */
function isResident({ scope, branchId, zoneIds }: AnnouncedTo): SQL {
  return sql`i.person_id is null and coalesce(z.organisation_id, i.organisation_id) in (select id from ${subtree(scope)})
    ${branchId === null ? sql`` : sql`and z.branch_id = ${branchId}`}
    ${zoneIds.length === 0 ? sql`` : sql`and z.id = any(${sql.param([...zoneIds])}::uuid[])`}`
}

/** How many it would reach now, by channel, of how many there are. */
export async function reachOf(
  db: Db,
  to: AnnouncedTo,
  { channels, ...asOf }: AsOf & { channels: Iterable<ChannelName> },
): Promise<Reach> {
  const { rows: byChannel } = await db.execute<{ channel: ChannelName; count: number }>(sql`
    with channel as (select unnest(${sql.param([...channels])}::text[]) as name),
    somebody as (${readers(to, asOf)})
    select channel, count(*)::int as count from somebody group by channel order by count desc, channel`)
  const people = sql`select count(*)::int as count from people p where p.left_on is null and ${heldBy(to, sql`p.id`, asOf.today)}`
  const accounts = sql`
    select count(*)::int as count from identities i left join zones z on z.id = i.zone_id where ${isResident(to)}`
  const total = to.audience === 'members' ? people : sql`select (${people}) + (${accounts}) as count`
  const { rows } = await db.execute<{ count: number }>(total)
  return { total: rows[0]?.count ?? 0, byChannel }
}

/** Where an announcement of a branch, or of all around it, is for; `null`: there is no such branch. */
export async function placeOf(
  db: Db,
  { branchId, whole }: { branchId: string; whole: boolean },
): Promise<Pick<AnnouncedTo, 'scope' | 'branchId'> | null> {
  const { rows } = await db.execute<{ path: string }>(sql`
    select o.path from branches b join organisations o on o.id = b.organisation_id where b.id = ${branchId}`)
  const [found] = rows
  return found ? { scope: found.path, branchId: whole ? null : branchId } : null
}
