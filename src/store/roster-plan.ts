/** What an import has to change, worked out before anything is written. */
import { randomUUID } from 'node:crypto'
import type {
  Area,
  Roster,
  RosterAssignment,
  RosterBranch,
  RosterFault,
  RosterPerson,
  RosterZone,
} from '../domain/roster.ts'
import type { ZoneKind } from '../domain/vocabulary.ts'
import { isWithin } from './organisations.ts'
import type { KnownAssignment, KnownPlaces, KnownRoster, KnownZone } from './roster-known.ts'

export interface PlacesPlan {
  faults: RosterFault[]
  organisations: { id: string; parentId: string; name: string; path: string }[]
  branches: { id: string; organisationId: string; name: string }[]
  /** Every branch of the roster, known or new. */
  branchOf: ReadonlyMap<RosterBranch, { id: string; organisationId: string; known: boolean }>
}

/** Find or plan the organisations and branches that the roster names. */
export function planPlaces(roster: Roster, known: KnownPlaces): PlacesPlan {
  const plan: Omit<PlacesPlan, 'branchOf'> = { faults: [], organisations: [], branches: [] }
  const paths = new Map(known.organisations.map((o) => [o.path, o.id]))
  const branchOf = new Map<RosterBranch, { id: string; organisationId: string; known: boolean }>()
  const endedOnes = known.organisations.filter((o) => o.ended)
  // Longer paths first: a single name below may mean the end of one of them.
  const branches = [...roster.branches].sort((a, b) => (b.organisation?.length ?? 0) - (a.organisation?.length ?? 0))
  for (const branch of branches) {
    const path = organisationPath(branch, { ...known, paths }, plan.faults)
    if (path === null) continue
    const ended = endedOnes.find((o) => isWithin(path, o.path))
    const organisationId = ensureOrganisation(path, paths, plan.organisations)
    const old = known.branches.find((b) => b.organisationId === organisationId && b.name === branch.name)
    if (ended || old?.ended) {
      const message = `“${ended?.path ?? branch.name}”已经撤销。要恢复，请用 cli org resume`
      plan.faults.push({ row: branch.row, field: ended ? 'organisation' : 'branch', message })
      continue
    }
    const id = old?.id ?? randomUUID()
    if (!old) plan.branches.push({ id, organisationId, name: branch.name })
    branchOf.set(branch, { id, organisationId, known: old !== undefined })
  }
  return { ...plan, branchOf }
}

function organisationPath(
  branch: RosterBranch,
  known: KnownPlaces & { paths: ReadonlyMap<string, string> },
  faults: RosterFault[],
): string | null {
  const fault = (message: string) => {
    faults.push({ row: branch.row, field: 'organisation', message })
    return null
  }
  if (branch.organisation === null) {
    const [one, ...more] = known.branches.filter((b) => b.name === branch.name)
    if (more.length > 0) return fault(`已有${more.length + 1}个“${branch.name}”，请写明上级组织`)
    return one?.path ?? '/'
  }
  const full = `/${branch.organisation.join('/')}`
  if (branch.organisation.length > 1 || known.paths.has(full)) return full
  const [one, ...more] = [...known.paths.keys()].filter((path) => path.endsWith(full))
  if (more.length > 0) return fault(`有${more.length + 1}个“${branch.organisation[0]}”，请写全，例如 ${one?.slice(1)}`)
  return one ?? full
}

function ensureOrganisation(path: string, paths: Map<string, string>, added: PlacesPlan['organisations']): string {
  const known = paths.get(path)
  if (known !== undefined) return known
  const cut = path.lastIndexOf('/')
  const parentId = ensureOrganisation(cut === 0 ? '/' : path.slice(0, cut), paths, added)
  const id = randomUUID()
  paths.set(path, id)
  added.push({ id, parentId, name: path.slice(cut + 1), path })
  return id
}

interface ZonePlan {
  id: string
  name: string
  kind: ZoneKind
  householdCount: number | null
}

export interface ZonesPlan {
  faults: RosterFault[]
  notices: string[]
  added: ({ organisationId: string; branchId: string; code: string } & ZonePlan)[]
  changed: ZonePlan[]
  /** New lists that replace the old ones. */
  areas: { zoneId: string; organisationId: string; areas: Area[] }[]
  zoneOf: ReadonlyMap<RosterZone, string>
}

