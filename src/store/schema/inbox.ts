import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { CHANNELS } from '../../domain/vocabulary.ts'
import { bytea, instant, oneOf } from './columns.ts'
import { identities, organisationId } from './organisation.ts'

/**
 * Rows that wait to be handled, as those ask who look through all of them.
 *
 * The last condition always holds. It keeps the planner from reading all that waits when one conversation is asked for:
 * of queues it never knows how long they are.
 */
export const OPEN_ROWS = 'handled_at is null and failed_at is null and waiting >= 0'

/** Every callback, kept before it is acknowledged. Its key stays for ever, so that nothing is taken twice. */
export const inbox = pgTable(
  'inbox',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    /** No reference: to check it would lock one row in every commit of callbacks, the busiest of all. */
    organisationId: uuid('organisation_id').notNull(),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    channelMessageId: text('channel_message_id').notNull(),
    conversation: text('conversation').notNull(),
    lane: text('lane', { enum: ['fast', 'normal'] }).notNull(),
    /** AES-GCM of the decrypted body; deleted after 30 days, or as soon as handled for a grievance or a talk. */
    payload: bytea('payload'),
    sentAt: instant('sent_at').notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    /** Not handled before this: a correction that waits for its message, a failure that waits for its next try. */
    dueAt: instant('due_at').notNull().defaultNow(),
    /** Set by `wait`: becomes due at once when another message of the conversation was handled. */
    waiting: integer('waiting').notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    handledAt: instant('handled_at'),
    /** Set when it was put aside: a dead letter, to be replayed by a person, or given up: then it is handled as well. */
    failedAt: instant('failed_at'),
    failure: text('failure'),
  },
  (t) => [
    unique('inbox_delivery').on(t.channel, t.channelMessageId),
    check('inbox_channel', oneOf(t.channel, CHANNELS)),
    check('inbox_lane', oneOf(t.lane, ['fast', 'normal'])),
    // The two questions asked all day: what is next in this conversation, and what is left lying.
    index('inbox_next')
      .on(t.channel, t.conversation, t.sentAt, t.id)
      .where(sql`handled_at is null and failed_at is null`),
    // What a person has to look at: few rows among millions.
    index('inbox_put_aside').on(t.failedAt).where(sql`failed_at is not null and handled_at is null`),
    index('inbox_open').on(t.dueAt).where(sql.raw(OPEN_ROWS)),
    index('inbox_conversation').on(t.channel, t.conversation, t.id),
    // By blocks: rows lie in the order in which they came, and an entry per row would cost every commit.
    index('inbox_originals').using('brin', t.receivedAt),
  ],
)

/** What a conversation is about: the draft that may still be changed, and the question that waits for an answer. */
export const conversations = pgTable(
  'conversations',
  {
    identityId: uuid('identity_id')
      .primaryKey()
      .references(() => identities.id, { onDelete: 'cascade' }),
    organisationId: organisationId(),
    /** `DraftRefs` with resolved ids. */
    draft: jsonb('draft'),
    draftOpenedAt: instant('draft_opened_at'),
    question: jsonb('question'),
    questionAskedAt: instant('question_asked_at'),
  },
  (t) => [
    index('conversations_drafts').on(t.draftOpenedAt).where(sql`draft is not null`),
    index('conversations_questions').on(t.questionAskedAt).where(sql`question is not null`),
  ],
)
