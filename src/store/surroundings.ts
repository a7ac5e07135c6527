import type { Pool } from 'pg'
import { civilDate } from '../domain/calendar.ts'
import { rosterVersion } from './conversations.ts'
import { loadSurroundings, type SurroundingsSource } from './load-surroundings.ts'
import type { Surroundings } from './snapshot.ts'
import type { Sql } from './sql.ts'

/** Organisations whose roster is kept in memory at once. */
const KEPT_COUNT = 200

interface Kept {
  stamp: string
  surroundings: Surroundings
}

const keptByPool = new WeakMap<Pool, Map<string, Kept>>()

/** What surroundings are asked for: an organisation, as of a version of the roster and a day. */
export interface Asked {
  organisationId: string
  /** Read in the transaction of the message, so a change that was committed before is always seen. */
  rosterVersion: number
  now: Date
}

/** The copy in memory is missing or old. Thrown inside a transaction; load it outside and begin anew. */
export class StaleSurroundings extends Error {
  override name = 'StaleSurroundings'
  readonly asked: Asked

  constructor(asked: Asked) {
    super(`surroundings of organisation ${asked.organisationId} are not in memory`)
    this.asked = asked
  }
}

/**
 * Roster, settings and calendar of an organisation, from memory.
 *
 * Never waits: loading inside a message's transaction would take a second connection while holding the first, and
 * many doing so would wait for each other for ever.
 *
 * @throws StaleSurroundings
 */
export function surroundingsOf(deps: SurroundingsSource, asked: Asked): Surroundings {
  const kept = keptByPool.get(deps.pool)?.get(asked.organisationId)
  if (kept?.stamp !== stampOf(deps, asked)) throw new StaleSurroundings(asked)
  return kept.surroundings
}

/** The same for work in a transaction that does not know the version yet. @throws StaleSurroundings */
export async function surroundingsIn(
  sql: Sql,
  deps: SurroundingsSource,
  asked: Omit<Asked, 'rosterVersion'>,
): Promise<Surroundings> {
  return surroundingsOf(deps, { ...asked, rosterVersion: await rosterVersion(sql) })
}

/** Do it; where surroundings are missing or old, load them and do it anew. */
export async function withSurroundings<T>(deps: SurroundingsSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StaleSurroundings)) throw error
    await refreshSurroundings(deps, error.asked)
    return work()
  }
}

/** Load what was missing, for all messages that follow. */
export async function refreshSurroundings(deps: SurroundingsSource, asked: Asked): Promise<void> {
  const kept = keptByPool.get(deps.pool) ?? new Map<string, Kept>()
  keptByPool.set(deps.pool, kept)
  const surroundings = await loadSurroundings(deps, asked.organisationId, asked.now)
  kept.delete(asked.organisationId)
  kept.set(asked.organisationId, { stamp: stampOf(deps, asked), surroundings })
  const [oldest] = kept.keys()
  if (kept.size > KEPT_COUNT && oldest !== undefined) kept.delete(oldest)
}

function stampOf({ config }: SurroundingsSource, { rosterVersion, now }: Asked): string {
  return `${rosterVersion}/${civilDate(now, config.timezone)}`
}
