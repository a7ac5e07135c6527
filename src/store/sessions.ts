/** Who is signed in on a page: from a link that was used up, until they sign out, fall idle, or leave. */
import { hashOfToken, newToken } from './secret-tokens.ts'
import { type Sql, statement } from './sql.ts'

const HOUR_MS = 3_600_000
/** Over after so long, whatever is done; and when nothing was done for so long. */
export const SESSION_MS = 12 * HOUR_MS
const IDLE_MS = 2 * HOUR_MS
/** A session that is used is written at most so often. */
const SEEN_STEP_MS = 60_000

const useLink = statement<{ person_id: string; organisation_id: string }, [string, Date]>(
  'use_person_link',
  `update sign_in_links l set used_at = $2
    where token_hash = $1 and used_at is null and expires_at > $2
      and exists (select from people p where p.id = l.person_id and p.left_on is null)
   returning person_id, organisation_id`,
)

const insertSession = statement<Record<string, never>, [string, string, string, Date, Date]>(
  'open_session',
  `insert into sessions (organisation_id, person_id, token_hash, seen_at, expires_at, created_at)
   values ($1, $2, $3, $4, $5, $4)`,
)

/**
 * Use a sign-in link up and open a session, always under a new secret. A session that the browser had is ended.
 *
 * @returns the secret of the session; `null`: the link is unknown, used already, expired, or of somebody who left
 */
export async function signIn(
  sql: Sql,
  { link, previous, now }: { link: string; previous: string | null; now: Date },
): Promise<string | null> {
  const [used] = await useLink(sql, hashOfToken(link), now)
  if (!used) return null
  if (previous !== null) await signOut(sql, previous, now)
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(now.getTime() + SESSION_MS)
  await insertSession(sql, used.organisation_id, used.person_id, tokenHash, now, expiresAt)
  return token
}

const findSession = statement<{ id: string; person_id: string; seen_at: Date }, [string, Date, Date]>(
  'find_session',
  `select s.id, s.person_id, s.seen_at from sessions s join people p on p.id = s.person_id
    where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and s.seen_at > $3 and p.left_on is null`,
)

const seeSession = statement<Record<string, never>, [string, Date]>(
  'see_session',
  'update sessions set seen_at = $2 where id = $1',
)

/** Whose session it is; `null`: nobody's any more. */
export async function personOfSession(sql: Sql, token: string, now: Date): Promise<string | null> {
  const [found] = await findSession(sql, hashOfToken(token), now, new Date(now.getTime() - IDLE_MS))
  if (!found) return null
  if (now.getTime() - found.seen_at.getTime() > SEEN_STEP_MS) await seeSession(sql, found.id, now)
  return found.person_id
}

const endSession = statement<Record<string, never>, [string, Date]>(
  'end_session',
  'update sessions set ended_at = $2 where token_hash = $1 and ended_at is null',
)

export async function signOut(sql: Sql, token: string, now: Date): Promise<void> {
  await endSession(sql, hashOfToken(token), now)
}
