/** How zones come to be held and known: who offers, what is in the focus, which codes lead to them, who came by. */
import { sql } from 'drizzle-orm'
import { bigint, check, date, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { CATEGORIES, codesOf } from '../../domain/vocabulary.ts'
import { FOCUS_STATES, NOMINATION_STATES, VISIT_KINDS, ZONE_ENTRY_KINDS } from '../../domain/zoning.ts'
import { createdAt, id, instant, oneOf } from './columns.ts'
import { branchId, organisationId, people, zoneId } from './organisation.ts'

/** "我报3号楼": a member offers to answer for a zone. Decided once; rows are never deleted. */
export const nominations = pgTable(
  'nominations',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    zoneId: zoneId(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    state: text('state', { enum: NOMINATION_STATES }).notNull().default('open'),
    decidedBy: uuid('decided_by').references(() => people.id),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
    createdAt: createdAt(),
  },
  (t) => [
    check('nominations_state', oneOf(t.state, NOMINATION_STATES)),
    check('nominations_decided', sql`(${t.state} = 'open') = (${t.decidedAt} is null)`),
    uniqueIndex('nominations_open').on(t.personId, t.zoneId).where(sql`state = 'open'`),
    index('nominations_branch').on(t.branchId, t.state),
  ],
)

/** What a zone's members look at above all for a while, proposed from what residents told, accepted by the secretary. */
export const dutyFocuses = pgTable(
  'duty_focuses',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    zoneId: zoneId(),
    category: text('category', { enum: codesOf(CATEGORIES) }).notNull(),
    /** Plain words, as they stand on the notice. */
    title: text('title').notNull(),
    /** How many cases of the period before speak for it. */
    caseCount: integer('case_count').notNull(),
    startsOn: date('starts_on').notNull(),
    endsOn: date('ends_on').notNull(),
    state: text('state', { enum: FOCUS_STATES }).notNull().default('proposed'),
    decidedBy: uuid('decided_by').references(() => people.id),
    decidedAt: instant('decided_at'),
    createdAt: createdAt(),
  },
  (t) => [
    check('duty_focuses_category', oneOf(t.category, codesOf(CATEGORIES))),
    check('duty_focuses_state', oneOf(t.state, FOCUS_STATES)),
    check('duty_focuses_span', sql`${t.endsOn} >= ${t.startsOn}`),
    uniqueIndex('duty_focuses_once').on(t.zoneId, t.category, t.startsOn),
    index('duty_focuses_branch').on(t.branchId, t.state),
  ],
)

/** How often a notice was opened, a code scanned, a group joined: counts by day, no person. */
export const zoneVisits = pgTable(
  'zone_visits',
  {
    zoneId: zoneId(),
    on: date('on').notNull(),
    kind: text('kind', { enum: VISIT_KINDS }).notNull(),
    visitCount: integer('visit_count').notNull().default(0),
  },
  (t) => [
    primaryKey({ name: 'zone_visits_pk', columns: [t.zoneId, t.on, t.kind] }),
    check('zone_visits_kind', oneOf(t.kind, VISIT_KINDS)),
  ],
)

/**
 * Who came by as events of platforms tell it, until it is counted: all who scan a code at once would wait for each other
 * at one row of `zone_visits`. Ids of groups and codes of zones, no person.
 */
export const visitTallies = pgTable(
  'visit_tallies',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    on: date('on').notNull(),
    kind: text('kind', { enum: VISIT_KINDS }).notNull(),
    /** Which zone, where the event says so. */
    zoneCode: text('zone_code'),
    /** The group that was joined: whose it is is looked up when it is counted. */
    groupId: text('group_id'),
    count: integer('count').notNull(),
  },
  (t) => [
    check('visit_tallies_kind', oneOf(t.kind, VISIT_KINDS)),
    check('visit_tallies_of', sql`(${t.zoneCode} is null) <> (${t.groupId} is null)`),
  ],
)

/** A way from a zone to a person on a real platform, kept while members change: one of a kind and zone. */
export const zoneEntries = pgTable(
  'zone_entries',
  {
    id: id(),
    organisationId: organisationId(),
    zoneId: zoneId(),
    kind: text('kind', { enum: ZONE_ENTRY_KINDS }).notNull(),
    /** WeCom's `config_id`, not to be seen in its console, so kept here (§6.1); DingTalk's `chatid`; null: has none yet. */
    configId: text('config_id'),
    /** The group as messages and events name it: WeCom's `chat_id`, DingTalk's `openConversationId`. */
    groupId: text('group_id'),
    /** Groups that WeCom made by itself when the first was full, the oldest first. */
    furtherGroups: text('further_groups').array().notNull().default(sql`'{}'`),
    /** What the code holds, to be drawn by us; null: not known yet. */
    url: text('url'),
    /** Accounts behind it, as the platform was told last. */
    accounts: text('accounts').array().notNull().default(sql`'{}'`),
    /** Members of the group, as counted last. */
    memberCount: integer('member_count'),
    refreshedAt: instant('refreshed_at'),
    expiresAt: instant('expires_at'),
    /** Ids and codes only. */
    failure: text('failure'),
    failedAt: instant('failed_at'),
    /** Switched off: taken back on the platform, then the row goes. */
    endedAt: instant('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    check('zone_entries_kind', oneOf(t.kind, ZONE_ENTRY_KINDS)),
    uniqueIndex('zone_entries_once').on(t.zoneId, t.kind),
    index('zone_entries_group').on(t.kind, t.groupId),
    index('zone_entries_further_groups').using('gin', t.furtherGroups),
    index('zone_entries_expiry').on(t.expiresAt).where(sql`expires_at is not null`),
  ],
)
