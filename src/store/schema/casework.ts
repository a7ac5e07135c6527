/** What is owed and noticed over time: duties, digests, root causes. */
import { sql } from 'drizzle-orm'
import {
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { DUTY_PERIODS } from '../../domain/duty-catalogue.ts'
import { CATEGORIES, codesOf, ZONE_KINDS } from '../../domain/vocabulary.ts'
import { cases, checkIns } from './cases.ts'
import { createdAt, id, instant, oneOf } from './columns.ts'
import { branchId, organisationId, zoneId, zones } from './organisation.ts'

/** What members answer for: of all zones of one kind of a branch, or of one zone, which then wins for the same clause. */
export const duties = pgTable(
  'duties',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    /** Null: every zone of the kind. */
    zoneId: uuid('zone_id').references(() => zones.id),
    zoneKind: text('zone_kind', { enum: codesOf(ZONE_KINDS) }).notNull(),
    /** Clause of the opinion, `community-6`; null for an own duty. */
    clause: text('clause'),
    title: text('title').notNull(),
    /** How often it falls due; null: all the year, never reminded of. */
    every: text('every', { enum: DUTY_PERIODS }),
    /** What fulfils it: activities of check-ins and categories of cases. */
    activities: text('activities').array().notNull().default(sql`'{}'`),
    categories: text('categories').array().notNull().default(sql`'{}'`),
    startsOn: date('starts_on'),
    endsOn: date('ends_on'),
    createdAt: createdAt(),
  },
  (t) => [
    check('duties_zone_kind', oneOf(t.zoneKind, codesOf(ZONE_KINDS))),
    check('duties_window', sql`${t.startsOn} is null or ${t.endsOn} is null or ${t.endsOn} >= ${t.startsOn}`),
    check('duties_every', oneOf(t.every, DUTY_PERIODS)),
    index('duties_branch').on(t.branchId, t.zoneKind),
    uniqueIndex('duties_of_branch')
      .on(t.branchId, t.zoneKind, t.clause)
      .where(sql`zone_id is null and ends_on is null`),
    uniqueIndex('duties_of_zone').on(t.zoneId, t.clause).where(sql`zone_id is not null and ends_on is null`),
  ],
)

export const DUTY_WINDOW_STATES = ['draft', 'ready', 'done', 'missed', 'cancelled'] as const

/** One stretch of time in which a duty of a zone is to be done, by any record inside it. */
export const dutyWindows = pgTable(
  'duty_windows',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    zoneId: zoneId(),
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

/** What a branch's secretary was last told, so that a digest is sent only when it has something to say. */
export const digests = pgTable(
  'digests',
  {
    organisationId: organisationId(),
    branchId: branchId(),
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
    branchId: branchId(),
    zoneId: zoneId(),
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
