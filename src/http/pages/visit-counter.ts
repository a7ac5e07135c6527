/** Counts how often notices are opened, without anybody waiting for it and without knowing by whom. */
import { type Deps, todayOf } from '../../deps.ts'
import type { VisitKind } from '../../domain/zoning.ts'
import { addZoneVisits, type Visits } from '../../store/zone-visits.ts'

/** Kept in memory so long: a process that is killed loses at most these. */
const WRITE_MS = 30_000
/** A code that nobody has is counted too until it is written; more of them are dropped. */
const KEYS_MAX = 10_000

export interface VisitCounter {
  count(zoneCode: string, kind: VisitKind): void
  /** Write what is counted and stop. */
  close(): Promise<void>
}

export function createVisitCounter({
  pool,
  now,
  config,
  log,
}: Pick<Deps, 'pool' | 'now' | 'config' | 'log'>): VisitCounter {
  let counted = new Map<string, Visits>()

  async function write(): Promise<void> {
    const visits = [...counted.values()]
    counted = new Map()
    try {
      await addZoneVisits(pool, visits)
    } catch (error) {
      // A count is not worth holding up anything; what was not written is lost.
      log.warn({ zone_count: visits.length, err: error }, 'counting visits failed')
    }
  }

  const timer = setInterval(write, WRITE_MS)
  timer.unref()
  return {
    count(zoneCode, kind) {
      const on = todayOf({ now, config })
      const key = `${on}/${kind}/${zoneCode}`
      const known = counted.get(key)
      if (known) known.count++
      else if (counted.size < KEYS_MAX) counted.set(key, { zoneCode, on, kind, count: 1 })
    },
    close() {
      clearInterval(timer)
      return write()
    },
  }
}
