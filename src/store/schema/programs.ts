/** Programs of others: those that ask and write, and those that are told. */
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { codesOf, ROLES } from '../../domain/vocabulary.ts'
import { cases } from './cases.ts'
import { bytea, createdAt, id, instant, oneOf } from './columns.ts'
import { organisationId } from './organisation.ts'

/** Bearer tokens of the API: stored hashed, shown once. */
export const apiTokens = pgTable('api_tokens', {
  id: id(),
  organisationId: organisationId(),
  name: text('name').notNull(),
  tokenHash: text('token_hash').notNull().unique(),
  role: text('role', { enum: codesOf(ROLES) }).notNull(),
  readOnly: boolean('read_only').notNull().default(false),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
  lastUsedOn: date('last_used_on'),
  createdAt: createdAt(),
})

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
