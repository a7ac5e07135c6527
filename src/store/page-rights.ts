/** What a resident asks of us about what they told on their page: to have it deleted, after a day in which they may think again. */
import type { OwnPage } from './page-links.ts'
import type { Seal } from './seal.ts'
import { type Sql, statement } from './sql.ts'

/** In which a deletion that was asked for may be undone. */
const UNDO_MS = 24 * 3_600_000

/** Known again in a restored backup, when nothing else of the account is left. */
export function subjectHash(seal: Seal, { channel, account }: { channel: string; account: string }): Buffer {
  return Buffer.from(seal.hash('privacy-subject', `${channel}/${account}`), 'hex')
}

const insertDeletion = statement<{ id: string }, [string, string, Buffer | null, Date, Date]>(
  'ask_page_deletion',
  `insert into privacy_requests (organisation_id, kind, identity_id, subject_hash, due_at, created_at)
   values ($1, 'delete', $2, $3, $4, $5)
   on conflict (identity_id) where kind = 'delete' and done_at is null and undone_at is null do nothing
   returning id`,
)

/** Ask that all of a page be deleted; asking twice is asking once. */
export async function askDeletion(sql: Sql, seal: Seal, { page, now }: { page: OwnPage; now: Date }): Promise<void> {
  const hash = subjectHash(seal, { channel: 'page', account: page.account })
  await insertDeletion(sql, page.organisationId, page.identityId, hash, dueFrom(now), now)
}

function dueFrom(now: Date): Date {
  return new Date(now.getTime() + UNDO_MS)
}

/** The same of an account, as it was said in a chat; or the wish taken back. */
export async function askErasure(
  sql: Sql,
  { organisationId, identityId, isWanted }: { organisationId: string; identityId: string; isWanted: boolean },
  now: Date,
): Promise<void> {
  if (isWanted) await insertDeletion(sql, organisationId, identityId, null, dueFrom(now), now)
  else await undo(sql, identityId, now)
}

const undo = statement<{ id: string }, [string, Date]>(
  'undo_page_deletion',
  `update privacy_requests set undone_at = $2
    where identity_id = $1 and kind = 'delete' and done_at is null and undone_at is null and due_at > $2
   returning id`,
)

/** Take the wish back. `false`: there is none, or it is too late. */
export async function undoDeletion(sql: Sql, page: OwnPage, now: Date): Promise<boolean> {
  return (await undo(sql, page.identityId, now)).length > 0
}

const findDeletion = statement<{ due_at: Date }, [string]>(
  'find_page_deletion',
  `select due_at from privacy_requests
    where identity_id = $1 and kind = 'delete' and done_at is null and undone_at is null limit 1`,
)

/** When all of a page will be deleted; `null`: nobody asked for it. */
export async function deletionDue(sql: Sql, page: OwnPage): Promise<Date | null> {
  const [row] = await findDeletion(sql, page.identityId)
  return row?.due_at ?? null
}
