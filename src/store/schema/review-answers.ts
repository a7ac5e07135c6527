/** Answers without names: opinions of residents and ballots of members, until a round closes and they are counted. */
import { sql } from 'drizzle-orm'
import { check, integer, jsonb, pgTable, primaryKey, smallint, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'
import { people, zoneId } from './organisation.ts'
import { reviewRounds, roundId } from './reviews.ts'

/** Keys of a round: each only while answers are taken, then emptied for good. */
export const roundKeys = pgTable('round_keys', {
  roundId: uuid('round_id')
    .primaryKey()
    .references(() => reviewRounds.id, { onDelete: 'cascade' }),
  /** Under which a voter's account becomes a voter key; encrypted. */
  voterKeySealed: bytea('voter_key_sealed'),
  destroyedAt: instant('destroyed_at'),
})

/** A resident's answers about one zone, until the round closes; then counted and deleted. No time, no order, no account. */
export const opinionAnswers = pgTable(
  'opinion_answers',
  {
    roundId: roundId(),
    zoneId: zoneId(),
    /** HMAC of the account under the round's key. */
    voterKey: bytea('voter_key').notNull(),
    /** One per question: place of the answer, −1 for none. */
    choices: smallint('choices').array().notNull(),
  },
  (t) => [primaryKey({ name: 'opinion_answers_pk', columns: [t.roundId, t.zoneId, t.voterKey] })],
)

/** What residents answered about a zone, counted at the close: of too few nothing is kept, not even hidden. */
export const opinionResults = pgTable(
  'opinion_results',
  {
    roundId: roundId(),
    zoneId: zoneId(),
    /** Households, as far as they are known. */
    eligibleCount: integer('eligible_count'),
    /** As far as it may be told: 0 where no question has enough. */
    answerCount: integer('answer_count').notNull(),
    /** `KeptOfZone`. */
    counts: jsonb('counts'),
  },
  (t) => [primaryKey({ name: 'opinion_results_pk', columns: [t.roundId, t.zoneId] })],
)

/** That somebody was given the one signature for one subject; never which. No time, no order. */
export const ballotTickets = pgTable(
  'ballot_tickets',
  {
    roundId: roundId(),
    voterId: uuid('voter_id')
      .notNull()
      .references(() => people.id),
    subjectId: uuid('subject_id')
      .notNull()
      .references(() => people.id),
    /** sha256 of the blinded message: who asks again after a cut gets the same signature, and no second one. */
    blindedHash: bytea('blinded_hash').notNull(),
  },
  (t) => [
    primaryKey({ name: 'ballot_tickets_pk', columns: [t.roundId, t.voterId, t.subjectId] }),
    check('ballot_tickets_not_oneself', sql`${t.voterId} <> ${t.subjectId}`),
  ],
)

/**
 * The box of ballots about one person: one row, written anew with every ballot, so that nothing in the database tells
 * in which order they came. Counted at the close and emptied for good, with the key that signed them.
 */
export const ballotBoxes = pgTable(
  'ballot_boxes',
  {
    roundId: roundId(),
    subjectId: uuid('subject_id')
      .notNull()
      .references(() => people.id),
    /** DER. Stays: voters compare what they were shown. */
    publicKey: bytea('public_key').notNull(),
    /** PKCS #8; encrypted. */
    privateKeySealed: bytea('private_key_sealed'),
    /** All ballots in the order of their tokens; encrypted. */
    ballotsSealed: bytea('ballots_sealed'),
  },
  (t) => [
    primaryKey({ name: 'ballot_boxes_pk', columns: [t.roundId, t.subjectId] }),
    check('ballot_boxes_emptied', sql`(${t.privateKeySealed} is null) = (${t.ballotsSealed} is null)`),
  ],
)

/** Ballots about one person, counted at the close. Too few, or no quorum: `counts` is null. */
export const ballotResults = pgTable(
  'ballot_results',
  {
    roundId: roundId(),
    subjectId: uuid('subject_id')
      .notNull()
      .references(() => people.id),
    eligibleCount: integer('eligible_count').notNull(),
    ballotCount: integer('ballot_count').notNull(),
    counts: jsonb('counts'),
  },
  (t) => [primaryKey({ name: 'ballot_results_pk', columns: [t.roundId, t.subjectId] })],
)
