/** Residents' own ways in: pages without an account, 微信客服, talks, and what they may ask of us about their data. */
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { TALK_STATES } from '../../domain/talk.ts'
import { codesOf } from '../../domain/vocabulary.ts'
import { cases } from './cases.ts'
import { bytea, createdAt, id, instant, oneOf } from './columns.ts'
import { branchId, identities, organisationId, people, zones } from './organisation.ts'

/** `/r/:token`: a resident's own page of what they told on the notice page. The account is `page:<hash>`; the token is stored nowhere. */
export const pageLinks = pgTable(
  'page_links',
  {
    identityId: uuid('identity_id')
      .primaryKey()
      .references(() => identities.id, { onDelete: 'cascade' }),
    organisationId: organisationId(),
    zoneId: uuid('zone_id').references(() => zones.id, { onDelete: 'set null' }),
    tokenHash: text('token_hash').notNull().unique(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('page_links_expiry').on(t.expiresAt)],
)

/**
 * What we said on a resident's own page. Written by the page channel only. Their own words stand in the inbox alone,
 * encrypted, and go with the original.
 */
export const pageMessages = pgTable(
  'page_messages',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    identityId: uuid('identity_id')
      .notNull()
      .references(() => identities.id, { onDelete: 'cascade' }),
    /** The outbox send. Makes writing twice harmless. */
    key: text('key').notNull(),
    content: jsonb('content').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    // By the send first: all that was said by one is taken back together.
    unique('page_messages_once').on(t.key, t.identityId),
    index('page_messages_transcript').on(t.identityId, t.id),
  ],
)

/** 微信客服: how far each of its accounts was read. `sync_msg` goes on from the cursor (§6.9). */
export const kfAccounts = pgTable('kf_accounts', {
  openKfId: text('open_kfid').primaryKey(),
  organisationId: organisationId(),
  cursor: text('cursor'),
  /** When all there was had been read. */
  readAt: instant('read_at'),
  /** When WeCom called last that there is something to read, and with what: good for ten minutes of more frequent reading. */
  calledAt: instant('called_at'),
  callToken: text('call_token'),
  /** When it is to be read (again); while it is read: when another worker may. Null: nothing is known to be there. */
  dueAt: instant('due_at'),
  /** Why reading failed last; ids and codes only. */
  failure: text('failure'),
})

/** 微信客服: who serves a resident now, and what may still be sent: five messages within 48 h of their last one. */
export const kfChats = pgTable(
  'kf_chats',
  {
    identityId: uuid('identity_id')
      .primaryKey()
      .references(() => identities.id, { onDelete: 'cascade' }),
    openKfId: text('open_kfid').notNull(),
    heardAt: instant('heard_at').notNull(),
    sentCount: integer('sent_count').notNull().default(0),
    servedBy: text('served_by', { enum: ['bot', 'person'] })
      .notNull()
      .default('bot'),
    /** Set while they wait to be handed to a person. */
    personAskedAt: instant('person_asked_at'),
  },
  (t) => [
    index('kf_chats_person_asked').on(t.personAskedAt).where(sql`person_asked_at is not null`),
    check('kf_chats_served_by', oneOf(t.servedBy, ['bot', 'person'])),
  ],
)

/** 民情恳谈. Of those who came nothing is kept, not even how many spoke. */
export const residentTalks = pgTable(
  'resident_talks',
  {
    id: id(),
    organisationId: organisationId(),
    branchId: branchId(),
    /** Null: all zones of the branch. */
    zoneId: uuid('zone_id').references(() => zones.id),
    number: integer('number').notNull(),
    topic: text('topic').notNull(),
    place: text('place').notNull(),
    startsAt: instant('starts_at').notNull(),
    state: text('state', { enum: codesOf(TALK_STATES) })
      .notNull()
      .default('announced'),
    /** What came of it, in public words; null: not published. */
    result: text('result'),
    publishedAt: instant('published_at'),
    createdBy: uuid('created_by').references(() => people.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique('resident_talks_number').on(t.branchId, t.number),
    check('resident_talks_state', oneOf(t.state, codesOf(TALK_STATES))),
    index('resident_talks_branch').on(t.branchId, t.startsAt),
  ],
)

/** A matter heard at a talk, without names; a promise is a case with clocks. */
export const talkMatters = pgTable(
  'talk_matters',
  {
    id: id(),
    organisationId: organisationId(),
    talkId: uuid('talk_id')
      .notNull()
      .references(() => residentTalks.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    /** Masked, names stripped. */
    text: text('text').notNull(),
    promised: boolean('promised').notNull().default(false),
    caseId: uuid('case_id').references(() => cases.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (t) => [unique('talk_matters_position').on(t.talkId, t.position)],
)

/** What a person asked of us about their own data, and that it was done. A deletion waits 24 hours, in which it may be undone. */
export const privacyRequests = pgTable(
  'privacy_requests',
  {
    id: id(),
    organisationId: organisationId(),
    kind: text('kind', { enum: ['export', 'delete'] }).notNull(),
    /** Emptied with the deletion: then only the hash tells that it was done. */
    identityId: uuid('identity_id').references(() => identities.id, { onDelete: 'set null' }),
    personId: uuid('person_id').references(() => people.id, { onDelete: 'set null' }),
    /** Keyed hash of a page's account; of an export the hash of what opens it. Absent where it was asked for in a chat: the ledger beside the files has all. */
    subjectHash: bytea('subject_hash'),
    dueAt: instant('due_at').notNull(),
    undoneAt: instant('undone_at'),
    doneAt: instant('done_at'),
    createdAt: createdAt(),
  },
  (t) => [
    check('privacy_requests_kind', oneOf(t.kind, ['export', 'delete'])),
    uniqueIndex('privacy_requests_open')
      .on(t.identityId)
      .where(sql`kind = 'delete' and done_at is null and undone_at is null`),
    index('privacy_requests_due').on(t.dueAt).where(sql`done_at is null and undone_at is null`),
  ],
)
