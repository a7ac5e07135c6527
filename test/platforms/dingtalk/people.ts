import { createHash } from 'node:crypto'

export interface User {
  userId: string
  unionId: string
  name: string
}

export interface Group {
  conversationId: string
  title: string
  members: readonly string[]
}

/** The organisation: its people, and the internal groups that the robot is in [DG 0077]. */
export class People {
  readonly #users = new Map<string, User>()
  readonly #groups = new Map<string, Group>()
  /** Accounts that nobody added exist too; for benchmarks. */
  readonly #everybodyExists: boolean
  /** Account → until when the platform throttles what is sent there. */
  readonly #throttled = new Map<string, number>()

  constructor(everybodyExists: boolean) {
    this.#everybodyExists = everybodyExists
  }

  /** Accounts distinguish case. */
  addUser({
    userId,
    unionId = `union-${userId}`,
    name = userId,
  }: {
    userId: string
    unionId?: string
    name?: string
  }): User {
    const user = { userId, unionId, name }
    this.#users.set(userId, user)
    return user
  }

  removeUser(userId: string): void {
    this.#users.delete(userId)
  }

  addGroup({ conversationId, title = '责任区群', members }: Omit<Group, 'title'> & { title?: string }): void {
    this.#groups.set(conversationId, { conversationId, title, members })
  }

  disband(conversationId: string): void {
    this.#groups.delete(conversationId)
  }

  user(userId: string): User | null {
    return (
      this.#users.get(userId) ?? (this.#everybodyExists ? { userId, unionId: `union-${userId}`, name: userId } : null)
    )
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

/** The encrypted id by which a person stands in messages; no key [KB 0699]. */
export function encryptedId(userId: string): string {
  return `$:LWCP_v1:$${createHash('sha256').update(userId).digest('base64').slice(0, 24)}`
}

/** An id as the platform makes them for messages: `msg…==`. */
export function newMessageId(): string {
  return `msg${createHash('sha256').update(`${Date.now()}${Math.random()}`).digest('base64').slice(0, 22)}==`
}
