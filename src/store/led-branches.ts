import { sql } from 'drizzle-orm'
import type { BranchDigest } from '../decide/digest.ts'
import type { PersonFacts } from '../decide/facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { ChannelName, Role } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'

/** Branches on one page: an administrator of a district has the first of them. */
const BRANCHES_MAX = 50

export interface LedBranches {
  person: PersonFacts
  organisationId: string
  branches: BranchDigest['branch'][]
}

interface Row extends Record<string, unknown> {
  name: string
  organisation_id: string
  branch_id: string | null
  assignments: { role: Role; zoneCode: string | null; branchId: string; backup: boolean }[]
  addresses: { channel: ChannelName; externalId: string }[]
  branches: BranchDigest['branch'][]
}

/**
 * The branches whose digest the person reads today: of a secretary and of who stands in for one, their own; of an
 * administrator all below. `null`: no such person, or one who left.
 */
export async function branchesLedBy(db: Db, personId: string, today: CivilDate): Promise<LedBranches | null> {
  const holds = holding('a', sql`${today}::date`)
  const { rows } = await db.execute<Row>(sql`
    with posts as (
      select a.*, o.path, o.demo from assignments a join branches b on b.id = a.branch_id
        join organisations o on o.id = b.organisation_id where a.person_id = ${personId} and ${holds}),
    away as (
      select a.person_id from absences a where a.cover_id = ${personId} and ${holds}),
    led as (
      select branch_id as id from posts where role in ('branch_secretary', 'deputy_secretary')
      union select a.branch_id from assignments a join away on away.person_id = a.person_id
             where a.role in ('branch_secretary', 'deputy_secretary') and ${holds}
      union select b.id from posts p join organisations o on o.demo = p.demo
               and (o.path = p.path or o.path like case when p.path = '/' then '/%' else p.path || '/%' end)
             join branches b on b.organisation_id = o.id where p.role = 'organisation_admin')
    select p.name, p.organisation_id, p.branch_id,
      (select coalesce(json_agg(json_build_object('role', h.role, 'branchId', h.branch_id, 'backup', h.backup,
          'zoneCode', (select code from zones z where z.id = h.zone_id)) order by h.position), '[]') from posts h) as assignments,
      (select coalesce(json_agg(json_build_object('channel', i.channel, 'externalId', i.external_id)
          order by array_position(array['wecom', 'dingtalk', 'local', 'kf', 'page'], i.channel), i.created_at), '[]')
         from identities i where i.organisation_id = p.organisation_id and i.person_id = p.id) as addresses,
      (select coalesce(json_agg(json_build_object('id', b.id, 'name', b.name, 'organisationId', b.organisation_id)
          order by b.name), '[]')
         from (select * from branches where id in (select id from led) order by name limit ${BRANCHES_MAX}) b) as branches
      from people p where p.id = ${personId} and p.left_on is null`)
  const [row] = rows
  if (!row) return null
  const led = new Set(row.branches.map((b) => b.id))
  return {
    person: {
      ...{ id: personId, name: row.name, branchId: row.branch_id },
      assignments: row.assignments.map((a) => (a.role === 'organisation_admin' ? { ...a, below: led } : a)),
      addresses: row.addresses.map((a) => ({ ...a, personId })),
    },
    organisationId: row.organisation_id,
    branches: row.branches,
  }
}
