/** What platforms allow, counted for all processes together. */
import { bigint, check, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { CHANNELS } from '../../domain/vocabulary.ts'
import { instant, oneOf } from './columns.ts'

/** Calls made to a platform in a month, of what it allows: all processes count here together. */
export const platformUsage = pgTable(
  'platform_usage',
  {
    channel: text('channel', { enum: CHANNELS }).notNull(),
    /** `api` or `webhook`: what the platform counts apart. */
    kind: text('kind').notNull(),
    /** `2026-11`, in the installation's time zone. */
    month: text('month').notNull(),
    usedCount: bigint('used_count', { mode: 'number' }).notNull().default(0),
    /** Set when the platform itself said that the month is used up. */
    refusedAt: instant('refused_at'),
  },
  (t) => [
    primaryKey({ name: 'platform_usage_pk', columns: [t.channel, t.kind, t.month] }),
    check('platform_usage_channel', oneOf(t.channel, CHANNELS)),
  ],
)

/** When the next call to a platform may be made, for all processes together. */
export const platformPace = pgTable(
  'platform_pace',
  {
    channel: text('channel', { enum: CHANNELS }).notNull(),
    /** What is paced apart, like `api`. */
    kind: text('kind').notNull(),
    nextAt: instant('next_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'platform_pace_pk', columns: [t.channel, t.kind] }),
    check('platform_pace_channel', oneOf(t.channel, CHANNELS)),
  ],
)

/** When connections to a platform were asked for of late, by all processes together: one row per platform. */
export const platformOpenings = pgTable(
  'platform_openings',
  {
    channel: text('channel', { enum: CHANNELS }).primaryKey(),
    openedAt: instant('opened_at').array().notNull(),
  },
  (t) => [check('platform_openings_channel', oneOf(t.channel, CHANNELS))],
)
