/** Reviews: rounds with their frozen lists, how zones were drawn, and what is asked of whom. */
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
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { REQUEST_KINDS, REQUEST_STATES, REVIEW_KINDS, ROUND_STATES } from '../../domain/review/vocabulary.ts'
import { codesOf } from '../../domain/vocabulary.ts'
import { bytea, createdAt, id, instant, oneOf } from './columns.ts'
import { branchId, organisationId, people, zoneId, zones } from './organisation.ts'

export const personId = () =>
  uuid('person_id')
    .notNull()
    .references(() => people.id)
export const roundId = () =>
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
