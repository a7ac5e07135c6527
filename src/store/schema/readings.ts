import { sql } from 'drizzle-orm'
import { bigint, check, date, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { CHANNELS } from '../../domain/vocabulary.ts'
import { bytea, createdAt, instant, oneOf } from './columns.ts'
import { inbox } from './inbox.ts'
import { identities, organisationId } from './organisation.ts'

/** Voices whose words an endpoint is asked for; the message waits for them in the inbox. */
export const transcripts = pgTable(
  'transcripts',
  {
    inboxId: bigint('inbox_id', { mode: 'bigint' })
      .primaryKey()
      .references(() => inbox.id, { onDelete: 'cascade' }),
    organisationId: organisationId(),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    mediaId: text('media_id').notNull(),
    /** `waiting` for its words, `heard`, or `failed`: the sender is asked to write. */
    state: text('state', { enum: ['waiting', 'heard', 'failed'] }).notNull(),
    /** AES-GCM; deleted with the original of the message. */
    words: bytea('words'),
    attempts: integer('attempts').notNull().default(0),
    askedAt: instant('asked_at'),
    createdAt: createdAt(),
  },
  (t) => [
    check('transcripts_channel', oneOf(t.channel, CHANNELS)),
    check('transcripts_state', oneOf(t.state, ['waiting', 'heard', 'failed'])),
    index('transcripts_waiting').on(t.createdAt).where(sql`state = 'waiting'`),
  ],
)

/** Messages that a second reader is to look at while their card is open. Ids only: the words stay in the inbox. */
export const secondReadings = pgTable(
  'second_readings',
  {
    inboxId: bigint('inbox_id', { mode: 'bigint' })
      .primaryKey()
      .references(() => inbox.id, { onDelete: 'cascade' }),
    organisationId: organisationId(),
    identityId: uuid('identity_id')
      .notNull()
      .references(() => identities.id, { onDelete: 'cascade' }),
    /** The draft that was made of it. */
    taskId: text('task_id').notNull(),
    state: text('state', { enum: ['waiting', 'done', 'failed'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    askedAt: instant('asked_at'),
    createdAt: createdAt(),
  },
  (t) => [
    check('second_readings_state', oneOf(t.state, ['waiting', 'done', 'failed'])),
    index('second_readings_waiting').on(t.createdAt).where(sql`state = 'waiting'`),
  ],
)

/** Tokens used of a model in a day, for all processes together: what the budget is held against. */
export const modelUsage = pgTable(
  'model_usage',
  {
    name: text('name').notNull(),
    day: date('day').notNull(),
    tokenCount: bigint('token_count', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ name: 'model_usage_pk', columns: [t.name, t.day] })],
)
