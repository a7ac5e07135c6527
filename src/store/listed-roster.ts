import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import type { Area } from '../domain/roster.ts'
import type { ChannelName, Role, ZoneKind } from '../domain/vocabulary.ts'
import { type Page, pageOf } from './cursor.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import { among, inZones, type ListQuery } from './newest.ts'
import { inScope } from './organisations.ts'
import { assignments, branches, identities, organisations, people, zoneAreas, zones } from './schema/organisation.ts'

type RosterQuery = Pick<ListQuery, 'scope' | 'limit' | 'after'> & { today: CivilDate }

export interface ListedZone {
  code: string
  name: string
  kind: ZoneKind
  branch: string
  organisation: string
  /** `null`: nobody told. */
  householdCount: number | null
  areas: Area[]
  /** In the order of the roster. */
  members: { personId: string; name: string; role: Role; backup: boolean }[]
}

/** What the cursors of `listZones` look like. */
export const ZONE_CURSOR = { sort: /^.{1,40}$/u, id: /^$/u }

/** Zones of the scope, by code; those that ended are not listed. */
export async function listZones(
  db: Db,
  query: RosterQuery & { zone?: string[] | undefined; kind?: string[] | undefined },
): Promise<Page<ListedZone>> {
  const { scope, limit, after, today } = query
  const rows = await db
    .select({
      id: zones.id,
      code: zones.code,
      name: zones.name,
      kind: zones.kind,
      householdCount: zones.householdCount,
      branch: branches.name,
      organisation: organisations.path,
    })
    .from(zones)
    .innerJoin(branches, eq(branches.id, zones.branchId))
    .innerJoin(organisations, eq(organisations.id, zones.organisationId))
    .where(
      and(
        or(isNull(zones.endedOn), gt(zones.endedOn, today)),
        inScope(zones.organisationId, scope),
        inZones(sql`${zones.id}`, query.zone),
        among(sql`${zones.kind}`, query.kind),
        after ? sql`${zones.code} > ${after.sort}` : undefined,
      ),
    )
    .orderBy(asc(zones.code))
    .limit(limit + 1)
  const page = pageOf(rows, limit, (last) => ({ sort: last.code, id: '' }))
  const ids = page.items.map((z) => z.id)
  const [areas, members] = [await areasOf(db, ids), await membersOf(db, ids, today)]
  const items = page.items.map(({ id, ...zone }) => ({
    ...zone,
    areas: (areas.get(id) ?? []).map(({ text, building, unit }) => ({ text, building, unit })),
    members: (members.get(id) ?? []).map(({ personId, name, role, backup }) => ({ personId, name, role, backup })),
  }))
  return { items, next: page.next }
}

async function areasOf(db: Db, zoneIds: readonly string[]) {
  if (zoneIds.length === 0) return new Map<string, Area[]>()
  const { zoneId, text, building, unit, position } = zoneAreas
  const rows = await db
    .select({ zoneId, text, building, unit })
    .from(zoneAreas)
    .where(inArray(zoneId, [...zoneIds]))
    .orderBy(asc(zoneId), asc(position))
  return groupBy(rows, (a) => a.zoneId)
}

async function membersOf(db: Db, zoneIds: readonly string[], today: CivilDate) {
  const { zoneId, personId, role, backup, position } = assignments
  const rows =
    zoneIds.length === 0
      ? []
      : await db
          .select({ zoneId, personId, role, backup, name: people.name })
          .from(assignments)
          .innerJoin(people, eq(people.id, personId))
          .where(and(heldOn(today), inArray(zoneId, [...zoneIds])))
          .orderBy(asc(zoneId), asc(position), asc(role))
  return groupBy(rows, (a) => a.zoneId)
}

export interface ListedMember {
  personId: string
  name: string
  branch: string | null
  organisation: string
  assignments: { role: Role; zone: string | null; branch: string; backup: boolean }[]
  /** Where the person can be reached; the accounts themselves are not shown, nor are phones. */
  channels: ChannelName[]
}

/** What the cursors of `listMembers` look like. */
export const MEMBER_CURSOR = { sort: /^.{1,80}$/u, id: /^[0-9a-f-]{36}$/u }

/** People of the rosters of the scope, by name; those who left are not listed. */
export async function listMembers(
  db: Db,
  query: RosterQuery & { zone?: string[] | undefined; role?: string[] | undefined },
): Promise<Page<ListedMember>> {
  const { scope, limit, after, today } = query
  const held = and(
    inZones(sql`a.zone_id`, query.zone),
    among(sql`a.role`, query.role),
    sql`a.person_id = ${people.id} and ${holding('a', sql`${today}::date`)}`,
  )
  const filtered = query.zone?.length || query.role?.length
  const rows = await db
    .select({ personId: people.id, name: people.name, branch: branches.name, organisation: organisations.path })
    .from(people)
    .leftJoin(branches, eq(branches.id, people.branchId))
    .innerJoin(organisations, eq(organisations.id, people.organisationId))
    .where(
      and(
        isNull(people.leftOn),
        inScope(people.organisationId, scope),
        filtered ? sql`exists (select from assignments a where ${held})` : undefined,
        after ? sql`(${people.name}, ${people.id}) > (${after.sort}, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(asc(people.name), asc(people.id))
    .limit(limit + 1)
  const page = pageOf(rows, limit, (last) => ({ sort: last.name, id: last.personId }))
  const ids = page.items.map((p) => p.personId)
  const [held_, channels] = [await assignmentsOf(db, ids, today), await channelsOf(db, ids)]
  const items = page.items.map((person) => ({
    ...person,
    assignments: (held_.get(person.personId) ?? []).map(({ personId: _, ...assignment }) => assignment),
    channels: [...new Set((channels.get(person.personId) ?? []).map((c) => c.channel))],
  }))
  return { items, next: page.next }
}

function heldOn(today: CivilDate) {
  return holding('assignments', sql`${today}::date`)
}

async function assignmentsOf(db: Db, personIds: readonly string[], today: CivilDate) {
  const { personId, role, backup, branchId, zoneId, position } = assignments
  const rows =
    personIds.length === 0
      ? []
      : await db
          .select({ personId, role, zone: zones.code, branch: branches.name, backup })
          .from(assignments)
          .innerJoin(branches, eq(branches.id, branchId))
          .leftJoin(zones, eq(zones.id, zoneId))
          .where(and(heldOn(today), inArray(personId, [...personIds])))
          .orderBy(asc(position), sql`${zones.code} nulls first`, asc(role))
  return groupBy(rows, (a) => a.personId)
}

async function channelsOf(db: Db, personIds: readonly string[]) {
  const { personId, channel } = identities
  const rows =
    personIds.length === 0
      ? []
      : await db
          .select({ personId, channel })
          .from(identities)
          .where(inArray(personId, [...personIds]))
          .orderBy(asc(channel))
  return groupBy(rows, (i) => i.personId)
}
