import type { BranchFacts, PersonFacts, ZoneFacts } from '../decide/facts.ts'
import { groupBy } from '../domain/group.ts'
import { CHANNELS, type ChannelName, type Role, SECRETARY_ROLES, type ZoneKind } from '../domain/vocabulary.ts'
import { holdsOn } from './holding.ts'
import { isWithin } from './organisations.ts'
import { type Sql, statement } from './sql.ts'

/** Who answers for what, of one organisation and all below it, with the leaders above. */
export interface Responsibility {
  zones: ReadonlyMap<string, ZoneFacts & { organisationId: string }>
  branches: ReadonlyMap<string, BranchFacts & { organisationId: string }>
  people: ReadonlyMap<string, PersonFacts>
}

export interface RosterRow extends Record<string, unknown> {
  zones: ZoneRow[]
  branches: { id: string; name: string; organisation_id: string; parent_path: string }[]
  people: { id: string; name: string; branch_id: string | null }[]
  /** Those of today, and where they are asked for those to come. */
  absences: { person_id: string; from?: string; until: string | null; cover_id: string | null; to_come?: boolean }[]
  assignments: AssignmentRow[]
  addresses: { person_id: string; channel: ChannelName; external_id: string }[]
}
interface ZoneRow {
  id: string
  code: string
  name: string
  kind: ZoneKind
  branch_id: string
  organisation_id: string
  areas: { text: string; building: string | null; unit: string | null }[]
}
interface AssignmentRow {
  person_id: string
  branch_id: string
  organisation_path: string
  zone_id: string | null
  role: Role
  backup: boolean
  /** Put before all others of the zone in chat; it makes no other home of a person. Absent: no. */
  ahead?: boolean
}

/**
 * One statement, so that the five lists belong together. `$1` an organisation, `$2` today's civil date.
 *
 * A demo and the real organisations around it know nothing of each other.
 */
const loadRoster = statement<RosterRow, [string, string]>(
  'load_roster',
  `with root as (select path, demo from organisations where id = $1),
   scope as (
     select o.id, o.path from organisations o, root
      where o.demo = root.demo
        and (o.path = root.path or o.path like case when root.path = '/' then '/%' else root.path || '/%' end)),
   above as (
     select o.id, o.path from organisations o, root
      where o.demo = root.demo and root.path <> o.path and (o.path = '/' or root.path like o.path || '/%')),
   held as (
     select a.*, s.path as organisation_path from assignments a
       join branches b on b.id = a.branch_id
       join (select * from scope union all select * from above) s on s.id = b.organisation_id
      where ${holdsOn('a', '$2::date')}
        and (s.id in (select id from scope)
             or a.role in ('branch_secretary', 'deputy_secretary', 'organisation_admin'))),
   known as (
     select p.* from people p where p.left_on is null
        and (p.organisation_id in (select id from scope) or p.id in (select person_id from held)))
   select
     (select coalesce(json_agg(json_build_object('id', z.id, 'code', z.code, 'name', z.name, 'kind', z.kind,
         'branch_id', z.branch_id, 'organisation_id', z.organisation_id,
         'areas', (select coalesce(json_agg(json_build_object('text', a.text, 'building', a.building, 'unit', a.unit)
                          order by a.position), '[]') from zone_areas a where a.zone_id = z.id)) order by z.code), '[]')
        from zones z where z.organisation_id in (select id from scope)
         and (z.ended_on is null or z.ended_on > $2::date)) as zones,
     (select coalesce(json_agg(json_build_object('id', b.id, 'name', b.name, 'organisation_id', b.organisation_id,
         'parent_path', s.path) order by b.name), '[]')
        from branches b join scope s on s.id = b.organisation_id) as branches,
     (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'branch_id', p.branch_id)), '[]')
        from known p) as people,
     (select coalesce(json_agg(json_build_object('person_id', a.person_id, 'from', a.starts_on, 'until', a.ends_on,
         'cover_id', a.cover_id, 'to_come', a.starts_on > $2::date) order by a.starts_on), '[]')
        from absences a join known p on p.id = a.person_id
       where a.ends_on is null or a.ends_on >= $2::date) as absences,
     (select coalesce(json_agg(json_build_object('person_id', h.person_id, 'branch_id', h.branch_id,
         'organisation_path', h.organisation_path, 'zone_id', h.zone_id, 'role', h.role, 'backup', h.backup,
         'ahead', h.position < 0)
         order by h.position, h.zone_id nulls last, h.role), '[]') from held h) as assignments,
     (select coalesce(json_agg(json_build_object('person_id', i.person_id, 'channel', i.channel,
         'external_id', i.external_id) order by i.created_at), '[]')
        from identities i join known p on p.id = i.person_id) as addresses`,
)

/** Load who answers for what on `today` (`YYYY-MM-DD`) in `organisationId` and below. */
export async function loadResponsibility(sql: Sql, organisationId: string, today: string): Promise<Responsibility> {
  const [row] = await loadRoster(sql, organisationId, today)
  if (!row) throw new Error('the roster query returned nothing')
  const people = gatherPeople(row)
  return { people, zones: gatherZones(row, people), branches: gatherBranches(row, people) }
}

