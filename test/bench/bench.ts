import type { Figure } from './figures.ts'
import type { Database } from './servers.ts'

/** What a benchmark is given. */
export interface Bench {
  /** Few rounds and small sizes: to see that it works, not to be believed. */
  short: boolean
  /** Print a figure and keep it for the record. */
  report(figure: Figure): void
  /** The PostgreSQL of this run, started when it is first asked for. */
  database(): Promise<Database>
  /** Name and version of the Redis that was measured, for the record. */
  usedRedis(kind: string): void
}
