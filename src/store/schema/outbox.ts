import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { CHANNELS, LANES, PURPOSES } from '../../domain/vocabulary.ts'
import { bytea, createdAt, instant, oneOf } from './columns.ts'
import { organisations, people } from './organisation.ts'

export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'unknown', 'failed', 'dropped'] as const

/** Rows that are cards, as those ask who look for the cards of a case. */
export const CARD_ROWS = "content ->> 'type' in ('card', 'card_update')"

/** What is told to whom about what, written in the transaction that decided it. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** Told once for ever. Unlike the content it never goes. */
    key: text('key').notNull(),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    lane: text('lane', { enum: LANES }).notNull(),
    purpose: text('purpose', { enum: PURPOSES }).notNull(),
    /** `Content` as JSON; emptied 30 days after the deadline. */
    content: jsonb('content'),
    caseId: uuid('case_id'),
    checkInId: uuid('check_in_id'),
    deadlineAt: instant('deadline_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    // One row per channel: the same thing may be told on two.
    unique('outbox_key').on(t.key, t.channel),
    check('outbox_channel', oneOf(t.channel, CHANNELS)),
    check('outbox_lane', oneOf(t.lane, LANES)),
    check('outbox_purpose', oneOf(t.purpose, PURPOSES)),
    index('outbox_newest').on(t.organisationId, t.createdAt, t.id),
    index('outbox_cards')
      .on(t.caseId)
      .where(sql.raw(`case_id is not null and ${CARD_ROWS}`)),
  ],
)

/** Recipients not told yet, as those ask who look through all of them. The last condition always holds: see `OPEN_ROWS`. */
export const OPEN_DELIVERIES = "state in ('waiting', 'sending') and attempts >= 0"
/** The same for what is being sent now. */
export const SENDING_DELIVERIES = "state = 'sending' and attempts >= 0"

/** One row per recipient. Those of one `batch` go out in one call, and again byte for byte if that call was cut. */
export const deliveries = pgTable(
  'deliveries',
  {
    outboxId: bigint('outbox_id', { mode: 'bigint' })
      .notNull()
      .references(() => outbox.id),
    recipient: text('recipient').notNull(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    personId: uuid('person_id').references(() => people.id),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    lane: text('lane', { enum: LANES }).notNull(),
    batch: integer('batch').notNull(),
    state: text('state', { enum: DELIVERY_STATES }).notNull().default('waiting'),
    reason: text('reason'),
    attempts: integer('attempts').notNull().default(0),
    /** When it may be tried (again); while sending: when another worker may take it over. */
    dueAt: instant('due_at').notNull(),
    sentAt: instant('sent_at'),
    platformId: text('platform_id'),
  },
  (t) => [
    primaryKey({ name: 'deliveries_pk', columns: [t.outboxId, t.recipient] }),
    check('deliveries_channel', oneOf(t.channel, CHANNELS)),
    check('deliveries_lane', oneOf(t.lane, LANES)),
    check('deliveries_state', oneOf(t.state, DELIVERY_STATES)),
    check('deliveries_ended', sql`${t.state} not in ('failed', 'dropped', 'unknown') or ${t.reason} is not null`),
    index('deliveries_due').on(t.channel, t.lane, t.dueAt).where(sql.raw(OPEN_DELIVERIES)),
    index('deliveries_recent').on(t.channel, t.recipient, t.sentAt),
    index('deliveries_under_way').on(t.channel, t.recipient).where(sql.raw(SENDING_DELIVERIES)),
    index('deliveries_batch').on(t.outboxId, t.batch),
  ],
)

/** Rights to change a card that was sent: each is good for one change. */
export const cardHandles = pgTable(
  'card_handles',
  {
    code: text('code').primaryKey(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    taskId: text('task_id').notNull(),
    /** Whom a change by this handle reaches. */
    recipients: text('recipients').array().notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [
    check('card_handles_channel', oneOf(t.channel, CHANNELS)),
    index('card_handles_task').on(t.channel, t.taskId),
  ],
)

/** Rights to answer in a chat without a call of the API (DingTalk's sessionWebhook): the newest of each chat. */
export const replyHandles = pgTable(
  'reply_handles',
  {
    channel: text('channel', { enum: CHANNELS }).notNull(),
    /** An account, or a group. */
    recipient: text('recipient').notNull(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** Whoever has the address may write there, so it is encrypted. */
    codeSealed: bytea('code_sealed').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'reply_handles_pk', columns: [t.channel, t.recipient] }),
    check('reply_handles_channel', oneOf(t.channel, CHANNELS)),
    index('reply_handles_expiry').on(t.expiresAt),
  ],
)

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

/** The transcript of the local chat: the "phone" of each demo person. Written by the local channel only. */
export const localMessages = pgTable(
  'local_messages',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Account on the local channel. */
    account: text('account').notNull(),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    /** Outgoing: the outbox send; incoming: the key it was kept under. Makes writing twice harmless. */
    key: text('key').notNull(),
    content: jsonb('content').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique('local_messages_once').on(t.account, t.direction, t.key),
    check('local_messages_direction', oneOf(t.direction, ['in', 'out'])),
    index('local_messages_transcript').on(t.account, t.id),
  ],
)

/** Who did or read what: ids and hashes only. Chained by `chainAudit` in the order written, within seconds. */
export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
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

export const announcements = pgTable(
  'announcements',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    scope: text('scope').notNull(),
    audience: text('audience', { enum: ['members', 'residents'] }).notNull(),
    text: text('text').notNull(),
    at: instant('at').notNull(),
    recipientCount: integer('recipient_count'),
    /** Set when its outbox rows are written. */
    toldAt: instant('told_at'),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    check('announcements_audience', oneOf(t.audience, ['members', 'residents'])),
    index('announcements_due').on(t.at).where(sql`told_at is null`),
  ],
)

/** The work calendar: public holidays and make-up working days, by organisation where a person corrected a day. */
export const calendarDays = pgTable(
  'calendar_days',
  {
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    on: date('on').notNull(),
    working: boolean('working').notNull(),
    note: text('note'),
  },
  (t) => [primaryKey({ name: 'calendar_days_pk', columns: [t.organisationId, t.on] })],
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
