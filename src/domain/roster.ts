/** The roster as a branch writes it: one row per person and zone. What the rows say together is worked out here. */
import { groupBy } from './group.ts'
import { type ChannelName, type Role, ZONE_KINDS, type ZoneKind } from './vocabulary.ts'

export const ROSTER_FIELDS = {
  branch: '支部',
  zoneCode: '责任区编号',
  zoneName: '责任区',
  zoneKind: '类型',
  areas: '范围',
  name: '姓名',
  role: '角色',
  wecom: '企业微信账号',
  dingtalk: '钉钉账号',
  phone: '手机',
  backup: '备用',
  organisation: '上级组织',
  householdCount: '户数',
} as const
export type RosterField = keyof typeof ROSTER_FIELDS

/** Why a roster cannot be taken: the row as the spreadsheet numbers it, and what to mend. */
export interface RosterFault {
  row: number
  field: RosterField
  message: string
}

export interface Area {
  text: string
  /** Arabic digits or a letter, where the area is a building or one unit of it. */
  building: string | null
  unit: string | null
}

export interface Account {
  channel: ChannelName
  /** As written; `accountAs` says how it is kept and compared. */
  id: string
}

/** How a channel knows an account: DingTalk's differ by case, the others' do not. */
export function accountAs(channel: ChannelName, id: string): string {
  return channel === 'dingtalk' ? id : id.toLowerCase()
}

export interface RosterRow {
  row: number
  /** Names from below the root down; `null`: not told. */
  organisation: string[] | null
  branch: string
  zone: Pick<RosterZone, 'code' | 'name' | 'kind' | 'areas' | 'householdCount'> | null
  person: { name: string; phone: string | null; accounts: Account[]; role: Role; backup: boolean } | null
}

export interface RosterBranch {
  organisation: string[] | null
  name: string
  row: number
}
export interface RosterZone {
  branch: RosterBranch
  code: string
  name: string | null
  kind: ZoneKind | null
  /** Empty: not told, so what is known stays. */
  areas: Area[]
  /** `null`: not told, so what is known stays. */
  householdCount: number | null
  row: number
}
export interface RosterPerson {
  /** Where the person belongs: the first branch that does not call them a guest. */
  home: RosterBranch
  name: string
  phone: string | null
  accounts: Account[]
  row: number
}
export interface RosterAssignment {
  person: RosterPerson
  branch: RosterBranch
  zone: RosterZone | null
  role: Role
  backup: boolean
  row: number
  /** Order in the roster: the first of a zone that is not marked as backup handles. */
  position: number
}

export interface Roster {
  branches: RosterBranch[]
  zones: RosterZone[]
  people: RosterPerson[]
  assignments: RosterAssignment[]
}

/** What the rows say together. With any fault the roster is not to be used. */
export function gatherRoster(rows: readonly RosterRow[]): { roster: Roster; faults: RosterFault[] } {
  const faults: RosterFault[] = []
  const branches = gatherBranches(rows, faults)
  const branchOf = (r: RosterRow) => branches.get(r) ?? { organisation: r.organisation, name: r.branch, row: r.row }
  const zones = gatherZones(rows, branchOf, faults)
  const people = gatherPeople(rows, branchOf, faults)
  const roster: Roster = {
    branches: [...new Set(branches.values())],
    zones: [...zones.values()],
    people: [...new Set(people.values())],
    assignments: gatherAssignments(rows, people, (r) => ({
      branch: branchOf(r),
      zone: r.zone ? (zones.get(r.zone.code) ?? null) : null,
    })),
  }
  return { roster, faults }
}

/** Rows without 上级组织 belong to the branch of that name elsewhere in the file, if there is only one. */
function gatherBranches(rows: readonly RosterRow[], faults: RosterFault[]): Map<RosterRow, RosterBranch> {
  const found = new Map<RosterRow, RosterBranch>()
  for (const [name, named] of groupBy(rows, (r) => r.branch)) {
    const byPath = new Map<string, RosterBranch>()
    for (const r of named) {
      if (r.organisation && !byPath.has(r.organisation.join('/'))) {
        byPath.set(r.organisation.join('/'), { organisation: r.organisation, name, row: r.row })
      }
    }
    const [only = { organisation: null, name, row: named[0]?.row ?? 0 }] = byPath.values()
    for (const r of named) {
      if (!r.organisation && byPath.size > 1) {
        faults.push({ row: r.row, field: 'organisation', message: `有${byPath.size}个“${name}”，请写明上级组织` })
      }
      found.set(r, (r.organisation && byPath.get(r.organisation.join('/'))) || only)
    }
  }
  return found
}

function gatherZones(
  rows: readonly RosterRow[],
  branchOf: (r: RosterRow) => RosterBranch,
  faults: RosterFault[],
): Map<string, RosterZone> {
  const zones = new Map<string, RosterZone>()
  const textsOf = new Map<RosterZone, Set<string>>()
  for (const r of rows) {
    if (!r.zone) continue
    const zone = zones.get(r.zone.code)
    if (!zone) {
      zones.set(r.zone.code, { ...r.zone, areas: [...r.zone.areas], branch: branchOf(r), row: r.row })
      continue
    }
    const { code, name, kind, householdCount } = r.zone
    const differs = <T extends string | number | null>(field: RosterField, mine: T, theirs: T) => {
      if (mine === null || theirs === null || mine === theirs) return
      faults.push({ row: r.row, field, message: `责任区${code}在第${zone.row}行写的是“${theirs}”，请改成一样的` })
    }
    if (branchOf(r) !== zone.branch) {
      faults.push({
        row: r.row,
        field: 'zoneCode',
        message: `编号${code}在第${zone.row}行已属于“${zone.branch.name}”，请换一个编号`,
      })
    }
    differs('zoneName', name, zone.name)
    differs('zoneKind', kind && ZONE_KINDS[kind], zone.kind && ZONE_KINDS[zone.kind])
    differs('householdCount', householdCount, zone.householdCount)
    zone.name ??= name
    zone.kind ??= kind
    zone.householdCount ??= householdCount
    const texts = textsOf.get(zone) ?? new Set(zone.areas.map((a) => a.text))
    textsOf.set(zone, texts)
    zone.areas.push(...r.zone.areas.filter((a) => !texts.has(a.text)))
    for (const { text } of r.zone.areas) texts.add(text)
  }
  return zones
}

