/** The clocks of a case as columns, and what they mean to the domain. */
import type { CaseClocks } from '../domain/clocks.ts'

export interface ClockRow {
  clock_started_at: Date | null
  accept_due_at: Date | null
  accept_done_at: Date | null
  resolve_due_at: Date | null
  resolve_done_at: Date | null
  verify_due_at: Date | null
  verify_done_at: Date | null
  paused_at: Date | null
  remind_at: Date | null
  reminded_at: Date | null
}

/** All columns of the clocks. */
export const CLOCK_COLUMNS = [
  'clock_started_at',
  'accept_due_at',
  'accept_done_at',
  'resolve_due_at',
  'resolve_done_at',
  'verify_due_at',
  'verify_done_at',
  'paused_at',
  'remind_at',
  'reminded_at',
] as const satisfies readonly (keyof ClockRow)[]

/** The columns of a table alias, for a `select`. */
export function clockColumns(table: string): string {
  return CLOCK_COLUMNS.map((column) => `${table}.${column}`).join(', ')
}

/** The columns with their type, for a list of records in JSON. */
export const clockTypes = CLOCK_COLUMNS.map((column) => `${column} timestamptz`).join(', ')

export function clocksOf(row: ClockRow): CaseClocks {
  return {
    startedAt: row.clock_started_at,
    accept: { dueAt: row.accept_due_at, doneAt: row.accept_done_at },
    resolve: { dueAt: row.resolve_due_at, doneAt: row.resolve_done_at },
    verify: { dueAt: row.verify_due_at, doneAt: row.verify_done_at },
    pausedAt: row.paused_at,
    remindAt: row.remind_at,
    remindedAt: row.reminded_at,
  }
}

export function clockRow({ startedAt, accept, resolve, verify, pausedAt, remindAt, remindedAt }: CaseClocks): ClockRow {
  return {
    clock_started_at: startedAt,
    accept_due_at: accept.dueAt,
    accept_done_at: accept.doneAt,
    resolve_due_at: resolve.dueAt,
    resolve_done_at: resolve.doneAt,
    verify_due_at: verify.dueAt,
    verify_done_at: verify.doneAt,
    paused_at: pausedAt,
    remind_at: remindAt,
    reminded_at: remindedAt,
  }
}
