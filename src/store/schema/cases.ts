import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { ATTACHMENT_PHASES, CASE_EVENTS, CASE_NOTES, CASE_STATES, EXTENSIONS } from '../../domain/case.ts'
import {
  ACTIVITIES,
  CASE_KINDS,
  CASE_SOURCES,
  CATEGORIES,
  CHANNELS,
  codesOf,
  ROLES,
  URGENCIES,
} from '../../domain/vocabulary.ts'
import { createdAt, id, instant, oneOf } from './columns.ts'
import { inbox } from './inbox.ts'
import { branches, identities, organisationId, people, zones } from './organisation.ts'

const REPORTER_ROLES = [...codesOf(ROLES), 'resident'] as const
const ACTOR_ROLES = [...REPORTER_ROLES, 'system'] as const
const HISTORY_EVENTS = [...CASE_EVENTS, 'open', 'edit', 'assign', ...CASE_NOTES] as const

/** Where and when it was, as far as it was told. */
const placeAndTime = () => ({
  placeText: text('place_text'),
  building: text('building'),
  unit: text('unit'),
  floor: text('floor'),
  room: text('room'),
  occurredOn: date('occurred_on'),
  occurredTime: text('occurred_time'),
})

/** A matter to be handled, opened from an incident told in chat or an enquiry of a resident. */
export const cases = pgTable(
  'cases',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: uuid('branch_id').references(() => branches.id),
    zoneId: uuid('zone_id').references(() => zones.id),
    /** Given with the draft, never changed, also when the zone changes. */
    code: text('code').notNull().unique(),
    kind: text('kind', { enum: codesOf(CASE_KINDS) }).notNull(),
    category: text('category', { enum: codesOf(CATEGORIES) }).notNull(),
    urgency: text('urgency', { enum: codesOf(URGENCIES) }).notNull(),
    state: text('state', { enum: codesOf(CASE_STATES) }).notNull(),
    /** The state before `need_info`, to which the answer leads back. */
    stateBefore: text('state_before', { enum: codesOf(CASE_STATES) }),
    toldAsHandled: boolean('told_as_handled').notNull().default(false),
    ...placeAndTime(),
    /** Masked (phones, ID numbers, plates; names too in a grievance). Deleted after 24 months. */
    text: text('text').notNull(),
    sourceStart: integer('source_start').notNull(),
    sourceEnd: integer('source_end').notNull(),
    confidence: real('confidence').notNull(),
    channel: text('channel', { enum: CASE_SOURCES }).notNull(),
    /** The message and the place in it: the same message makes the same records, once. */
    inboxId: bigint('inbox_id', { mode: 'bigint' }).references(() => inbox.id),
    recordNumber: integer('record_number').notNull(),
    reporterRole: text('reporter_role', { enum: REPORTER_ROLES }).notNull(),
    reporterPersonId: uuid('reporter_person_id').references(() => people.id),
    reporterIdentityId: uuid('reporter_identity_id').references(() => identities.id, { onDelete: 'set null' }),
    onBehalfOf: text('on_behalf_of'),
    handlerId: uuid('handler_id').references(() => people.id),
    parentId: uuid('parent_id'),
    acceptDueAt: instant('accept_due_at'),
    acceptDoneAt: instant('accept_done_at'),
    resolveDueAt: instant('resolve_due_at'),
    resolveDoneAt: instant('resolve_done_at'),
    verifyDueAt: instant('verify_due_at'),
    verifyDoneAt: instant('verify_done_at'),
    pausedAt: instant('paused_at'),
    /** When the clocks of accepting and resolving began; moved by the working time of every pause. */
    clockStartedAt: instant('clock_started_at'),
    /** When the case is to be looked at next by `jobs/remind-clocks`, and up to when that was told. */
    remindAt: instant('remind_at'),
    remindedAt: instant('reminded_at'),
    /** Whom outside it was given to, under which number there, and when to ask again. */
    externalBody: text('external_body'),
    externalNumber: text('external_number'),
    askAgainOn: date('ask_again_on'),
    scheduledOn: date('scheduled_on'),
    /** When the reporter first heard a word of a person or of the bot about it. */
    respondedAt: instant('responded_at'),
    /** What the reporter said of the outcome (好 / 没好); null: nothing. */
    satisfied: boolean('satisfied'),
    /** When its reporter last brought it back to life. */
    reopenedAt: instant('reopened_at'),
    escalation: integer('escalation').notNull().default(0),
    extension: text('extension', { enum: EXTENSIONS }).notNull().default('none'),
    verified: boolean('verified'),
    version: integer('version').notNull().default(1),
    closedAt: instant('closed_at'),
    /** Who said last that it is at its end. */
    closedBy: uuid('closed_by').references(() => people.id),
    /** What may stand on the zone's notice of it, redacted; public once `public_text_by` says who let it out. */
    publicText: text('public_text'),
    publicTextBy: uuid('public_text_by').references(() => people.id),
    /** A note on hardship is emptied then, unless it is renewed. */
    expiresOn: date('expires_on'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    unique('cases_record').on(t.inboxId, t.recordNumber),
    check('cases_kind', oneOf(t.kind, codesOf(CASE_KINDS))),
    check('cases_category', oneOf(t.category, codesOf(CATEGORIES))),
    check('cases_urgency', oneOf(t.urgency, codesOf(URGENCIES))),
    check('cases_state', oneOf(t.state, codesOf(CASE_STATES))),
    check('cases_channel', oneOf(t.channel, CASE_SOURCES)),
    check('cases_reporter_role', oneOf(t.reporterRole, REPORTER_ROLES)),
    check('cases_extension', oneOf(t.extension, EXTENSIONS)),
    check('cases_escalation', sql`${t.escalation} between 0 and 3`),
    check('cases_code', sql`${t.code} ~ '^[^[:space:]-]+-[0-9]{4,}$'`),
    index('cases_newest').on(t.organisationId, t.createdAt, t.id),
    index('cases_zone').on(t.organisationId, t.zoneId, t.createdAt),
    // Asked by the person alone: who writes asks for what is theirs, whichever organisation it was recorded for.
    index('cases_handler').on(t.handlerId, t.state),
    index('cases_reporter').on(t.reporterIdentityId, t.createdAt),
    index('cases_reminders').on(t.remindAt).where(sql`remind_at is not null`),
    // What a digest asks: the open matters of a branch, what was told in it and what ended of late.
    index('cases_branch_open').on(t.branchId, t.state).where(sql`closed_at is null`),
    index('cases_branch_told').on(t.branchId, t.createdAt),
    index('cases_branch_closed').on(t.branchId, t.closedAt).where(sql`closed_at is not null`),
    index('cases_drafts').on(t.createdAt).where(sql`state = 'draft'`),
  ],
)