function ofAnother({ code, branch }: RosterZone, owner: string): string {
  // Most likely the same branch, which the roster puts below another organisation than before.
  return owner === branch.name
    ? `编号${code}已属于同名的“${owner}”，它在另一个上级组织下面。请把“上级组织”写得和第一次导入时一样`
    : `编号${code}已属于“${owner}”，请换一个编号`
}

/** What a new zone is where the roster does not tell. */
const USUAL_KIND: ZoneKind = 'community'
/** Of those that share a remark. */
const CODES_SHOWN = 5

export function planZones(roster: Roster, places: PlacesPlan, known: readonly KnownZone[]): ZonesPlan {
  const plan: Omit<ZonesPlan, 'zoneOf'> = { faults: [], notices: [], added: [], changed: [], areas: [] }
  const byCode = new Map(known.map((z) => [z.code, z]))
  const zoneOf = new Map<RosterZone, string>()
  const untyped: string[] = []
  for (const zone of roster.zones) {
    const branch = places.branchOf.get(zone.branch)
    if (!branch) continue
    const old = byCode.get(zone.code)
    if (old && old.branchId !== branch.id) {
      plan.faults.push({ row: zone.row, field: 'zoneCode', message: ofAnother(zone, old.branchName) })
      continue
    }
    const id = old?.id ?? randomUUID()
    zoneOf.set(zone, id)
    const name = zone.name ?? old?.name ?? zone.code
    const kind = zone.kind ?? old?.kind ?? USUAL_KIND
    const householdCount = zone.householdCount ?? old?.householdCount ?? null
    const planned = { id, name, kind, householdCount }
    if (!old) {
      const { organisationId, id: branchId } = branch
      plan.added.push({ ...planned, organisationId, branchId, code: zone.code })
    } else if (old.ended || differs(old, planned)) plan.changed.push(planned)
    if (zone.areas.length > 0 && !sameAreas(zone.areas, old?.areas ?? [])) {
      plan.areas.push({ zoneId: id, organisationId: branch.organisationId, areas: zone.areas })
    }
    if (!old && zone.kind === null) untyped.push(zone.code)
  }
  if (untyped.length > 0) {
    const codes = untyped.slice(0, CODES_SHOWN).join('、')
    const shown = untyped.length > CODES_SHOWN ? `${codes}等${untyped.length}个` : codes
    plan.notices.push(`责任区${shown}没有填类型，先按“社区”`)
  }
  noticeMissingZones(plan, zoneOf, { places, known })
  noticeSharedAreas(plan, roster, places)
  return { ...plan, zoneOf }
}

function differs(old: Omit<ZonePlan, 'id'>, { name, kind, householdCount }: Omit<ZonePlan, 'id'>): boolean {
  return old.name !== name || old.kind !== kind || old.householdCount !== householdCount
}

function noticeMissingZones(
  plan: Pick<ZonesPlan, 'notices'>,
  zoneOf: ReadonlyMap<RosterZone, string>,
  { places, known }: { places: PlacesPlan; known: readonly KnownZone[] },
): void {
  const told = new Set(zoneOf.values())
  const branches = new Set([...places.branchOf.values()].map((b) => b.id))
  for (const zone of known) {
    if (branches.has(zone.branchId) && !zone.ended && !told.has(zone.id)) {
      plan.notices.push(`责任区${zone.code}（${zone.name}）不在这份名册里，现在没有人负责`)
    }
  }
}

/** The same place in two zones of a branch: what is told of it has to ask which one is meant. */
function noticeSharedAreas(plan: Pick<ZonesPlan, 'notices'>, { zones }: Roster, places: PlacesPlan): void {
  const first = new Map<string, RosterZone>()
  for (const zone of zones) {
    for (const { text } of zone.areas) {
      const key = `${places.branchOf.get(zone.branch)?.id}\n${text}`
      const other = first.get(key) ?? zone
      first.set(key, other)
      if (other !== zone) plan.notices.push(`“${text}”同时写在责任区${other.code}和${zone.code}里，请核对`)
    }
  }
}

