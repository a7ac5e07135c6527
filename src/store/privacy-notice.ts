import { createHash } from 'node:crypto'
import { type Sql, statement } from './sql.ts'

/** Which text of the privacy notice somebody was shown: the beginning of its sha256. */
export function noticeVersionOf(privacyNotice: string): string {
  return createHash('sha256').update(privacyNotice).digest('hex').slice(0, 16)
}

const noteShown = statement<{ id: string }, [string, string, Date]>(
  'note_notice_shown',
  `update identities set notice_shown_at = coalesce(notice_shown_at, $3), notice_version = $2 where id = $1 returning id`,
)

/** Put down that an account was shown these words. */
export async function noteNotice(
  sql: Sql,
  { identityId, notice }: { identityId: string; notice: string },
  now: Date,
): Promise<void> {
  await noteShown(sql, identityId, noticeVersionOf(notice), now)
}