/** Every step of every case, with who took it and why. */
export const caseHistory = pgTable(
  'case_history',
  {
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    organisationId: organisationId(),
    step: integer('step').notNull(),
    at: instant('at').notNull(),
    /** An event of the transition table, or what changes no state. */
    event: text('event', { enum: HISTORY_EVENTS }).notNull(),
    fromState: text('from_state', { enum: codesOf(CASE_STATES) }),
    toState: text('to_state', { enum: codesOf(CASE_STATES) }).notNull(),
    byRole: text('by_role', { enum: ACTOR_ROLES }).notNull(),
    byPersonId: uuid('by_person_id').references(() => people.id),
    reason: text('reason'),
  },
  (t) => [
    primaryKey({ name: 'case_history_pk', columns: [t.caseId, t.step] }),
    check('case_history_event', oneOf(t.event, HISTORY_EVENTS)),
    check('case_history_by', oneOf(t.byRole, ACTOR_ROLES)),
    index('case_history_organisation').on(t.organisationId, t.at),
  ],
)

/** People who want to hear what becomes of a case, without a name being needed. */
export const followers = pgTable(
  'followers',
  {
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id, { onDelete: 'cascade' }),
    identityId: uuid('identity_id')
      .notNull()
      .references(() => identities.id, { onDelete: 'cascade' }),
    organisationId: organisationId(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ name: 'followers_pk', columns: [t.caseId, t.identityId] })],
)

