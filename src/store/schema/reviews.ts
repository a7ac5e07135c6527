/** Reviews: rounds with their frozen lists, what is asked of whom, answers without names, and what follows. */
import { sql } from 'drizzle-orm'
import {
  check,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import {
  APPEAL_OUTCOMES,
  EVALUATION_STAGES,
  RECTIFICATION_STATES,
  REQUEST_KINDS,
  REQUEST_STATES,
  REVIEW_KINDS,
  ROUND_STATES,
  SCHEMES,
} from '../../domain/review/vocabulary.ts'
import { codesOf } from '../../domain/vocabulary.ts'
import { attachments, cases } from './cases.ts'
import { bytea, createdAt, id, instant, oneOf } from './columns.ts'
import { branchId, organisationId, people, zoneId, zones } from './organisation.ts'

const personId = () =>
  uuid('person_id')
    .notNull()
    .references(() => people.id)
const roundId = () =>
  uuid('round_id')
    .notNull()
    .references(() => reviewRounds.id, { onDelete: 'cascade' })

/** One review of one branch in one period, whatever happens. */
export const reviewRounds = pgTable(
  'review_rounds',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    kind: text('kind', { enum: codesOf(REVIEW_KINDS) }).notNull(),
    /** `2026-H1`, `2026-Q3` or `2026`. */
    period: text('period').notNull(),
    state: text('state', { enum: codesOf(ROUND_STATES) }).notNull(),
    opensOn: date('opens_on').notNull(),
    /** The last day on which answers are taken. */
    closesOn: date('closes_on').notNull(),
    /** `FrozenList`: zones and people as they were on the first day. */
    list: jsonb('list').notNull(),
    /** sha256 of its canonical JSON, hex; known before the seed is. */
    listHash: text('list_hash').notNull(),
    /** Of a spot check that was drawn: hex. */
    seed: text('seed'),
    drawnAt: instant('drawn_at'),
    closedAt: instant('closed_at'),
    finalAt: instant('final_at'),
    cancelReason: text('cancel_reason'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('review_rounds_once').on(t.branchId, t.kind, t.period),
    check('review_rounds_kind', oneOf(t.kind, codesOf(REVIEW_KINDS))),
    check('review_rounds_state', oneOf(t.state, codesOf(ROUND_STATES))),
    check('review_rounds_dates', sql`${t.closesOn} >= ${t.opensOn}`),
    check('review_rounds_drawn', sql`(${t.seed} is null) = (${t.drawnAt} is null)`),
    check('review_rounds_cancelled', sql`${t.state} <> 'cancelled' or ${t.cancelReason} is not null`),
    index('review_rounds_branch').on(t.branchId, t.opensOn),
    index('review_rounds_going').on(t.kind, t.closesOn).where(sql`state in ('awaiting_seed', 'open', 'closed')`),
  ],
)

/** The two phrases that make the seed, of two people. Encrypted until both are there, so that nobody chooses after the other. */
export const reviewPhrases = pgTable(
  'review_phrases',
  {
    roundId: roundId(),
    role: text('role', { enum: ['secretary', 'second'] }).notNull(),
    personId: personId(),
    phraseSealed: bytea('phrase_sealed').notNull(),
    saidAt: instant('said_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'review_phrases_pk', columns: [t.roundId, t.role] }),
    unique('review_phrases_two_people').on(t.roundId, t.personId),
    check('review_phrases_role', oneOf(t.role, ['secretary', 'second'])),
  ],
)

/** Zones that were drawn, and those that took the place of one, with the reason; none may be left to take it. */
export const sampledZones = pgTable(
  'sampled_zones',
  {
    roundId: roundId(),
    zoneId: zoneId(),
    position: integer('position').notNull(),
    /** With which it was to be drawn, 0 to 1. */
    chance: doublePrecision('chance').notNull(),
    replacedById: uuid('replaced_by_id').references(() => zones.id),
    reason: text('reason'),
    replacedAt: instant('replaced_at'),
  },
  (t) => [
    primaryKey({ name: 'sampled_zones_pk', columns: [t.roundId, t.zoneId] }),
    unique('sampled_zones_position').on(t.roundId, t.position),
    check('sampled_zones_chance', sql`${t.chance} > 0 and ${t.chance} <= 1`),
    check('sampled_zones_replaced', sql`${t.replacedById} is null or ${t.reason} is not null`),
  ],
)

/** What one person is asked for in a round: once. */
export const reviewRequests = pgTable(
  'review_requests',
  {
    id: id(),
    organisationId: organisationId(),
    roundId: roundId(),
    kind: text('kind', { enum: codesOf(REQUEST_KINDS) }).notNull(),
    personId: personId(),
    zoneId: uuid('zone_id').references(() => zones.id),
    /** Whom it is about, where that is somebody else. */
    aboutPersonId: uuid('about_person_id').references(() => people.id),
    dueOn: date('due_on').notNull(),
    state: text('state', { enum: REQUEST_STATES }).notNull().default('open'),
    /** Masked. */
    answer: text('answer'),
    /** A checklist's ticks, by duty. */
    ticks: jsonb('ticks'),
    doneAt: instant('done_at'),
    /** When the person was last told, and how often. */
    toldAt: instant('told_at'),
    toldCount: integer('told_count').notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [
    unique('review_requests_once').on(t.roundId, t.kind, t.personId, t.zoneId, t.aboutPersonId).nullsNotDistinct(),
    check('review_requests_kind', oneOf(t.kind, codesOf(REQUEST_KINDS))),
    check('review_requests_state', oneOf(t.state, REQUEST_STATES)),
    check('review_requests_done', sql`(${t.state} = 'done') = (${t.doneAt} is not null)`),
    index('review_requests_person').on(t.personId).where(sql`state = 'open'`),
    index('review_requests_due').on(t.dueOn).where(sql`state = 'open'`),
    index('review_requests_untold').on(t.kind).where(sql`state = 'open' and told_at is null`),
  ],
)

/** What a spot check found: it becomes a case or a rectification. */
export const reviewFindings = pgTable(
  'review_findings',
  {
    id: id(),
    organisationId: organisationId(),
    roundId: roundId(),
    zoneId: zoneId(),
    /** Masked. */
    text: text('text').notNull(),
    attachmentId: uuid('attachment_id').references(() => attachments.id, { onDelete: 'set null' }),
    foundBy: uuid('found_by').references(() => people.id),
    caseId: uuid('case_id').references(() => cases.id, { onDelete: 'set null' }),
    rectificationId: uuid('rectification_id').references(() => rectifications.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (t) => [index('review_findings_round').on(t.roundId, t.zoneId)],
)

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

/** What residents answered about a zone, counted at the close. Too few: `counts` is null, not even hidden. */
export const opinionResults = pgTable(
  'opinion_results',
  {
    roundId: roundId(),
    zoneId: zoneId(),
    /** Households, as far as they are known. */
    eligibleCount: integer('eligible_count'),
    answerCount: integer('answer_count').notNull(),
    /** By question, by answer. */
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

/** A member's year. What a later stage needs is frozen by the hash of the one before. */
export const evaluations = pgTable(
  'evaluations',
  {
    id: id(),
    organisationId: organisationId(),
    roundId: roundId(),
    personId: personId(),
    stage: text('stage', { enum: codesOf(EVALUATION_STAGES) })
      .notNull()
      .default('draft'),
    /** `Statement[]`: what the records say, each with its evidence. */
    statements: jsonb('statements').notNull(),
    /** `Exposure`: households, cases per household, time waited for others. */
    exposure: jsonb('exposure').notNull(),
    /** The member's own words; drafted from the statements. */
    summary: text('summary'),
    summarisedAt: instant('summarised_at'),
    /** As the branch's own rule names it. */
    grade: text('grade'),
    gradeReason: text('grade_reason'),
    gradedBy: uuid('graded_by').references(() => people.id),
    gradedAt: instant('graded_at'),
    shownAt: instant('shown_at'),
    finalAt: instant('final_at'),
    /** sha256 of all that was said before the present stage. */
    frozenAs: text('frozen_as'),
  },
  (t) => [
    unique('evaluations_once').on(t.roundId, t.personId),
    check('evaluations_stage', oneOf(t.stage, codesOf(EVALUATION_STAGES))),
    check('evaluations_graded', sql`(${t.grade} is null) = (${t.gradeReason} is null)`),
    index('evaluations_person').on(t.personId),
  ],
)

/** A member does not agree with a grade or a rectification: decided once, by somebody else than who gave it. */
export const appeals = pgTable(
  'appeals',
  {
    id: id(),
    organisationId: organisationId(),
    evaluationId: uuid('evaluation_id').references(() => evaluations.id, { onDelete: 'cascade' }),
    rectificationId: uuid('rectification_id').references(() => rectifications.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    toPersonId: uuid('to_person_id')
      .notNull()
      .references(() => people.id),
    outcome: text('outcome', { enum: codesOf(APPEAL_OUTCOMES) }),
    answer: text('answer'),
    decidedAt: instant('decided_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('appeals_of_evaluation').on(t.evaluationId),
    uniqueIndex('appeals_of_rectification').on(t.rectificationId),
    check('appeals_of_one', sql`num_nonnulls(${t.evaluationId}, ${t.rectificationId}) = 1`),
    check('appeals_outcome', sql`${t.outcome} is null or ${oneOf(t.outcome, codesOf(APPEAL_OUTCOMES))}`),
    check('appeals_decided', sql`(${t.outcome} is null) = (${t.decidedAt} is null)`),
    index('appeals_open').on(t.toPersonId).where(sql`decided_at is null`),
  ],
)

/** 表彰. Public only where the person agreed. */
export const commendations = pgTable(
  'commendations',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    number: integer('number').notNull(),
    roundId: uuid('round_id').references(() => reviewRounds.id, { onDelete: 'set null' }),
    personId: personId(),
    reason: text('reason').notNull(),
    /** `Evidence[]`. */
    evidence: jsonb('evidence').notNull().default([]),
    givenBy: uuid('given_by').references(() => people.id),
    givenOn: date('given_on').notNull(),
    /** The person said that it may be told publicly. */
    publicAt: instant('public_at'),
    createdAt: createdAt(),
  },
  (t) => [unique('commendations_number').on(t.branchId, t.number), index('commendations_person').on(t.personId)],
)

/** 限期整改: what, why, by when, with whose help, looked at again by somebody else. */
export const rectifications = pgTable(
  'rectifications',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    number: integer('number').notNull(),
    roundId: uuid('round_id').references(() => reviewRounds.id, { onDelete: 'set null' }),
    personId: personId(),
    zoneId: uuid('zone_id').references(() => zones.id),
    what: text('what').notNull(),
    reason: text('reason').notNull(),
    dueOn: date('due_on').notNull(),
    /** The day on which the present due date was told. */
    toldOn: date('told_on'),
    helperId: uuid('helper_id').references(() => people.id),
    recheckerId: uuid('rechecker_id').references(() => people.id),
    givenBy: uuid('given_by').references(() => people.id),
    state: text('state', { enum: codesOf(RECTIFICATION_STATES) })
      .notNull()
      .default('open'),
    /** The member read it. */
    seenAt: instant('seen_at'),
    report: text('report'),
    reportedAt: instant('reported_at'),
    extendReason: text('extend_reason'),
    extendedCount: integer('extended_count').notNull().default(0),
    /** Why it was closed, by whom looked at it again. */
    endReason: text('end_reason'),
    endedAt: instant('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('rectifications_number').on(t.branchId, t.number),
    check('rectifications_state', oneOf(t.state, codesOf(RECTIFICATION_STATES))),
    check('rectifications_ended', sql`(${t.state} in ('closed', 'cancelled')) = (${t.endedAt} is not null)`),
    check('rectifications_somebody_else', sql`${t.recheckerId} is null or ${t.recheckerId} <> ${t.personId}`),
    index('rectifications_person').on(t.personId),
    index('rectifications_due').on(t.dueOn).where(sql`state in ('open', 'reported')`),
  ],
)

/** Fields of neighbouring schemes, as they were imported. */
export const schemeEntries = pgTable(
  'scheme_entries',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    scheme: text('scheme', { enum: codesOf(SCHEMES) }).notNull(),
    /** A year. */
    period: text('period').notNull(),
    personId: uuid('person_id').references(() => people.id),
    zoneId: uuid('zone_id').references(() => zones.id),
    /** What names it where it is no person: a building, never a household by name. */
    label: text('label'),
    /** Column name → value, of the scheme's own list of columns. */
    fields: jsonb('fields').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    check('scheme_entries_scheme', oneOf(t.scheme, codesOf(SCHEMES))),
    unique('scheme_entries_once').on(t.branchId, t.scheme, t.period, t.personId, t.zoneId, t.label).nullsNotDistinct(),
  ],
)
