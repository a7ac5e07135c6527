/** The tree of organisations, its branches and zones, who belongs to them, and what each of them has set. */
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
    /** From this day on nothing hangs on it. Rows are ended, never deleted. */
    endedOn: date('ended_on'),
    createdAt: createdAt(),
  },
  (t) => [check('organisations_path', sql`${t.path} like '/%'`), index('organisations_parent').on(t.parentId)],
)

/** What a row belongs to. */
export const organisationId = () =>
  uuid('organisation_id')
    .notNull()
    .references(() => organisations.id)
export const branchId = () =>
  uuid('branch_id')
    .notNull()
    .references(() => branches.id)
export const zoneId = () =>
  uuid('zone_id')
    .notNull()
    .references(() => zones.id)

export const branches = pgTable(
  'branches',
  {
    id: id(),
    organisationId: organisationId(),
    name: text('name').notNull(),
    endedOn: date('ended_on'),
    createdAt: createdAt(),
  },
  (t) => [unique('branches_name').on(t.organisationId, t.name)],
)

export const zones = pgTable(
  'zones',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    /** Unique in an installation; upper case. */
    code: text('code').notNull().unique(),
    name: text('name').notNull(),
    kind: text('kind', { enum: codesOf(ZONE_KINDS) }).notNull(),
    /** Number of the last case: the code of the next one is taken from here, under this row's lock. */
    lastCaseNumber: integer('last_case_number').notNull().default(0),
    /** GeoJSON geometry (RFC 7946, WGS-84); null: described by its areas alone. */
    outline: jsonb('outline'),
    /** The branch decided on it: the first of the three knows. */
    approvedAt: instant('approved_at'),
    approvedBy: uuid('approved_by').references((): AnyPgColumn => people.id),
    /** From this day on nobody answers for it as a zone. */
    endedOn: date('ended_on'),
    /** How many live there, counted by households; null: nobody told. */
    householdCount: integer('household_count'),
    createdAt: createdAt(),
  },
  (t) => [
    check('zones_household_count', sql`${t.householdCount} between 0 and 100000`),
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
    organisationId: organisationId(),
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
    organisationId: organisationId(),
    branchId: uuid('branch_id').references(() => branches.id),
    name: text('name').notNull(),
    /** AES-GCM; shown to those who may contact the person only, and each reading is audited. */
    phoneSealed: bytea('phone_sealed'),
    /** Last four digits, to tell two people of one name apart. */
    phoneTail: text('phone_tail'),
    /** The person chose to have it on the notice of their zones. */
    phonePublic: boolean('phone_public').notNull().default(false),
    /** Shown on the notice, where the person gave one. */
    photoKey: text('photo_key'),
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
    organisationId: organisationId(),
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
    /** Which text that was: the beginning of its sha256. */
    noticeVersion: text('notice_version'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('identities_account').on(t.channel, t.externalId),
    check('identities_channel', oneOf(t.channel, CHANNELS)),
    check('identities_bound_by', oneOf(t.boundBy, ['roster', 'invite', 'secretary', 'demo'])),
    // DingTalk's accounts and those of 微信客服 differ by case.
    check('identities_case', sql`${t.channel} in ('dingtalk', 'kf') or ${t.externalId} = lower(${t.externalId})`),
    index('identities_person').on(t.personId),
    index('identities_look_ups').on(t.lookUpAskedAt).where(sql`look_up_asked_at is not null`),
  ],
)

/** Who answers for what, from when to when. Rows are ended, never deleted. */
export const assignments = pgTable(
  'assignments',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
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
    /** The last day of the term, where one was set: it is told before, and ends nothing by itself. */
    termEndsOn: date('term_ends_on'),
    /** Who decided and why; null: the roster. */
    assignedBy: uuid('assigned_by').references(() => people.id),
    reason: text('reason'),
    /** Who decided that it ends, and why; null: the roster, or it lasts. */
    endedBy: uuid('ended_by').references(() => people.id),
    endReason: text('end_reason'),
    /** The roster, as it was imported last, has this row: one that was ended in chat is not begun anew by it. */
    inRoster: boolean('in_roster').notNull().default(false),
    /** The member was asked whether they know. Each is asked once. */
    knowAskedAt: instant('know_asked_at'),
    /** The member said that they know: the second of the three knows. */
    acknowledgedAt: instant('acknowledged_at'),
    createdAt: createdAt(),
  },
  (t) => [
    check('assignments_role', oneOf(t.role, codesOf(ROLES))),
    check('assignments_span', sql`${t.endsOn} is null or ${t.endsOn} >= ${t.startsOn}`),
    uniqueIndex('assignments_current')
      .on(t.personId, t.branchId, t.role, sql`coalesce(${t.zoneId}, '00000000-0000-0000-0000-000000000000')`)
      .where(sql`${t.endsOn} is null`),
    index('assignments_zone').on(t.zoneId),
    index('assignments_person').on(t.personId),
    index('assignments_branch').on(t.branchId),
    index('assignments_to_ask')
      .on(t.startsOn)
      .where(sql`know_asked_at is null and acknowledged_at is null and zone_id is not null`),
  ],
)

/** Who is away from when to when, and who stands in. Rows are ended, never deleted. Part of the roster's version. */
export const absences = pgTable(
  'absences',
  {
    id: id(),
    organisationId: organisationId(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    /** Null: the backups of each zone, else the secretary. */
    coverId: uuid('cover_id').references(() => people.id),
    startsOn: date('starts_on').notNull(),
    /** Last day; null: until the person says that they are back. */
    endsOn: date('ends_on'),
    createdBy: uuid('created_by').references(() => identities.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (t) => [
    check('absences_span', sql`${t.endsOn} is null or ${t.endsOn} >= ${t.startsOn}`),
    check('absences_cover', sql`${t.coverId} is null or ${t.coverId} <> ${t.personId}`),
    index('absences_person').on(t.personId, t.startsOn),
  ],
)

/** "Data that an organisation can change", inherited down the tree. */
export const settings = pgTable(
  'settings',
  {
    organisationId: organisationId(),
    key: text('key').notNull(),
    value: jsonb('value').notNull(),
    updatedAt: instant('updated_at').notNull(),
    updatedBy: text('updated_by').notNull(),
  },
  (t) => [primaryKey({ name: 'settings_pk', columns: [t.organisationId, t.key] })],
)

/** The work calendar: public holidays and make-up working days, by organisation where a person corrected a day. */
export const calendarDays = pgTable(
  'calendar_days',
  {
    organisationId: organisationId(),
    on: date('on').notNull(),
    working: boolean('working').notNull(),
    note: text('note'),
  },
  (t) => [primaryKey({ name: 'calendar_days_pk', columns: [t.organisationId, t.on] })],
)