/** What a member did, told in one sentence. */
export const checkIns = pgTable(
  'check_ins',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: uuid('branch_id').references(() => branches.id),
    zoneId: uuid('zone_id').references(() => zones.id),
    personId: uuid('person_id').references(() => people.id),
    identityId: uuid('identity_id').references(() => identities.id, { onDelete: 'set null' }),
    activity: text('activity', { enum: codesOf(ACTIVITIES) }).notNull(),
    state: text('state', { enum: ['draft', 'kept', 'withdrawn'] }).notNull(),
    ...placeAndTime(),
    /** Masked; for a talk only that it took place. Deleted after 24 months. */
    text: text('text').notNull(),
    sourceStart: integer('source_start').notNull(),
    sourceEnd: integer('source_end').notNull(),
    confidence: real('confidence').notNull(),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    inboxId: bigint('inbox_id', { mode: 'bigint' }).references(() => inbox.id),
    recordNumber: integer('record_number').notNull(),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (t) => [
    unique('check_ins_record').on(t.inboxId, t.recordNumber),
    check('check_ins_activity', oneOf(t.activity, codesOf(ACTIVITIES))),
    check('check_ins_state', oneOf(t.state, ['draft', 'kept', 'withdrawn'])),
    check('check_ins_channel', oneOf(t.channel, CHANNELS)),
    index('check_ins_newest').on(t.organisationId, t.createdAt, t.id),
    index('check_ins_zone').on(t.organisationId, t.zoneId, t.createdAt),
    index('check_ins_person').on(t.organisationId, t.personId, t.createdAt),
  ],
)

export const ATTACHMENT_KINDS = ['image', 'voice', 'video', 'file', 'location'] as const

/** Photos, voices, files and places; without a record they wait for the sentence that they belong to. */
export const attachments = pgTable(
  'attachments',
  {
    id: id(),
    organisationId: organisationId(),
    identityId: uuid('identity_id').references(() => identities.id, { onDelete: 'set null' }),
    caseId: uuid('case_id').references(() => cases.id, { onDelete: 'cascade' }),
    checkInId: uuid('check_in_id').references(() => checkIns.id, { onDelete: 'cascade' }),
    inboxId: bigint('inbox_id', { mode: 'bigint' }).references(() => inbox.id),
    part: integer('part').notNull(),
    channel: text('channel', { enum: CHANNELS }).notNull(),
    kind: text('kind', { enum: ATTACHMENT_KINDS }).notNull(),
    phase: text('phase', { enum: ATTACHMENT_PHASES }).notNull().default('before'),
    mediaId: text('media_id'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    datum: text('datum', { enum: ['GCJ-02', 'WGS-84'] }),
    label: text('label'),
    /** `waiting` to be fetched from the platform, `stored`, `expired` there, `refused` by our limits, or a `place`. */
    state: text('state', { enum: ['waiting', 'stored', 'expired', 'refused', 'place'] }).notNull(),
    storageKey: text('storage_key'),
    contentType: text('content_type'),
    byteCount: integer('byte_count'),
    attempts: integer('attempts').notNull().default(0),
    /** When the platform was last asked for it. */
    askedAt: instant('asked_at'),
    /** When the sender was asked what it shows: asked once. */
    questionedAt: instant('questioned_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('attachments_part').on(t.inboxId, t.part),
    check('attachments_kind', oneOf(t.kind, ATTACHMENT_KINDS)),
    check('attachments_phase', oneOf(t.phase, ATTACHMENT_PHASES)),
    check('attachments_channel', oneOf(t.channel, CHANNELS)),
    check('attachments_state', oneOf(t.state, ['waiting', 'stored', 'expired', 'refused', 'place'])),
    check('attachments_datum', oneOf(t.datum, ['GCJ-02', 'WGS-84'])),
    check('attachments_place', sql`${t.kind} <> 'location' or (${t.latitude} is not null and ${t.datum} is not null)`),
    index('attachments_loose').on(t.identityId, t.createdAt).where(sql`case_id is null and check_in_id is null`),
    index('attachments_waiting').on(t.createdAt).where(sql`state = 'waiting'`),
    index('attachments_case').on(t.caseId),
  ],
)

/** Numbers for codes that hang on no zone (`W-0001`). */
export const counters = pgTable('counters', {
  name: text('name').primaryKey(),
  last: integer('last').notNull(),
})
