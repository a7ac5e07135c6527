import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'

/** Rows changed by one statement: a night's work never holds a lock for long. */
const BATCH_ROWS = 5_000

/**
 * What has been kept as long as its purpose allows (`personal-data.ts`), and how it ends. `$now` is the instant of the
 * run. Keys stay: they keep repeats out, and say nothing about anybody.
 */
const RULES = [
  { table: 'inbox', set: 'payload = null', due: "payload is not null and received_at < $now - interval '30 days'" },
  {
    table: 'cases',
    set: "text = '', place_text = null, room = null, on_behalf_of = null",
    due: "text <> '' and coalesce(closed_at, updated_at) < $now - interval '24 months'",
  },
  {
    table: 'check_ins',
    set: "text = '', place_text = null, room = null",
    due: "text <> '' and created_at < $now - interval '24 months'",
  },
  { table: 'case_history', set: 'reason = null', due: "reason is not null and at < $now - interval '24 months'" },
  { table: 'outbox', set: 'content = null', due: "content is not null and deadline_at < $now - interval '30 days'" },
  { table: 'local_messages', set: null, due: "created_at < $now - interval '30 days'" },
  { table: 'card_handles', set: null, due: "expires_at < $now - interval '1 day'" },
  { table: 'sign_in_links', set: null, due: "expires_at < $now - interval '1 day'" },
  { table: 'invites', set: null, due: "expires_at < $now - interval '30 days'" },
  { table: 'invite_tries', set: null, due: "at < $now - interval '1 day'" },
  { table: 'ticks', set: null, due: "due_at < $now - interval '90 days'" },
] as const

/** End everything whose time is over, batch by batch. Returns the number of rows per table; safe to run twice. */
export async function applyRetention(db: Db, now: Date): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const rule of RULES) counts[rule.table] = await applyRule(db, rule, now)
  return counts
}

async function applyRule(db: Db, { table, set, due }: (typeof RULES)[number], now: Date): Promise<number> {
  const instant = `'${now.toISOString()}'::timestamptz`
  const rows = `select ctid from ${table} where ${due.replaceAll('$now', instant)} limit ${BATCH_ROWS}`
  const statement = set === null ? `delete from ${table}` : `update ${table} set ${set}`
  let count = 0
  for (;;) {
    const { rowCount } = await db.execute(sql.raw(`${statement} where ctid = any(array(${rows}))`))
    count += rowCount ?? 0
    if ((rowCount ?? 0) < BATCH_ROWS) return count
  }
}
