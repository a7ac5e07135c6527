/** What comes of reviews: findings, a member’s year, appeals, commendations, rectifications; fields of neighbouring schemes. */
import { sql } from 'drizzle-orm'
import { check, date, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { APPEAL_OUTCOMES, EVALUATION_STAGES, RECTIFICATION_STATES, SCHEMES } from '../../domain/review/vocabulary.ts'
import { codesOf } from '../../domain/vocabulary.ts'
import { attachments, cases } from './cases.ts'
import { createdAt, id, instant, oneOf } from './columns.ts'
import { branchId, organisationId, people, zoneId, zones } from './organisation.ts'
import { personId, reviewRounds, roundId } from './reviews.ts'

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
    /** The person said last whether it may. */
    answeredAt: instant('answered_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('commendations_number').on(t.branchId, t.number),
    index('commendations_person').on(t.personId),
    index('commendations_created').on(t.createdAt),
  ],
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
    /** What the member says to it in their own words, whether or not they appeal. */
    answer: text('answer'),
    answeredAt: instant('answered_at'),
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
    index('rectifications_ended').on(t.endedAt).where(sql`ended_at is not null`),
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
