import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
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
import { CHANNELS, codesOf, ROLES, ZONE_KINDS } from '../../domain/vocabulary.ts'
import { bytea, createdAt, id, instant, oneOf } from './columns.ts'

/** The tree of organisations: district, committee, community… Branches hang on any of them. */
export const organisations = pgTable(
  'organisations',
  {
    id: id(),
    parentId: uuid('parent_id').references((): AnyPgColumn => organisations.id),
    name: text('name').notNull(),
    /** Names from the root down, `/` for the root, `/东山街道/幸福社区`. What `--scope` names. */
    path: text('path').notNull().unique(),
    /** Counts in no figure; removed by `demo remove`. */
    demo: boolean('demo').notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [check('organisations_path', sql`${t.path} like '/%'`), index('organisations_parent').on(t.parentId)],
)

export const branches = pgTable(
  'branches',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    name: text('name').notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique('branches_name').on(t.organisationId, t.name)],
)

export const zones = pgTable(
  'zones',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    branchId: uuid('branch_id')
      .notNull()
      .references(() => branches.id),
    /** Unique in an installation; upper case. */
    code: text('code').notNull().unique(),
    name: text('name').notNull(),
    kind: text('kind', { enum: codesOf(ZONE_KINDS) }).notNull(),
    /** Number of the last case: the code of the next one is taken from here, under this row's lock. */
    lastCaseNumber: integer('last_case_number').notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [
    check('zones_kind', oneOf(t.kind, codesOf(ZONE_KINDS))),
    check('zones_code', sql`${t.code} = upper(${t.code}) and ${t.code} <> 'W' and ${t.code} !~ '[[:space:]-]'`),
    index('zones_branch').on(t.organisationId, t.branchId),
  ],
)

/** Buildings, units, groups, wards, landmarks and their aliases. */
export const zoneAreas = pgTable(
  'zone_areas',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    zoneId: uuid('zone_id')
      .notNull()
      .references(() => zones.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    building: text('building'),
    unit: text('unit'),
    position: integer('position').notNull(),
  },
  (t) => [unique('zone_areas_text').on(t.zoneId, t.text), index('zone_areas_organisation').on(t.organisationId)],
)

export const people = pgTable(
  'people',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    branchId: uuid('branch_id').references(() => branches.id),
    name: text('name').notNull(),
    /** AES-GCM; shown to those who may contact the person only, and each reading is audited. */
    phoneSealed: bytea('phone_sealed'),
    /** Last four digits, to tell two people of one name apart. */
    phoneTail: text('phone_tail'),
    leftOn: date('left_on'),
    createdAt: createdAt(),
  },
  (t) => [
    index('people_branch').on(t.organisationId, t.branchId),
    uniqueIndex('people_of_branch')
      .on(t.organisationId, t.branchId, t.name, sql`coalesce(${t.phoneTail}, '')`)
      .where(sql`${t.leftOn} is null`),
  ],
)

/** An account on a channel; without `personId` it is a resident's, or a member's who has not bound yet. */
export const identities = pgTable(
  'identities',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    /** Lower case. */
    externalId: text('external_id').notNull(),
    displayId: text('display_id').notNull(),
    personId: uuid('person_id').references(() => people.id),
    /** The zone of the QR code that a resident came by. */
    zoneId: uuid('zone_id').references(() => zones.id, { onDelete: 'set null' }),
    boundAt: instant('bound_at'),
    boundBy: text('bound_by', { enum: ['roster', 'invite', 'secretary', 'demo'] }),
    /** Set while the platform's directory is to be asked for the name of this account. */
    lookUpAskedAt: instant('look_up_asked_at'),
    /** When a resident was first told who reads this and how long it is kept. */
    noticeShownAt: instant('notice_shown_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('identities_account').on(t.channel, t.externalId),
    check('identities_channel', oneOf(t.channel, CHANNELS)),
    check('identities_bound_by', oneOf(t.boundBy, ['roster', 'invite', 'secretary', 'demo'])),
    // DingTalk's accounts differ by case.
    check('identities_case', sql`${t.channel} = 'dingtalk' or ${t.externalId} = lower(${t.externalId})`),
    index('identities_person').on(t.organisationId, t.personId),
    index('identities_look_ups').on(t.lookUpAskedAt).where(sql`look_up_asked_at is not null`),
  ],
)

