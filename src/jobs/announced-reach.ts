/** Whom an announcement would reach: counted apart from the transaction that asks, which holds the locks of its chats. */
import type { Pool } from 'pg'
import type { Reach } from '../decide/branch-work-facts.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { type AnnouncedTo, reachOf } from '../store/announcement-readers.ts'

/** The preview of a minute ago still tells how many it is; who exactly is looked up when it is told. */
const FRESH_MS = 60_000
const KEPT_COUNT = 100

interface Counted {
  reach: Reach
  at: Date
}

const countedByPool = new WeakMap<Pool, Map<string, Counted>>()

/** Nobody has counted it lately. Thrown inside a transaction; count outside and begin anew. */
export class UncountedReach extends Error {
  override name = 'UncountedReach'
  readonly to: AnnouncedTo

  constructor(to: AnnouncedTo) {
    super('it is not counted whom the announcement reaches')
    this.to = to
  }
}

/** As it was counted last. @throws UncountedReach */
export function reachCounted({ pool }: Deps, to: AnnouncedTo, now: Date): Reach {
  const counted = countedByPool.get(pool)?.get(JSON.stringify(to))
  if (!counted || counted.at.getTime() < now.getTime() - FRESH_MS) throw new UncountedReach(to)
  return counted.reach
}

/** Count it, for the message that asks to be begun anew. */
export async function countReach({ pool, db, channels, config, now }: Deps, to: AnnouncedTo): Promise<void> {
  const at = now()
  const asOf = { channels: channels.keys(), now: at, today: civilDate(at, config.timezone) }
  const reach = await reachOf(db, to, asOf)
  const counted = countedByPool.get(pool) ?? new Map<string, Counted>()
  countedByPool.set(pool, counted)
  const key = JSON.stringify(to)
  counted.delete(key)
  counted.set(key, { reach, at })
  const [oldest] = counted.keys()
  if (counted.size > KEPT_COUNT && oldest !== undefined) counted.delete(oldest)
}
