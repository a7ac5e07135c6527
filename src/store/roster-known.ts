/** What the database knows of the branches that a roster speaks of. */
import { and, asc, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { groupBy } from '../domain/group.ts'
import type { Area } from '../domain/roster.ts'
import type { ChannelName, Role, ZoneKind } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { assignments, branches, identities, organisations, people, zoneAreas, zones } from './schema/organisation.ts'
import type { Seal } from './seal.ts'

/** The purpose under which phones are sealed. */
export const PHONE = 'phone'

export interface KnownPlaces {
  organisations: { id: string; path: string; ended: boolean }[]
  branches: { id: string; name: string; organisationId: string; path: string; ended: boolean }[]
}
export interface KnownZone {
  id: string
  code: string
  name: string
  kind: ZoneKind
  householdCount: number | null
  branchId: string
  branchName: string
  areas: Area[]
  ended: boolean
}
export interface KnownPerson {
  id: string
  organisationId: string
  branchId: string | null
  name: string
  phone: string | null
  left: boolean
}
export interface KnownIdentity {
  id: string
  channel: ChannelName
  externalId: string
  personId: string | null
  boundBy: string | null
}
export interface KnownAssignment {
  id: string
  personId: string
  branchId: string
  zoneId: string | null
  role: Role
  backup: boolean
  position: number
  /** The roster, as it was imported last, has it; else it began in chat. */
  inRoster: boolean
}
export interface KnownRoster {
  zones: KnownZone[]
  people: KnownPerson[]
  identities: KnownIdentity[]
  /** Open ones of the branches, and of the people of the branches elsewhere. */
  assignments: KnownAssignment[]
  /** Those that the roster had last and that were ended in chat since, of the branches. */
  endedInChat: KnownAssignment[]
}

export async function readPlaces(db: Db, branchNames: readonly string[]): Promise<KnownPlaces> {
  return {
    organisations: await db
      .select({
        id: organisations.id,
        path: organisations.path,
        ended: sql<boolean>`${organisations.endedOn} is not null`,
      })
      .from(organisations),
    branches: await db
      .select({
        id: branches.id,
        name: branches.name,
        organisationId: branches.organisationId,
        path: organisations.path,
        ended: sql<boolean>`${branches.endedOn} is not null`,
      })
      .from(branches)
      .innerJoin(organisations, eq(organisations.id, branches.organisationId))
      .where(anyOf(branches.name, branchNames)),
  }
}

export interface RosterKeys {
  branchIds: readonly string[]
  zoneCodes: readonly string[]
  /** `channel/account`, the account by `accountAs`. */
  accounts: readonly string[]
}

export async function readKnown(db: Db, seal: Seal, keys: RosterKeys): Promise<KnownRoster> {
  const accounts = await readIdentities(db, keys)
  const known = await readPeople(db, seal, { ...keys, personIds: accounts.flatMap((i) => i.personId ?? []) })
  return {
    zones: await readZones(db, keys),
    people: known,
    identities: accounts,
    ...(await readAssignments(db, { ...keys, personIds: known.map((p) => p.id) })),
  }
}

async function readIdentities(db: Db, { accounts, branchIds }: RosterKeys): Promise<KnownIdentity[]> {
  const { id, channel, externalId, personId, boundBy } = identities
  const told = sql`select split_part(a, '/', 1), substr(a, strpos(a, '/') + 1) from unnest(${sql.param([...accounts])}::text[]) a`
  return db
    .select({ id, channel, externalId, personId, boundBy })
    .from(identities)
    .where(
      or(
        sql`(${channel}, ${externalId}) in (${told})`,
        sql`${personId} in (select ${people.id} from ${people} where ${anyOf(people.branchId, branchIds)})`,
      ),
    )
}

async function readPeople(
  db: Db,
  seal: Seal,
  keys: { branchIds: readonly string[]; personIds: readonly string[] },
): Promise<KnownPerson[]> {
  const { id, organisationId, branchId, name, phoneSealed, leftOn } = people
  const found = await db
    .select({ id, organisationId, branchId, name, phoneSealed, leftOn })
    .from(people)
    .where(or(anyOf(branchId, keys.branchIds), anyOf(id, keys.personIds)))
    .orderBy(asc(people.createdAt), asc(id))
  return found.map(({ phoneSealed, leftOn, ...person }) => ({
    ...person,
    phone: phoneSealed === null ? null : seal.open(PHONE, phoneSealed),
    left: leftOn !== null,
  }))
}

async function readAssignments(
  db: Db,
  keys: { branchIds: readonly string[]; personIds: readonly string[] },
): Promise<Pick<KnownRoster, 'assignments' | 'endedInChat'>> {
  const { id, personId, branchId, zoneId, role, backup, position, inRoster, endsOn } = assignments
  const rows = await db
    .select({ id, personId, branchId, zoneId, role, backup, position, inRoster, open: isNull(endsOn) })
    .from(assignments)
    .where(and(or(isNull(endsOn), inRoster), or(anyOf(branchId, keys.branchIds), anyOf(personId, keys.personIds))))
  return { assignments: rows.filter((row) => row.open), endedInChat: rows.filter((row) => !row.open) }
}

/** One array parameter: an `in (…)` list of 60,000 would exceed what a statement may carry. */
function anyOf(column: AnyPgColumn | SQL, values: readonly string[]): SQL {
  return sql`${column} = any(${sql.param([...values])})`
}

async function readZones(db: Db, keys: RosterKeys): Promise<KnownZone[]> {
  const found = await db
    .select({
      id: zones.id,
      code: zones.code,
      name: zones.name,
      kind: zones.kind,
      householdCount: zones.householdCount,
      branchId: zones.branchId,
      branchName: branches.name,
      endedOn: zones.endedOn,
    })
    .from(zones)
    .innerJoin(branches, eq(branches.id, zones.branchId))
    .where(or(anyOf(zones.code, keys.zoneCodes), anyOf(zones.branchId, keys.branchIds)))
  const areas = await db
    .select({ zoneId: zoneAreas.zoneId, text: zoneAreas.text, building: zoneAreas.building, unit: zoneAreas.unit })
    .from(zoneAreas)
    .where(
      anyOf(
        zoneAreas.zoneId,
        found.map((z) => z.id),
      ),
    )
    .orderBy(asc(zoneAreas.zoneId), asc(zoneAreas.position))
  const byZone = groupBy(areas, (a) => a.zoneId)
  return found.map(({ endedOn, ...z }) => ({
    ...z,
    ended: endedOn !== null,
    areas: (byZone.get(z.id) ?? []).map(({ text, building, unit }) => ({ text, building, unit })),
  }))
}
