import { type Answer, failed, ok } from './answers.ts'

export interface Department {
  id: number
  /** 0: the company itself. */
  parentId: number
  name: string
}

export interface Member {
  userId: string
  name: string
  departments: number[]
  /** 职务. */
  position?: string
  /** Departments that they lead. */
  leads?: number[]
  mainDepartment?: number
  /** 1 active, 2 locked out, 4 not activated, 5 left [W]. */
  status?: number
  /** New applications are not told it [D]. */
  mobile?: string
}

/** The company's directory, and how much of it the application may see. */
export class Contacts {
  readonly #departments = new Map<number, Department>()
  readonly #members = new Map<string, Member>()
  /** Departments that the application may not see although it is told of them. */
  readonly hidden = new Set<number>()
  /** Beyond this `user/list` refuses full records [W]. */
  mostRecords = Number.POSITIVE_INFINITY

  addDepartment(department: Department): void {
    this.#departments.set(department.id, department)
  }

  addMember(member: Member): void {
    this.#members.set(member.userId.toLowerCase(), member)
  }

  removeMember(userId: string): void {
    this.#members.delete(userId.toLowerCase())
  }

  member(userId: string): Member | null {
    return this.#members.get(userId.toLowerCase()) ?? null
  }

  /** `department/list`: all that is visible, in no particular order. */
  listDepartments(): Answer {
    const department = [...this.#departments.values()].reverse().map(({ id, parentId, name }) => ({
      ...{ id, name, name_en: '', department_leader: [], parentid: parentId, order: 100_000 - id },
    }))
    return ok({ department })
  }

  /** `user/list` with full records, `user/simplelist` with names alone. */
  listMembers(departmentId: number, full: boolean): Answer {
    if (!this.#departments.has(departmentId)) return failed(60003, 'department not found')
    if (this.hidden.has(departmentId)) return failed(60011, 'no privilege to access/modify contact/party/agent')
    const members = [...this.#members.values()].filter((m) => m.departments.includes(departmentId))
    if (full && members.length > this.mostRecords) return failed(45029, 'user list too large')
    return ok({ userlist: members.map((m) => (full ? recordOf(m) : simpleRecordOf(m))) })
  }

  /** `user/get`; 60111: nobody of that id, 60011: not in the visible range. */
  getMember(userId: string): Answer | null {
    const member = this.member(userId)
    if (member === null) return null
    const seen = member.departments.some((id) => !this.hidden.has(id))
    return seen ? ok(recordOf(member)) : failed(60011, 'no privilege to access/modify contact/party/agent')
  }
}

function simpleRecordOf({ userId, name, departments }: Member) {
  return { userid: userId, name, department: departments, open_userid: `open-${userId}` }
}

function recordOf(member: Member) {
  const { departments, leads = [], mainDepartment = departments[0], position = '', status = 1, mobile } = member
  return {
    ...simpleRecordOf(member),
    order: departments.map(() => 0),
    position,
    ...(mobile === undefined ? {} : { mobile }),
    is_leader_in_dept: departments.map((id) => (leads.includes(id) ? 1 : 0)),
    direct_leader: [],
    main_department: mainDepartment,
    status,
  }
}