/**
 * One person per account, else per branch, name and phone.
 *
 * A row without a phone means the one person of that name; where two share a name, the phone must tell them apart.
 */
function gatherPeople(
  rows: readonly RosterRow[],
  branchOf: (r: RosterRow) => RosterBranch,
  faults: RosterFault[],
): Map<RosterRow, RosterPerson> {
  const found = new Map<RosterRow, RosterPerson>()
  const byAccount = new Map<string, RosterPerson>()
  const byName = new Map<RosterBranch, Map<string, RosterPerson[]>>()
  const guests = new Set<RosterPerson>()
  // Rows that say most come first, so that a bare name finds the person it means.
  for (const r of [...rows].sort((a, b) => Number(!a.person?.phone) - Number(!b.person?.phone))) {
    if (!r.person) continue
    const told = r.person
    const branch = branchOf(r)
    const ofBranch = byName.get(branch) ?? new Map<string, RosterPerson[]>()
    byName.set(branch, ofBranch)
    const namesakes = ofBranch.get(told.name) ?? []
    const match = matchPerson(r.row, told, { byAccount, namesakes }, faults)
    if (match === 'fault') continue
    const person = match ?? { home: branch, name: told.name, phone: told.phone, accounts: [], row: r.row }
    if (!match) ofBranch.set(told.name, [...namesakes, person])
    person.phone ??= told.phone
    if (told.role === 'guest_member') {
      if (!match) guests.add(person)
    } else if (guests.delete(person)) {
      person.home = branch
    }
    addAccounts(r.row, person, told.accounts, { byAccount, faults })
    found.set(r, person)
  }
  return found
}

const accountKey = ({ channel, id }: Account) => `${channel}/${accountAs(channel, id)}`

function matchPerson(
  row: number,
  told: NonNullable<RosterRow['person']>,
  known: { byAccount: ReadonlyMap<string, RosterPerson>; namesakes: readonly RosterPerson[] },
  faults: RosterFault[],
): RosterPerson | null | 'fault' {
  for (const account of told.accounts) {
    const owner = known.byAccount.get(accountKey(account))
    if (!owner) continue
    if (owner.name === told.name) return owner
    const field = account.channel === 'dingtalk' ? 'dingtalk' : 'wecom'
    faults.push({
      row,
      field,
      message: `账号“${account.id}”在第${owner.row}行是“${owner.name}”的，一个账号只能给一个人`,
    })
    return 'fault'
  }
  if (told.phone) return known.namesakes.find((p) => p.phone === told.phone) ?? null
  if (known.namesakes.length > 1) {
    faults.push({ row, field: 'phone', message: `有${known.namesakes.length}位“${told.name}”，请填手机来区分` })
    return 'fault'
  }
  return known.namesakes[0] ?? null
}

function addAccounts(
  row: number,
  person: RosterPerson,
  accounts: readonly Account[],
  known: { byAccount: Map<string, RosterPerson>; faults: RosterFault[] },
): void {
  for (const account of accounts) {
    const other = person.accounts.find((a) => a.channel === account.channel)
    if (other && accountKey(other) !== accountKey(account)) {
      known.faults.push({
        row,
        field: account.channel === 'dingtalk' ? 'dingtalk' : 'wecom',
        message: `“${person.name}”在第${person.row}行的账号是“${other.id}”。若是同名的两个人，请填手机来区分`,
      })
      continue
    }
    if (!other) person.accounts.push(account)
    known.byAccount.set(accountKey(account), person)
  }
}

const LEADING: readonly Role[] = ['branch_secretary', 'deputy_secretary', 'organisation_admin']

/** Somebody who leads and has a zone leads the branch and is a member of the zone: two assignments. */
function gatherAssignments(
  rows: readonly RosterRow[],
  people: ReadonlyMap<RosterRow, RosterPerson>,
  placeOf: (r: RosterRow) => { branch: RosterBranch; zone: RosterZone | null },
): RosterAssignment[] {
  const assignments = new Map<RosterPerson, RosterAssignment[]>()
  const all: RosterAssignment[] = []
  const add = (a: RosterAssignment) => {
    const own = assignments.get(a.person) ?? []
    if (own.some((b) => b.branch === a.branch && b.zone === a.zone && b.role === a.role)) return
    assignments.set(a.person, [...own, a])
    all.push(a)
  }
  for (const [position, r] of rows.entries()) {
    const person = people.get(r)
    if (!person || !r.person) continue
    const { role, backup } = r.person
    const { branch, zone } = placeOf(r)
    const told = { person, branch, row: r.row, position }
    if (LEADING.includes(role)) {
      add({ ...told, zone: null, role, backup: false })
      if (zone) add({ ...told, zone, role: 'zone_member', backup })
    } else {
      add({ ...told, zone, role, backup })
    }
  }
  return all
}