function sameAreas(a: readonly Area[], b: readonly Area[]): boolean {
  return a.length === b.length && a.every((area, i) => JSON.stringify(area) === JSON.stringify(b[i]))
}

export interface AssignmentsPlan {
  added: (Omit<KnownAssignment, 'id'> & { organisationId: string })[]
  changed: { id: string; backup: boolean; position: number }[]
  endedIds: string[]
  /** Ended in chat before, which the roster has caught up with. */
  caughtUpIds: string[]
  /** Of those told: rows that are behind what was decided in chat since, so that nothing is done. */
  behind: RosterAssignment[]
  /** Of those told: the new ones, and those that became or ceased to be backups. */
  fates: ReadonlyMap<RosterAssignment, 'added' | 'changed'>
}

/**
 * The roster of a branch is the whole of it: an assignment that it had and has no longer, ends.
 *
 * What was decided in chat since the last import stands: what began there stays, and what ended there does not begin
 * anew, until the roster tells the same, or something new, of that person in that zone. Of whoever leaves all ends.
 */
export function planAssignments(
  roster: Roster,
  ids: {
    places: PlacesPlan
    zoneOf: ReadonlyMap<RosterZone, string>
    personOf: ReadonlyMap<RosterPerson, string>
    leftIds: readonly string[]
  },
  known: KnownRoster,
): AssignmentsPlan {
  const fates = new Map<RosterAssignment, 'added' | 'changed'>()
  const plan: AssignmentsPlan = { added: [], changed: [], endedIds: [], caughtUpIds: [], behind: [], fates }
  const branchIds = new Set([...ids.places.branchOf.values()].map((b) => b.id))
  const byKey = (rows: readonly KnownAssignment[]) =>
    new Map(rows.filter((a) => branchIds.has(a.branchId)).map((a) => [keyOf(a), a]))
  const open = byKey(known.assignments)
  const endedInChat = byKey(known.endedInChat)
  const left = new Set(ids.leftIds)
  for (const told of roster.assignments) {
    const row = assignmentRow(told, ids)
    if (!row) continue
    const key = keyOf(row)
    const old = open.get(key)
    const ended = endedInChat.get(key)
    open.delete(key)
    endedInChat.delete(key)
    if (ended && ended.backup === row.backup) {
      plan.behind.push(told)
      continue
    }
    if (ended) plan.caughtUpIds.push(ended.id)
    if (!old) plan.added.push(row)
    if (old?.backup !== row.backup) fates.set(told, old ? 'changed' : 'added')
    if (old && (old.backup !== row.backup || old.position !== row.position || !old.inRoster)) {
      plan.changed.push({ id: old.id, backup: row.backup, position: row.position })
    }
  }
  plan.endedIds = [...open.values()].filter((a) => a.inRoster || left.has(a.personId)).map((a) => a.id)
  plan.caughtUpIds.push(...[...endedInChat.values()].map((a) => a.id))
  return plan
}

/** As many are named. */
const BEHIND_MAX = 5

/** What the list still says otherwise than it was decided in chat. */
export function behindNotices({ behind }: AssignmentsPlan): string[] {
  const named = behind.slice(0, BEHIND_MAX).map(({ person, zone }) => `${person.name}${zone ? `（${zone.code}）` : ''}`)
  const more = behind.length > BEHIND_MAX ? `等${behind.length}处` : ''
  return behind.length === 0 ? [] : [`${named.join('、')}${more}在聊天里已经另行安排，这里不改动，请把名册也改过来`]
}

const keyOf = (a: Pick<KnownAssignment, 'personId' | 'branchId' | 'role' | 'zoneId'>) =>
  `${a.personId} ${a.branchId} ${a.role} ${a.zoneId}`

function assignmentRow(
  told: RosterAssignment,
  ids: Parameters<typeof planAssignments>[1],
): AssignmentsPlan['added'][number] | null {
  const branch = ids.places.branchOf.get(told.branch)
  const personId = ids.personOf.get(told.person)
  const zoneId = told.zone ? ids.zoneOf.get(told.zone) : null
  if (!branch || personId === undefined || zoneId === undefined) return null
  const { role, backup, position } = told
  const { id: branchId, organisationId } = branch
  return { organisationId, branchId, personId, zoneId, role, backup, position, inRoster: true }
}
