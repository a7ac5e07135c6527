/** What operators look at: the audit log, alarms, the ticks of schedules. */
import { sql } from 'drizzle-orm'
import { bigint, check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { organisationId } from './organisation.ts'

/** Who did or read what: ids and hashes only. Chained by `chainAudit` in the order written, within seconds. */
export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: organisationId(),
    at: instant('at').notNull(),
    /** `person:<id>`, `token:<id>`, `system`, `cli`. */
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    /** sha256 of the canonical JSON of what was decided or read. */
    detailHash: text('detail_hash').notNull(),
    /** Place in the chain; null until chained. */
    position: bigint('position', { mode: 'bigint' }).unique(),
    previousHash: text('previous_hash'),
    hash: text('hash'),
  },
  (t) => [
    check('audit_chained', sql`(${t.position} is null) = (${t.hash} is null)`),
    index('audit_unchained').on(t.id).where(sql`position is null`),
    index('audit_subject').on(t.organisationId, t.subject),
  ],
)

/** What is wrong with the installation just now, or was. One row a name. */
export const alarms = pgTable('alarms', {
  name: text('name').primaryKey(),
  /** Ids and figures only. */
  detail: text('detail'),
  raisedAt: instant('raised_at').notNull(),
  /** Last time that it was still so: what nobody confirms for a while has passed. */
  seenAt: instant('seen_at').notNull(),
  toldAt: instant('told_at'),
  clearedAt: instant('cleared_at'),
})

/** A schedule's tick: whoever inserts it first runs it. */
export const ticks = pgTable(
  'ticks',
  {
    schedule: text('schedule').notNull(),
    dueAt: instant('due_at').notNull(),
    ranAt: instant('ran_at').notNull(),
  },
  (t) => [primaryKey({ name: 'ticks_pk', columns: [t.schedule, t.dueAt] })],
)
