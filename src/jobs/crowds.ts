import type { Deps } from '../deps.ts'
import type { ConversationKey, Turn } from '../store/turns.ts'

/** Messages of one person within a minute, above which they are no longer answered one by one. */
const CROWD = 20
const WITHIN_MS = 60_000

/** People looked after at once; the one not heard of for longest is forgotten. */
const PEOPLE_MAX = 10_000

type Heard = { id: bigint; atMs: number }[]

const heardByPool = new WeakMap<Deps['pool'], Map<string, Heard>>()

/**
 * Whether this person wrote more within the last minute than anybody reads.
 *
 * Counted by this process alone: it saves calls and reading, and nothing depends on its being exact.
 */
export function isCrowded({ pool }: Deps, { key, turn }: { key: ConversationKey; turn: Turn }): boolean {
  const people = heardByPool.get(pool) ?? new Map<string, Heard>()
  heardByPool.set(pool, people)
  const person = `${key.channel} ${key.conversation}`
  const since = turn.receivedAt.getTime() - WITHIN_MS
  // A message that is begun anew counts once.
  const before = (people.get(person) ?? []).filter(({ id, atMs }) => atMs > since && id !== turn.id)
  people.delete(person)
  people.set(person, [...before.slice(-CROWD), { id: turn.id, atMs: turn.receivedAt.getTime() }])
  const [first] = people.keys()
  if (people.size > PEOPLE_MAX && first !== undefined) people.delete(first)
  return before.length >= CROWD
}
