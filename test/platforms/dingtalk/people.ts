import { createHash, randomBytes } from 'node:crypto'

export interface User {
  userId: string
  unionId: string
  name: string
  /** 职务. */
  title: string | null
  /** Told only to applications with that right. */
  mobile: string | null
  departments: readonly number[]
  /** Departments that they lead. */
  leads: readonly number[]
}

export interface Department {
  id: number
  parentId: number
  name: string
}

export interface Group {
  conversationId: string
  /** How calls about the group name it; messages name it by `conversationId`. */
  chatId: string
  title: string
  /** The first one owns it. */
  members: readonly string[]
  /** Good for 365 days; another owner or name ends it [KB 0791]. */
  joinLink: string
}

/** The top department [KB 0082]. */
const TOP = 1

export type NewUser = { userId: string } & Partial<User>
export type NewGroup = Pick<Group, 'conversationId' | 'members'> & Partial<Pick<Group, 'chatId' | 'title'>>

/** The organisation: its people, and the internal groups that the robot is in [DG 0077]. */
export class People {
  readonly #users = new Map<string, User>()
  readonly #groups = new Map<string, Group>()
  readonly #departments = new Map<number, Department>([[TOP, { id: TOP, parentId: 0, name: '' }]])
  /** Departments that the application may not see. */
  readonly hiddenDepartments = new Set<number>()
  /** Accounts that nobody added exist too; for benchmarks. */
  readonly #everybodyExists: boolean
  /** Account → until when the platform throttles what is sent there. */
  readonly #throttled = new Map<string, number>()

  constructor(everybodyExists: boolean) {
    this.#everybodyExists = everybodyExists
  }

  /** Accounts distinguish case. */
  addUser(told: NewUser): User {
    const user = People.newUser(told)
    this.#users.set(user.userId, user)
    return user
  }

  static newUser(told: NewUser): User {
    const { userId } = told
    const usual = { title: null, mobile: null, departments: [TOP], leads: [] }
    return { unionId: `union-${userId}`, name: userId, ...usual, ...told }
  }

  addDepartment(department: Department): void {
    this.#departments.set(department.id, department)
  }

  department(id: number): Department | null {
    return this.#departments.get(id) ?? null
  }

  departmentsBelow(id: number): Department[] {
    return [...this.#departments.values()].filter((d) => d.parentId === id)
  }

  usersOf(departmentId: number): User[] {
    return [...this.#users.values()].filter((user) => user.departments.includes(departmentId))
  }

  removeUser(userId: string): void {
    this.#users.delete(userId)
  }

  addGroup({ conversationId, ...told }: NewGroup): void {
    const { chatId = `chat${conversationId.replaceAll('=', '')}`, title = '责任区群', members } = told
    this.#groups.set(conversationId, { conversationId, chatId, title, members, joinLink: newJoinLink() })
  }

  /** Another owner or name; links given out before end. */
  changeGroup(conversationId: string, change: Partial<Pick<Group, 'title' | 'members'>>): void {
    const group = this.#groups.get(conversationId)
    if (group) this.#groups.set(conversationId, { ...group, ...change, joinLink: newJoinLink() })
  }

  groupByChatId(chatId: string): Group | null {
    return [...this.#groups.values()].find((group) => group.chatId === chatId) ?? null
  }

  disband(conversationId: string): void {
    this.#groups.delete(conversationId)
  }

  user(userId: string): User | null {
    return this.#users.get(userId) ?? (this.#everybodyExists ? this.addUser({ userId }) : null)
  }

  byUnionId(unionId: string): User | null {
    return [...this.#users.values()].find((user) => user.unionId === unionId) ?? null
  }

  group(conversationId: string): Group | null {
    return this.#groups.get(conversationId) ?? null
  }

  throttle(userIds: readonly string[], untilMs: number): void {
    for (const userId of userIds) this.#throttled.set(userId, untilMs)
  }

  isThrottled(userId: string, nowMs: number): boolean {
    return (this.#throttled.get(userId) ?? 0) > nowMs
  }
}

function newJoinLink(): string {
  return `https://qr.dingtalk.com/action/joingroup?code=v1,k1,${randomBytes(24).toString('base64url')}`
}

/** The encrypted id by which a person stands in messages; no key [KB 0699]. */
export function encryptedId(userId: string): string {
  return `$:LWCP_v1:$${createHash('sha256').update(userId).digest('base64').slice(0, 24)}`
}

/** An id as the platform makes them for messages: `msg…==`. */
export function newMessageId(): string {
  return `msg${createHash('sha256').update(`${Date.now()}${Math.random()}`).digest('base64').slice(0, 22)}==`
}
