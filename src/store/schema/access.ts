/** By what people come in: invites that bind an account, links and sessions of the pages. */
import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, instant } from './columns.ts'
import { identities, organisationId, people } from './organisation.ts'

/** One code for one person: ten base32 characters, stored hashed, single use, seven days. */
export const invites = pgTable(
  'invites',
  {
    id: id(),
    organisationId: organisationId(),
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

/** Sign-in links: single use, 15 minutes, bound to a person. */
export const signInLinks = pgTable('sign_in_links', {
  id: id(),
  organisationId: organisationId(),
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
    organisationId: organisationId(),
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
