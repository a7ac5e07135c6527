import { bigint, check, date, index, pgTable, real, text, uuid } from 'drizzle-orm/pg-core'
import { id, oneOf } from './columns.ts'
import { organisations } from './organisation.ts'

const HEADS = ['category', 'urgency', 'state', 'activity'] as const

/**
 * What people confirmed or corrected, for the next model: features that the model knows, no words, no record, no
 * account, and of the time the day.
 */
export const learningExamples = pgTable(
  'learning_examples',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    head: text('head', { enum: HEADS }).notNull(),
    features: bigint('features', { mode: 'number' }).array().notNull(),
    values: real('values').array().notNull(),
    predicted: text('predicted').notNull(),
    final: text('final').notNull(),
    /** Keyed hash of account and month: so that nobody teaches more than others, and no longer than a month apart. */
    teller: text('teller').notNull(),
    learntOn: date('learnt_on').notNull(),
  },
  (t) => [check('learning_examples_head', oneOf(t.head, HEADS)), index('learning_examples_newest').on(t.learntOn)],
)
