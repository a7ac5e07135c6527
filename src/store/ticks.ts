import { statement } from './sql.ts'

/** Take a schedule's tick: whoever inserts the row first runs it, the others get nothing. */
export const takeTick = statement<{ schedule: string }, [string, Date, Date]>(
  'take_tick',
  `insert into ticks (schedule, due_at, ran_at) values ($1, $2, $3) on conflict do nothing returning schedule`,
)

/** When the schedule last ticked. */
export const lastTick = statement<{ due_at: Date | null }, [string]>(
  'last_tick',
  'select max(due_at) as due_at from ticks where schedule = $1',
)
