import { sql } from 'drizzle-orm'
import { bigint, boolean, check, date, index, pgTable, real, text, uuid } from 'drizzle-orm/pg-core'
import { cases, checkIns } from './cases.ts'
import { id, oneOf } from './columns.ts'
import { organisationId } from './organisation.ts'

const HEADS = ['category', 'urgency', 'state', 'activity'] as const

/**
 * What people confirmed or corrected, for the next model: features that the model knows, no words, no record, no
 * account, and of the time the day.
 */
export const learningExamples = pgTable(
  'learning_examples',
  {
    id: id(),
    organisationId: organisationId(),
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

/**
 * Answers that were just given and of which no example is made yet: seconds later their rows are gone. Until then they
 * tell of which record they are, and whose.
 */
export const verdicts = pgTable(
  'verdicts',
  {
    id: id(),
    organisationId: organisationId(),
    caseId: uuid('case_id').references(() => cases.id, { onDelete: 'cascade' }),
    checkInId: uuid('check_in_id').references(() => checkIns.id, { onDelete: 'cascade' }),
    head: text('head', { enum: HEADS }).notNull(),
    final: text('final').notNull(),
    /** It was put right; else it was right from the beginning. */
    corrected: boolean('corrected').notNull(),
    byMember: boolean('by_member').notNull(),
    teller: text('teller').notNull(),
    givenOn: date('given_on').notNull(),
  },
  (t) => [
    check('verdicts_head', oneOf(t.head, HEADS)),
    check('verdicts_record', sql`num_nonnulls(case_id, check_in_id) = 1`),
  ],
)
