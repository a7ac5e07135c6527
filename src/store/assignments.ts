/** Who answers for which zone, as it is decided in chat. Rows are ended, never deleted: they are the history. */
import type { NewPost } from '../decide/decision.ts'
import type { CivilDate } from '../domain/calendar.ts'
import { type Sql, statement } from './sql.ts'

/**
 * The place of those who join: behind all that a roster numbers, whatever its length; who comes first in a zone stands
 * before all, below zero. So no import, which numbers its rows anew, changes who is first.
 */
const BEHIND = 1_000_000_000

const insertPost = statement<
  { id: string },
  [string, string, string, boolean, boolean, CivilDate, CivilDate | null, string, string | null, boolean, Date]
>(
  'begin_post',
  `insert into assignments (organisation_id, branch_id, zone_id, person_id, role, backup, position, starts_on,
     term_ends_on, assigned_by, reason, acknowledged_at, know_asked_at, created_at)
   select z.organisation_id, z.branch_id, z.id, $1, $3, $4,
          case when $5 then (select least(min(a.position), 0) - 1 from assignments a where a.zone_id = z.id)
               else (select greatest(max(a.position), ${BEHIND}) + 1 from assignments a where a.zone_id = z.id) end,
          $6::date, $7::date, $8, $9, case when $10 then $11::timestamptz end, $11, $11
     from zones z where z.code = $2
   on conflict do nothing returning id`,
)

/** Somebody answers for a zone from a day on. Whoever does already stays as they are. */
export async function beginPost(sql: Sql, post: NewPost, now: Date): Promise<void> {
  const { personId, zoneCode, role, backup, first, startsOn, termEndsOn, by, reason, known } = post
  await insertPost(sql, personId, zoneCode, role, backup, first, startsOn, termEndsOn, by, reason, known, now)
}

const endPosts = statement<{ id: string }, [string, string, CivilDate, string, string | null]>(
  'end_posts',
  // What was to begin later never does: it keeps a span of one day that is over.
  `update assignments a set ends_on = $3::date, starts_on = least(a.starts_on, $3::date), ended_by = $4, end_reason = $5
     from zones z
    where z.code = $2 and a.zone_id = z.id and a.person_id = $1 and a.role <> 'resident_verifier'
      and (a.ends_on is null or a.ends_on > $3::date)
   returning a.id`,
)

export interface PostEnd {
  personId: string
  zoneCode: string
  /** Last day; the one before today where it is over at once. */
  lastOn: CivilDate
  by: string
  reason: string | null
}

/** All that the person is in the zone ends with that day. */
export async function endPost(sql: Sql, { personId, zoneCode, lastOn, by, reason }: PostEnd): Promise<void> {
  await endPosts(sql, personId, zoneCode, lastOn, by, reason)
}

const approve = statement<{ id: string }, [string, string, Date]>(
  'approve_zones',
  `update zones set approved_at = $3, approved_by = $2 where branch_id = $1 and approved_at is null returning id`,
)

/** The branch decided on all its zones: those drawn later need another decision. */
export async function approveZones(
  sql: Sql,
  { branchId, by }: { branchId: string; by: string },
  now: Date,
): Promise<void> {
  await approve(sql, branchId, by, now)
}

const know = statement<{ id: string }, [string, readonly string[], Date]>(
  'know_zones',
  `update assignments a set acknowledged_at = $3 from zones z
    where a.person_id = $1 and z.code = any($2::text[]) and a.zone_id = z.id and a.acknowledged_at is null
   returning a.id`,
)

export async function knowZones(
  sql: Sql,
  { personId, zoneCodes }: { personId: string; zoneCodes: readonly string[] },
  now: Date,
): Promise<void> {
  await know(sql, personId, zoneCodes, now)
}