/** Who answers for what, from when to when. Rows are ended, never deleted. */
export const assignments = pgTable(
  'assignments',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    branchId: uuid('branch_id')
      .notNull()
      .references(() => branches.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    zoneId: uuid('zone_id').references(() => zones.id),
    role: text('role', { enum: codesOf(ROLES) }).notNull(),
    backup: boolean('backup').notNull().default(false),
    /** Order in the roster: the first one not marked as backup handles. */
    position: integer('position').notNull(),
    startsOn: date('starts_on').notNull(),
    endsOn: date('ends_on'),
    createdAt: createdAt(),
  },
  (t) => [
    check('assignments_role', oneOf(t.role, codesOf(ROLES))),
    check('assignments_span', sql`${t.endsOn} is null or ${t.endsOn} >= ${t.startsOn}`),
    uniqueIndex('assignments_current')
      .on(t.personId, t.branchId, t.role, sql`coalesce(${t.zoneId}, '00000000-0000-0000-0000-000000000000')`)
      .where(sql`${t.endsOn} is null`),
    index('assignments_zone').on(t.organisationId, t.zoneId),
    index('assignments_branch').on(t.organisationId, t.branchId),
  ],
)

/** What members answer for: of all zones of one kind of a branch, or of one zone, which then wins for the same clause. */
export const duties = pgTable(
  'duties',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    branchId: uuid('branch_id')
      .notNull()
      .references(() => branches.id),
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

/** One code for one person: ten base32 characters, stored hashed, single use, seven days. */
export const invites = pgTable(
  'invites',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    codeHash: text('code_hash').notNull().unique(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    createdAt: createdAt(),
  },
  (t) => [index('invites_person').on(t.organisationId, t.personId)],
)

export const inviteTries = pgTable(
  'invite_tries',
  {
    id: id(),
    identityId: uuid('identity_id')
      .notNull()
      .references(() => identities.id, { onDelete: 'cascade' }),
    at: instant('at').notNull(),
  },
  (t) => [index('invite_tries_recent').on(t.identityId, t.at)],
)

/** "Data that an organisation can change", inherited down the tree. */
export const settings = pgTable(
  'settings',
  {
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    key: text('key').notNull(),
    value: jsonb('value').notNull(),
    updatedAt: instant('updated_at').notNull(),
    updatedBy: text('updated_by').notNull(),
  },
  (t) => [primaryKey({ name: 'settings_pk', columns: [t.organisationId, t.key] })],
)

/** Bearer tokens of the API: stored hashed, shown once. */
export const apiTokens = pgTable('api_tokens', {
  id: id(),
  organisationId: uuid('organisation_id')
    .notNull()
    .references(() => organisations.id),
  name: text('name').notNull(),
  tokenHash: text('token_hash').notNull().unique(),
  role: text('role', { enum: codesOf(ROLES) }).notNull(),
  readOnly: boolean('read_only').notNull().default(false),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
  lastUsedOn: date('last_used_on'),
  createdAt: createdAt(),
})

/** Sign-in links: single use, 15 minutes, bound to a person. */
export const signInLinks = pgTable('sign_in_links', {
  id: id(),
  organisationId: uuid('organisation_id')
    .notNull()
    .references(() => organisations.id),
  /** Null: the link opens `/chat` as the demo, not as a person. */
  personId: uuid('person_id').references(() => people.id),
  tokenHash: text('token_hash').notNull().unique(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
})

/** Who is signed in on a page, from a link that was used up. Ended, never taken over. */
export const sessions = pgTable(
  'sessions',
  {
    id: id(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** Of the value of the cookie. */
    tokenHash: text('token_hash').notNull().unique(),
    /** To the minute: a page that is read often writes seldom. */
    seenAt: instant('seen_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [index('sessions_person').on(t.personId)],
)
