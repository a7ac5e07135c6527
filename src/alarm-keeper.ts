/** Keeps alarms in the database without anybody waiting for it. */
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { AlarmName, Alarms } from './alarms.ts'
import { clearAlarms, raiseAlarm } from './store/alarms.ts'

/** Saying the same again within this costs nothing. */
const SAME_MS = 10_000

export interface AlarmKeeper extends Alarms {
  /** Ends when all that was said is kept, or lost. */
  settle(): Promise<void>
}

/**
 * The alarms of this process.
 *
 * `clear` ends only what this process raised itself: another one may be ill of the same. What nobody confirms for a
 * while passes by itself, so whoever raises says so again while it lasts.
 */
export function createAlarmKeeper({ pool, log, now }: { pool: Pool; log: Logger; now: () => Date }): AlarmKeeper {
  const raisedAtMs = new Map<AlarmName, number>()
  const underWay = new Set<Promise<void>>()
  // One after another: what was said last must hold.
  let last: Promise<void> = Promise.resolve()
  const keep = (alarm: AlarmName, work: () => Promise<void>) => {
    last = last.then(work).catch((error: unknown) => log.error({ err: error, alarm }, 'an alarm could not be kept'))
    const kept = last.finally(() => underWay.delete(kept))
    underWay.add(kept)
  }
  return {
    raise(name, detail) {
      const saidAtMs = raisedAtMs.get(name) ?? Number.NEGATIVE_INFINITY
      if (performance.now() - saidAtMs < SAME_MS) return
      raisedAtMs.set(name, performance.now())
      keep(name, async () => {
        const fresh = await raiseAlarm(pool, name, detail ?? null, now())
        if (fresh) logRaised(log, name, detail ?? null)
      })
    },
    clear(name) {
      if (!raisedAtMs.delete(name)) return
      keep(name, async () => {
        for (const cleared of await clearAlarms(pool, [name], now())) logCleared(log, cleared.name)
      })
    },
    async settle() {
      await Promise.all(underWay)
    },
  }
}

/** The log carries every alarm, also where nobody can be told. */
export function logRaised(log: Logger, alarm: AlarmName, detail: string | null): void {
  log.error({ alarm, detail }, 'an alarm is raised')
}

export function logCleared(log: Logger, alarm: AlarmName): void {
  log.info({ alarm }, 'an alarm is over')
}
