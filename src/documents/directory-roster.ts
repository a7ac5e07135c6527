/** What a platform's directory says of branches and their members, as an import takes it. */
import { type Directory, type DirectoryDepartment, type DirectoryMember, TOP_DEPARTMENT } from '../domain/directory.ts'
import { groupBy } from '../domain/group.ts'
import type { Roster, RosterAssignment, RosterBranch, RosterPerson } from '../domain/roster.ts'
import type { ChannelName, Role } from '../domain/vocabulary.ts'
import { isName, roleCalled } from './roster-person.ts'

export interface DirectoryReading {
  /** Without zones; rows are numbered as the members of branches come. */
  roster: Roster
  /** Which departments are taken for branches, and how many members each has. */
  branches: { branch: RosterBranch; memberCount: number }[]
  /** `张三 zhangsan` by row. */
  rows: { row: number; label: string }[]
  notices: string[]
}

export interface DirectoryMapping {
  channel: ChannelName
  /** How deep below the top department the branches lie; `null`: they are known by their names. */
  branchDepth: number | null
}

/** `第一党支部`, `退休党支部委员会`; a 总支部 has branches below it. */
const BRANCH_NAME = /(?<!总)支部(?:委员会)?$/u

/**
 * Departments become branches, those above them organisations, those below them belong to them. Who is in no branch is
 * left out, and counted.
 */
export function readDirectory(directory: Directory, { channel, branchDepth }: DirectoryMapping): DirectoryReading {
  const branchOf = branchesByDepartment(directory.departments, branchDepth)
  const found = new Map([...branchOf.values()].map((branch) => [branch, [] as RosterPerson[]]))
  const reading: Omit<DirectoryReading, 'branches'> = {
    roster: { branches: [...found.keys()], zones: [], people: [], assignments: [] },
    rows: [],
    notices: [...directory.unseen.map((what) => `${what}。请在管理后台扩大应用的可见范围，再导入一次`)],
  }
  const ledBy = new Map<RosterPerson, DirectoryMember>()
  const left = { unnamed: [] as string[], outsideCount: 0 }
  for (const member of directory.members) {
    const home = member.departmentIds.map((id) => branchOf.get(id)).find((branch) => branch !== undefined)
    if (!home) left.outsideCount += 1
    else if (!isName(member.name)) left.unnamed.push(member.account)
    else {
      const person = personOf(member, { home, channel, row: reading.roster.people.length + 1 })
      reading.roster.people.push(person)
      reading.rows.push({ row: person.row, label: `${person.name} ${member.account}` })
      found.get(home)?.push(person)
      ledBy.set(person, member)
    }
  }
  for (const [branch, people] of found) {
    reading.roster.assignments.push(...assignmentsIn(branch, people, { memberOf: ledBy, branchOf }))
  }
  reading.notices.push(...leftOut(left))
  const branches = [...found].map(([branch, people]) => ({ branch, memberCount: people.length }))
  return { ...reading, branches }
}

function personOf(
  { account, name, phone }: DirectoryMember,
  { home, channel, row }: { home: RosterBranch; channel: ChannelName; row: number },
): RosterPerson {
  const digits = phone?.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '') ?? ''
  return { home, name, phone: /^\d{7,15}$/.test(digits) ? digits : null, accounts: [{ channel, id: account }], row }
}

/** By department: the branch that it is, or lies in. */
function branchesByDepartment(
  departments: readonly DirectoryDepartment[],
  branchDepth: number | null,
): Map<string, RosterBranch> {
  const branchOf = new Map<string, RosterBranch>()
  const paths = new Map<string, string[]>()
  for (const [index, { id, parentId, name }] of departments.entries()) {
    // A name with a slash in it would be two.
    const path = id === TOP_DEPARTMENT ? [] : [...(paths.get(parentId ?? '') ?? []), name.replaceAll('/', '／')]
    paths.set(id, path)
    const above = branchOf.get(parentId ?? '')
    const isBranch = branchDepth === null ? BRANCH_NAME.test(name) : path.length === branchDepth && path.length > 0
    if (above) branchOf.set(id, above)
    else if (isBranch) {
      branchOf.set(id, { organisation: path.slice(0, -1), name: path.at(-1) ?? name, row: index + 1 })
    }
  }
  return branchOf
}

/** Who leads a branch is told by their 职务; else by the one who leads the department. */
function assignmentsIn(
  branch: RosterBranch,
  people: readonly RosterPerson[],
  known: {
    memberOf: ReadonlyMap<RosterPerson, DirectoryMember>
    branchOf: ReadonlyMap<string, RosterBranch>
  },
): RosterAssignment[] {
  const titled = new Map(people.map((person) => [person, leadingRole(known.memberOf.get(person)?.title ?? null)]))
  const leaders = people.filter((p) => known.memberOf.get(p)?.leads.some((id) => known.branchOf.get(id) === branch))
  const [leader] = leaders
  if (leader && leaders.length === 1 && ![...titled.values()].includes('branch_secretary')) {
    titled.set(leader, titled.get(leader) ?? 'branch_secretary')
  }
  return people.map((person) => {
    const role = titled.get(person) ?? 'zone_member'
    return { person, branch, zone: null, role, backup: false, row: person.row, position: person.row }
  })
}

function leadingRole(title: string | null): Role | null {
  const role = title === null ? null : roleCalled(title)
  return role === 'branch_secretary' || role === 'deputy_secretary' ? role : null
}

const NAMED_MAX = 5

function leftOut({ unnamed, outsideCount }: { unnamed: readonly string[]; outsideCount: number }): string[] {
  const notices: string[] = []
  if (outsideCount > 0) notices.push(`${outsideCount}人不在任何支部的部门里，没有导入`)
  if (unnamed.length > 0) {
    const more = unnamed.length > NAMED_MAX ? `等${unnamed.length}个` : ''
    notices.push(`看不到姓名，没有导入：${unnamed.slice(0, NAMED_MAX).join('、')}${more}`)
  }
  return notices
}

/** The departments of each level, for whoever has to say on which the branches lie: `第2层：第一支部、第二支部`. */
export function levelsOf({ departments }: Directory): string[] {
  const depths = new Map<string, number>()
  for (const { id, parentId } of departments) {
    depths.set(id, id === TOP_DEPARTMENT ? 0 : (depths.get(parentId ?? '') ?? 0) + 1)
  }
  const levels = [...groupBy(departments, (d) => depths.get(d.id) ?? 0)].filter(([depth]) => depth > 0)
  return levels
    .sort(([a], [b]) => a - b)
    .map(([depth, some]) => {
      const more = some.length > NAMED_MAX ? `等${some.length}个` : ''
      const names = some.slice(0, NAMED_MAX).map((d) => d.name)
      return `第${depth}层：${names.join('、')}${more}`
    })
}
