/** What follows from cases, zones and people over time: leave, duties, what was held back, digests, webhooks. */
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
import { CATEGORIES, codesOf, PURPOSES } from '../../domain/vocabulary.ts'
import { cases, checkIns } from './cases.ts'
import { bytea, createdAt, id, instant, oneOf } from './columns.ts'
import { apiTokens, branches, duties, identities, organisations, people, zones } from './organisation.ts'

const organisationId = () =>
  uuid('organisation_id')
    .notNull()
    .references(() => organisations.id)

/** Who is away from when to when, and who stands in. Rows are ended, never deleted. Part of the roster's version. */
export const absences = pgTable(
  'absences',
  {
    id: id(),
    organisationId: organisationId(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    /** Null: the backups of each zone, else the secretary. */
    coverId: uuid('cover_id').references(() => people.id),
    startsOn: date('starts_on').notNull(),
    /** Last day; null: until the person says that they are back. */
    endsOn: date('ends_on'),
    createdBy: uuid('created_by').references(() => identities.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (t) => [
    check('absences_span', sql`${t.endsOn} is null or ${t.endsOn} >= ${t.startsOn}`),
    check('absences_cover', sql`${t.coverId} is null or ${t.coverId} <> ${t.personId}`),
    index('absences_person').on(t.personId, t.startsOn),
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

export const DUTY_WINDOW_STATES = ['draft', 'ready', 'done', 'missed', 'cancelled'] as const

/** One stretch of time in which a duty of a zone is to be done, by any record inside it. */
export const dutyWindows = pgTable(
  'duty_windows',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: uuid('branch_id')
      .notNull()
      .references(() => branches.id),
    zoneId: uuid('zone_id')
      .notNull()
      .references(() => zones.id),
    dutyId: uuid('duty_id')
      .notNull()
      .references(() => duties.id),
    startsOn: date('starts_on').notNull(),
    /** The last day, included. */
    endsOn: date('ends_on').notNull(),
    state: text('state', { enum: DUTY_WINDOW_STATES }).notNull(),
    /** What fulfilled it. */
    checkInId: uuid('check_in_id').references(() => checkIns.id),
    caseId: uuid('case_id').references(() => cases.id),
    doneOn: date('done_on'),
    remindedAt: instant('reminded_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('duty_windows_once').on(t.dutyId, t.zoneId, t.startsOn),
    check('duty_windows_state', oneOf(t.state, DUTY_WINDOW_STATES)),
    check('duty_windows_span', sql`${t.endsOn} >= ${t.startsOn}`),
    index('duty_windows_zone').on(t.zoneId, t.endsOn),
    index('duty_windows_open').on(t.endsOn).where(sql`state in ('draft', 'ready')`),
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

/** What a branch's secretary was last told, so that a digest is sent only when it has something to say. */
export const digests = pgTable(
  'digests',
  {
    organisationId: organisationId(),
    branchId: uuid('branch_id')
      .notNull()
      .references(() => branches.id),
    kind: text('kind', { enum: ['daily', 'weekly'] }).notNull(),
    /** The day, or Monday of the week. */
    dueOn: date('due_on').notNull(),
    /** Counts and codes only. */
    content: jsonb('content').notNull(),
    /** Of the content: an equal one is not told again. */
    hash: text('hash').notNull(),
    toldAt: instant('told_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'digests_pk', columns: [t.branchId, t.kind, t.dueOn] }),
    check('digests_kind', oneOf(t.kind, ['daily', 'weekly'])),
  ],
)

/** A place that was told of again and again: one proposal to its secretary, once. */
export const rootCauses = pgTable(
  'root_causes',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: uuid('branch_id')
      .notNull()
      .references(() => branches.id),
    zoneId: uuid('zone_id')
      .notNull()
      .references(() => zones.id),
    category: text('category', { enum: codesOf(CATEGORIES) }).notNull(),
    /** Building and unit, cut as for the public; empty: the zone at large. */
    place: text('place').notNull(),
    caseCount: integer('case_count').notNull(),
    proposedOn: date('proposed_on').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    check('root_causes_category', oneOf(t.category, codesOf(CATEGORIES))),
    index('root_causes_place').on(t.zoneId, t.category, t.place, t.proposedOn),
  ],
)

/** Who outside is told of changes of cases. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: id(),
    organisationId: organisationId(),
    url: text('url').notNull(),
    /** AES-GCM. */
    secretSealed: bytea('secret_sealed').notNull(),
    createdBy: text('created_by').notNull(),
    active: boolean('active').notNull().default(true),
    createdAt: createdAt(),
  },
  (t) => [index('webhooks_organisation').on(t.organisationId).where(sql`active`)],
)

export const WEBHOOK_DELIVERY_STATES = ['waiting', 'sent', 'failed'] as const

/** One change owed to one subscriber, until it is told or given up. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: organisationId(),
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    step: integer('step').notNull(),
    state: text('state', { enum: WEBHOOK_DELIVERY_STATES }).notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    dueAt: instant('due_at').notNull(),
    reason: text('reason'),
    sentAt: instant('sent_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('webhook_deliveries_once').on(t.webhookId, t.caseId, t.step),
    check('webhook_deliveries_state', oneOf(t.state, WEBHOOK_DELIVERY_STATES)),
    index('webhook_deliveries_next').on(t.webhookId, t.dueAt, t.id).where(sql`state = 'waiting'`),
  ],
)

/** Writes that a program may send again: the same key leads to the same case, once. */
export const apiRequests = pgTable(
  'api_requests',
  {
    tokenId: uuid('token_id')
      .notNull()
      .references(() => apiTokens.id),
    key: text('key').notNull(),
    /** Of what was asked: a key stands for one request. */
    requestHash: text('request_hash').notNull(),
    /** Null only while it is being done. */
    caseId: uuid('case_id').references(() => cases.id),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ name: 'api_requests_pk', columns: [t.tokenId, t.key] })],
)