export function gatherPeople(row: RosterRow): Map<string, PersonFacts> {
  const codes = new Map(row.zones.map((z) => [z.id, z.code]))
  const assignments = groupBy(row.assignments, (a) => a.person_id)
  const addresses = groupBy(row.addresses, (a) => a.person_id)
  const absences = groupBy(row.absences, (a) => a.person_id)
  const below = branchesBelow(row.branches)
  return new Map(
    row.people.map((p) => [
      p.id,
      {
        id: p.id,
        name: p.name,
        branchId: p.branch_id,
        assignments: homeFirst(assignments.get(p.id) ?? []).map((a) => ({
          role: a.role,
          zoneCode: a.zone_id === null ? null : (codes.get(a.zone_id) ?? null),
          branchId: a.branch_id,
          backup: a.backup,
          ...(LEADING_ROLES.includes(a.role) && { below: below(a) }),
        })),
        addresses: (addresses.get(p.id) ?? [])
          .map((a) => ({ channel: a.channel, externalId: a.external_id, personId: p.id }))
          .sort((a, b) => CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel)),
        ...awayOf(absences.get(p.id) ?? []),
      },
    ]),
  )
}

/** Ids of the branches that a post stands above; those who administer one organisation share them, and those who lead it. */
function branchesBelow(branches: RosterRow['branches']): (post: AssignmentRow) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>()
  return (post) => {
    const key = `${post.role === 'organisation_admin'} ${post.organisation_path}`
    const found = known.get(key) ?? new Set(branches.filter((b) => isAbove(post, b.parent_path)).map((b) => b.id))
    known.set(key, found)
    return found
  }
}

/** Who was given another zone in chat keeps the home zone that the roster tells. */
function homeFirst(held: readonly AssignmentRow[]): AssignmentRow[] {
  return [...held].sort((a, b) => Number(a.ahead ?? false) - Number(b.ahead ?? false))
}

function awayOf(absences: RosterRow['absences']): Pick<PersonFacts, 'absence' | 'absencesToCome'> {
  const told = absences.map((a) => ({ from: a.from ?? '', until: a.until, coverId: a.cover_id, toCome: a.to_come }))
  const today = told.findLast((a) => !a.toCome)
  const toCome = told.filter((a) => a.toCome).map(({ from, until, coverId }) => ({ from, until, coverId }))
  return {
    absence: today ? { until: today.until, coverId: today.coverId } : null,
    ...(toCome.length > 0 && { absencesToCome: toCome }),
  }
}

const ZONE_ROLES: readonly Role[] = ['zone_member', 'guest_member', ...SECRETARY_ROLES]

function gatherZones(row: RosterRow, people: ReadonlyMap<string, PersonFacts>) {
  const held = groupBy(
    row.assignments.filter((a) => a.zone_id !== null && ZONE_ROLES.includes(a.role)),
    (a) => a.zone_id,
  )
  const verifiers = groupBy(
    row.assignments.filter((a) => a.role === 'resident_verifier'),
    (a) => a.branch_id,
  )
  return new Map(
    row.zones.map((z) => {
      const members = held.get(z.id) ?? []
      const primary = members.find((a) => !a.backup) ?? null
      return [
        z.code,
        {
          id: z.id,
          code: z.code,
          name: z.name,
          kind: z.kind,
          branchId: z.branch_id,
          organisationId: z.organisation_id,
          areas: z.areas,
          primary: primary && (people.get(primary.person_id) ?? null),
          backups: members.filter((a) => a !== primary).flatMap((a) => people.get(a.person_id) ?? []),
          verifiers: (verifiers.get(z.branch_id) ?? [])
            .filter((a) => a.zone_id === null || a.zone_id === z.id)
            .flatMap((a) => people.get(a.person_id) ?? []),
        },
      ]
    }),
  )
}

export const LEADING_ROLES: readonly Role[] = [...SECRETARY_ROLES, 'organisation_admin']

/** Branches with who leads them, by id. */
export function gatherBranches(row: RosterRow, people: ReadonlyMap<string, PersonFacts>) {
  const leading = row.assignments.filter((a) => LEADING_ROLES.includes(a.role))
  const ofBranch = groupBy(leading, (a) => a.branch_id)
  const above = leadersAbove(leading)
  const inOrder = (held: readonly AssignmentRow[]) =>
    LEADING_ROLES.flatMap((role) => held.filter((a) => a.role === role))
      .flatMap((a) => people.get(a.person_id) ?? [])
      .filter((p, i, all) => all.indexOf(p) === i)
      .sort((a, b) => Number(b.addresses.length > 0) - Number(a.addresses.length > 0))
  return new Map(
    row.branches.map((b) => [
      b.id,
      {
        id: b.id,
        name: b.name,
        organisationId: b.organisation_id,
        secretaries: inOrder((ofBranch.get(b.id) ?? []).filter((a) => a.role !== 'organisation_admin')),
        above: inOrder(above(b.parent_path)),
      },
    ]),
  )
}

/** Who leads above the branches of an organisation, the nearest first; all branches of it share them. */
function leadersAbove(leading: readonly AssignmentRow[]): (path: string) => AssignmentRow[] {
  const ofOrganisation = groupBy(leading, (a) => a.organisation_path)
  const known = new Map<string, AssignmentRow[]>()
  return (path) => {
    let found = known.get(path)
    if (!found) {
      found = wayUp(path).flatMap((p) => (ofOrganisation.get(p) ?? []).filter((a) => isAbove(a, path)))
      known.set(path, found)
    }
    return found
  }
}

/** `/a/b`, `/a`, `/`. */
function wayUp(path: string): string[] {
  const names = path.split('/').filter(Boolean)
  return [...names.map((_, i) => `/${names.slice(0, names.length - i).join('/')}`), '/']
}

function isAbove(a: AssignmentRow, path: string): boolean {
  // Of the own organisation an administrator is above. Branches at the root stand side by side with the organisations
  // below: only an administrator there is above them.
  if (a.organisation_path === path || a.organisation_path === '/') return a.role === 'organisation_admin'
  return isWithin(path, a.organisation_path)
}
