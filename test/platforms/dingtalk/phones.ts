/** What people see in DingTalk: their chat with the robot, and their groups. */
import type { Json } from './answers.ts'

export type ShownKind =
  | 'text'
  | 'markdown'
  | 'actionCard'
  | 'link'
  | 'feedCard'
  | 'image'
  | 'audio'
  | 'video'
  | 'file'
  | 'card'
  | 'workNotice'

/** A message of the robot as one person or group sees it now. */
export interface Shown {
  at: Date
  kind: ShownKind
  /** By which way it came. */
  via: 'session' | 'batchSend' | 'group' | 'card' | 'custom' | 'workNotice'
  /** All its words: title, text, buttons; of a card the values of its variables. */
  text: string
  /** The `msgParam` or body part; of a card its variables as this person sees them. */
  content: Json
  /** `processQueryKey` or `carrierId`; of an answer by session a key that only the platform knows. */
  messageId: string
  outTrackId: string | null
  mentions: string[]
}

export interface Message extends Omit<Shown, 'at' | 'text' | 'content'> {
  atMs: number
  content: Json | ((userId: string | null) => Json)
}

export class Phones {
  readonly #people = new Map<string, Message[]>()
  readonly #groups = new Map<string, Message[]>()
  readonly #byId = new Map<string, Message>()
  readonly #read = new Set<string>()

  showPerson(userId: string, message: Message): void {
    append(this.#people, userId, message)
    this.#byId.set(message.messageId, message)
  }

  showGroup(conversationId: string, message: Message): void {
    append(this.#groups, conversationId, message)
    this.#byId.set(message.messageId, message)
  }

  /** Oldest first. */
  inboxOf(userId: string): Shown[] {
    return (this.#people.get(userId) ?? []).map((message) => asShown(message, userId))
  }

  groupInboxOf(conversationId: string): Shown[] {
    return (this.#groups.get(conversationId) ?? []).map((message) => asShown(message, null))
  }

  /** How many messages a person has, without reading them. */
  countOf(userId: string): number {
    return this.#people.get(userId)?.length ?? 0
  }

  accounts(): string[] {
    return [...this.#people.keys()]
  }

  find(messageId: string): Shown | null {
    const message = this.#byId.get(messageId)
    return message === undefined ? null : asShown(message, null)
  }

  /** A person opens the chat with the robot: all of it is read. */
  read(userId: string): void {
    for (const { messageId } of this.#people.get(userId) ?? []) this.#read.add(`${messageId}/${userId}`)
  }

  /** Who has a message, and whether they read it; `null`: there is none. */
  readersOf(messageId: string): { userId: string; isRead: boolean }[] | null {
    if (!this.#byId.has(messageId)) return null
    const holders = [...this.#people].filter(([, inbox]) => inbox.some((m) => m.messageId === messageId))
    return holders.map(([userId]) => ({ userId, isRead: this.#read.has(`${messageId}/${userId}`) }))
  }

  /** Takes a message back from everybody. */
  recall(messageId: string): boolean {
    if (!this.#byId.delete(messageId)) return false
    for (const inboxes of [this.#people, this.#groups]) {
      for (const [key, inbox] of inboxes) {
        if (inbox.some((m) => m.messageId === messageId))
          inboxes.set(
            key,
            inbox.filter((m) => m.messageId !== messageId),
          )
      }
    }
    return true
  }

  clear(): void {
    this.#people.clear()
    this.#groups.clear()
    this.#byId.clear()
  }
}

function append(inboxes: Map<string, Message[]>, key: string, message: Message): void {
  const inbox = inboxes.get(key)
  if (inbox) inbox.push(message)
  else inboxes.set(key, [message])
}

function asShown({ atMs, content, ...rest }: Message, userId: string | null): Shown {
  const seen = typeof content === 'function' ? content(userId) : content
  return { ...rest, at: new Date(atMs), content: seen, text: wordsOf(seen) }
}

const NOT_READ = /(url|mediaId|picUrl|btnOrientation|fileType|duration)$/i

/** Every word of a message that a person reads; addresses behind links are left out, but not those within markdown. */
function wordsOf(content: Json): string {
  const words: string[] = []
  const gather = (value: unknown, name: string): void => {
    if (typeof value === 'string' && !NOT_READ.test(name)) words.push(value)
    else if (Array.isArray(value)) for (const item of value) gather(item, name)
    else if (value !== null && typeof value === 'object') for (const [k, v] of Object.entries(value)) gather(v, k)
  }
  gather(content, '')
  return words.join('\n')
}
