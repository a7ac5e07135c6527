/** What people are told: the outbox, the cards that they hold, and what waits for room in their week. */
import { sql } from 'drizzle-orm'
import {
  bigint,
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
import { cases } from './cases.ts'
import { bytea, createdAt, instant, oneOf } from './columns.ts'
import { branches, organisationId, people } from './organisation.ts'

export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'unknown', 'failed', 'dropped'] as const

/** Rows that are cards, as those ask who look for the cards of a case. */
export const CARD_ROWS = "content ->> 'type' in ('card', 'card_update')"

/** What is told to whom about what, written in the transaction that decided it. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: organisationId(),
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
    /** That of its outbox row. No reference: one row would be looked up and locked for each of a hundred thousand. */
    organisationId: uuid('organisation_id').notNull(),
    /** Whose account it is; null: nobody's of the roster. No reference for the same reason: people are never deleted. */
    personId: uuid('person_id'),
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
    // The next calls of what many are told, without reading whom it reached already.
    index('deliveries_open_batches').on(t.outboxId, t.batch).where(sql.raw(OPEN_DELIVERIES)),
  ],
)

/** How many messages of the capped purposes one person was sent in a week: counted with the row that sends them. */
export const weeklyPushes = pgTable(
  'weekly_pushes',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** Monday of the week, in the installation's time zone. */
    weekOf: date('week_of').notNull(),
    count: integer('count').notNull(),
    /** What the setting allowed when it was last counted. */
    cap: integer('cap').notNull(),
  },
  (t) => [
    primaryKey({ name: 'weekly_pushes_pk', columns: [t.personId, t.weekOf] }),
    check('weekly_pushes_cap', sql`${t.count} between 1 and ${t.cap}`),
  ],
)

/** What was over the weekly cap: told in the first message of the week that has room. */
export const heldOver = pgTable(
  'held_over',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: organisationId(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    purpose: text('purpose', { enum: PURPOSES }).notNull(),
    /** The outbox key that it would have had: held over once. */
    key: text('key').notNull().unique(),
    /** One line, as it will be told. */
    line: text('line').notNull(),
    /** Worthless after this instant. */
    deadlineAt: instant('deadline_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [check('held_over_purpose', oneOf(t.purpose, PURPOSES)), index('held_over_person').on(t.personId)],
)

export const announcements = pgTable(
  'announcements',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: organisationId(),
    scope: text('scope').notNull(),
    /** Of this branch alone; null: of everybody in the scope. */
    branchId: uuid('branch_id').references(() => branches.id),
    /** Of these zones alone; empty: of all. */
    zoneIds: uuid('zone_ids').array().notNull().default(sql`'{}'`),
    audience: text('audience', { enum: ['members', 'residents'] }).notNull(),
    text: text('text').notNull(),
    at: instant('at').notNull(),
    recipientCount: integer('recipient_count'),
    /** Set when its outbox rows are written. */
    toldAt: instant('told_at'),
    /** Taken back: what was not sent yet is dropped, what was is recalled where the platform can. */
    recalledAt: instant('recalled_at'),
    recalledBy: text('recalled_by'),
    /** When every platform had been asked to take back what was sent; null: not yet. */
    recallEndedAt: instant('recall_ended_at'),
    /** How many had read it when the platform was asked last; null: it does not tell. */
    readCount: integer('read_count'),
    readAskedAt: instant('read_asked_at'),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    check('announcements_audience', oneOf(t.audience, ['members', 'residents'])),
    index('announcements_due').on(t.at).where(sql`told_at is null`),
    index('announcements_newest').on(t.organisationId, t.at),
    index('announcements_recalled').on(t.recalledAt).where(sql`recalled_at is not null and recall_ended_at is null`),
  ],
)

/** Rights to change a card that was sent: each is good for one change. */
export const cardHandles = pgTable(
  'card_handles',
  {
    code: text('code').primaryKey(),
    organisationId: organisationId(),
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

/** Cases whose state changed while cards about them are out: those cards are to show it. Ids only. */
export const cardRefreshes = pgTable(
  'card_refreshes',
  {
    caseId: uuid('case_id')
      .primaryKey()
      .references(() => cases.id, { onDelete: 'cascade' }),
    organisationId: organisationId(),
    /** Out of whose hands it was given; null: its state changed. */
    formerHandlerId: uuid('former_handler_id').references(() => people.id),
    createdAt: createdAt(),
  },
  (t) => [index('card_refreshes_oldest').on(t.createdAt)],
)

/** Rights to answer in a chat without a call of the API (DingTalk's sessionWebhook): the newest of each chat. */
export const replyHandles = pgTable(
  'reply_handles',
  {
    channel: text('channel', { enum: CHANNELS }).notNull(),
    /** An account, or a group. */
    recipient: text('recipient').notNull(),
    organisationId: organisationId(),
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

/** The transcript of the local chat: the "phone" of each person who is played. Written by the local channel only. */
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
