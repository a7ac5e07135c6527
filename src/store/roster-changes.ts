/** What an import does to each row of the file and to whom it no longer has, told to whoever looks before. */
import { ROSTER_FIELDS, type Roster } from '../domain/roster.ts'
import { type ChannelName, ROLES, ZONE_KINDS } from '../domain/vocabulary.ts'
import type { KnownAssignment, KnownPerson, KnownRoster } from './roster-known.ts'
import type { PeoplePlan } from './roster-people.ts'
import type { AssignmentsPlan, ZonesPlan } from './roster-plan.ts'

export interface RosterChanges {
  /** By row of the spreadsheet; a row that is not here changes nothing. */
  rows: ReadonlyMap<number, RowChange>
  /** `李四：离开名册`, `张三：不再负责 A2`. */
  ended: string[]
}
export interface RowChange {
  /** Somebody or something of the row is new. */
  isNew: boolean
  /** `手机尾号 8002 → 9000`. */
  told: string[]
}

interface Plans {
  zones: ZonesPlan
  people: PeoplePlan
  assignments: AssignmentsPlan
}

export function rosterChanges(roster: Roster, plans: Plans, known: KnownRoster): RosterChanges {
  const rows = new Map<number, RowChange>()
  const tell = (row: number, isNew: boolean, ...told: string[]) => {
    const change = rows.get(row) ?? { isNew: false, told: [] }
    rows.set(row, { isNew: change.isNew || isNew, told: [...change.told, ...told] })
  }
  tellPeople(roster, plans.people, known, tell)
  tellZones(roster, plans.zones, known, tell)
  tellAssignments(plans.assignments, tell)
  return { rows, ended: endedLines(plans, known) }
}

type Tell = (row: number, isNew: boolean, ...told: string[]) => void

function tellPeople({ people }: Roster, plan: PeoplePlan, known: KnownRoster, tell: Tell): void {
  const added = new Set(plan.added.map((p) => p.id))
  const changed = new Map(plan.changed.map((p) => [p.id, p]))
  const knownPeople = new Map(known.people.map((p) => [p.id, p]))
  const bound = accountsBound(plan, known)
  for (const person of people) {
    const id = plan.personOf.get(person) ?? ''
    const before = knownPeople.get(id)
    const after = changed.get(id)
    if (added.has(id)) tell(person.row, true, '新增人员')
    else if (before && after) tell(person.row, false, ...personDiff(before, after))
    for (const account of bound.get(id) ?? []) tell(person.row, false, account)
  }
}

function personDiff(before: KnownPerson, after: PeoplePlan['changed'][number]): string[] {
  const told: string[] = []
  if (before.left) told.push('回到名册')
  if (before.name !== after.name) told.push(`姓名 ${before.name} → ${after.name}`)
  if (before.phone !== after.phone) told.push(`手机尾号 ${tail(before.phone)} → ${tail(after.phone)}`)
  if (before.branchId !== after.branchId) told.push('换了支部')
  return told
}

/** Whoever looks at a preview need not read whole numbers. */
const tail = (phone: string | null) => phone?.slice(-4) ?? '无'

function accountsBound({ identities }: PeoplePlan, known: KnownRoster): Map<string, string[]> {
  const knownAccounts = new Map(known.identities.map((i) => [i.id, i]))
  const told = new Map<string, string[]>()
  const add = (personId: string, channel: ChannelName, id: string) => {
    const field = channel === 'wecom' || channel === 'dingtalk' ? ROSTER_FIELDS[channel] : '账号'
    told.set(personId, [...(told.get(personId) ?? []), `绑定${field} ${id}`])
  }
  for (const { personId, channel, displayId } of identities.added) add(personId, channel, displayId)
  for (const { id, personId } of identities.bound) {
    const account = knownAccounts.get(id)
    if (account) add(personId, account.channel, account.externalId)
  }
  return told
}

function tellZones({ zones }: Roster, plan: ZonesPlan, known: KnownRoster, tell: Tell): void {
  const added = new Set(plan.added.map((z) => z.id))
  const changed = new Map(plan.changed.map((z) => [z.id, z]))
  const areas = new Map(plan.areas.map((z) => [z.zoneId, z.areas]))
  const knownZones = new Map(known.zones.map((z) => [z.id, z]))
  for (const zone of zones) {
    const id = plan.zoneOf.get(zone) ?? ''
    const before = knownZones.get(id)
    if (added.has(id)) tell(zone.row, true, `新增责任区${zone.code}`)
    if (!before) continue
    const after = changed.get(id)
    if (before.ended) tell(zone.row, false, `恢复责任区${zone.code}`)
    if (after && after.name !== before.name) tell(zone.row, false, `责任区名称 ${before.name} → ${after.name}`)
    if (after && after.kind !== before.kind) {
      tell(zone.row, false, `类型 ${ZONE_KINDS[before.kind]} → ${ZONE_KINDS[after.kind]}`)
    }
    if (after && after.householdCount !== before.householdCount) {
      tell(zone.row, false, `户数 ${before.householdCount ?? '没有填'} → ${after.householdCount}`)
    }
    const newAreas = areas.get(id)
    if (newAreas) tell(zone.row, false, areasDiff(before.areas, newAreas))
  }
}

function areasDiff(before: readonly { text: string }[], after: readonly { text: string }[]): string {
  const without = (all: typeof before, others: typeof before) =>
    all.filter((a) => !others.some((b) => b.text === a.text)).map((a) => a.text)
  const parts = [
    ['加', without(after, before)],
    ['减', without(before, after)],
  ] as const
  const told = parts.filter(([, texts]) => texts.length > 0).map(([word, texts]) => `${word} ${texts.join('、')}`)
  return `范围${told.length === 0 ? '换了顺序' : told.join('，')}`
}

function tellAssignments({ fates }: AssignmentsPlan, tell: Tell): void {
  for (const [{ zone, role, row, backup }, fate] of fates) {
    if (fate === 'added') tell(row, true, dutyOf(role, zone?.code))
    else tell(row, false, backup ? '改为备用' : '不再是备用')
  }
}

const dutyOf = (role: KnownAssignment['role'], zoneCode: string | undefined) =>
  zoneCode === undefined ? ROLES[role] : `责任区${zoneCode}的${ROLES[role]}`

function endedLines({ people, assignments }: Plans, known: KnownRoster): string[] {
  const names = new Map(known.people.map((p) => [p.id, p.name]))
  const codes = new Map(known.zones.map((z) => [z.id, z.code]))
  const left = new Set(people.leftIds)
  const ended = new Set(assignments.endedIds)
  return [
    ...people.leftIds.map((id) => `${names.get(id)}：离开名册`),
    ...known.assignments
      .filter((a) => ended.has(a.id) && !left.has(a.personId))
      .map((a) => `${names.get(a.personId)}：不再是${dutyOf(a.role, codes.get(a.zoneId ?? ''))}`),
  ]
}
