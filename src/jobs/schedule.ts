import type { Deps } from '../deps.ts'

/** One schedule: a tick of the clock at which something may be due. What is due is a query, so a missed tick loses nothing. */
export interface Schedule {
  /** kebab-case; unique; no colon (BullMQ). */
  name: string
  /** Cron pattern in the installation's time zone, or a pause. */
  every: { pattern: string } | { ms: number }
  /** Find what is due and not yet told as of `now`; tell; mark. Safe to run twice. Returns the new outbox rows. */
  run(deps: Deps, now: Date): Promise<bigint[]>
}
