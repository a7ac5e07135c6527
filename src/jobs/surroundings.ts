import type { Pool } from 'pg'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { receiptCode } from '../domain/receipt.ts'
import { loadResponsibility } from '../store/responsibility.ts'
import { settingsFor } from '../store/settings.ts'
import type { Surroundings } from '../store/snapshot.ts'
import { workCalendarOf } from '../store/work-calendar.ts'

/** Organisations whose roster is kept in memory at once. */
const KEPT_COUNT = 200

interface Kept {
  stamp: string
  surroundings: Promise<Surroundings>
}

const keptByPool = new WeakMap<Pool, Map<string, Kept>>()

/**
 * Roster, settings and calendar of an organisation, from memory while the database's version number stands.
 *
 * `rosterVersion` was read in the transaction of the message, so a change that was committed before is always seen.
 */
export async function surroundingsOf(
  deps: Deps,
  { organisationId, rosterVersion, now }: { organisationId: string; rosterVersion: number; now: Date },
): Promise<Surroundings> {
  const kept = keptByPool.get(deps.pool) ?? new Map<string, Kept>()
  keptByPool.set(deps.pool, kept)
  const today = civilDate(now, deps.config.timezone)
  const stamp = `${rosterVersion}/${today}`
  const known = kept.get(organisationId)
  if (known?.stamp === stamp) return known.surroundings
  const surroundings = load(deps, organisationId, today)
  kept.delete(organisationId)
  kept.set(organisationId, { stamp, surroundings })
  const [oldest] = kept.keys()
  if (kept.size > KEPT_COUNT && oldest !== undefined) kept.delete(oldest)
  surroundings.catch(() => kept.delete(organisationId))
  return surroundings
}

async function load({ pool, db, config }: Deps, organisationId: string, today: string): Promise<Surroundings> {
  const [responsibility, settings, calendar] = await Promise.all([
    loadResponsibility(pool, organisationId, today),
    settingsFor(db, organisationId),
    workCalendarOf(pool, organisationId),
  ])
  return {
    responsibility,
    settings: { ...settings, timezone: config.timezone, publicUrl: config.publicUrl },
    calendar,
    receiptOf: receiptCode,
  }
}
