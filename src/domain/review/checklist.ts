/** What is ticked of a zone that a spot check looks at: one tick for each of its duties, the records told beforehand. */

export const TICKS = {
  done: '做到了',
  not_done: '没做到',
  unseen: '没有看',
} as const
export type Tick = keyof typeof TICKS

/** By the id of the duty. */
export type Ticks = Readonly<Record<string, Tick>>

/** How often a duty was done in the half-year, and how often its time ran out without a record. */
export interface DutyRecord {
  doneCount: number
  missedCount: number
}

/** What the records say, for somebody to look at and correct. Where there are none they say nothing. */
export function tickByRecords({ doneCount, missedCount }: DutyRecord): Tick {
  if (doneCount > 0) return 'done'
  return missedCount > 0 ? 'not_done' : 'unseen'
}

export function isTick(told: string | undefined): told is Tick {
  return told !== undefined && Object.hasOwn(TICKS, told)
}
