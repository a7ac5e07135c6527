import { createHash } from 'node:crypto'

/** Which text of the privacy notice somebody was shown: the beginning of its sha256. */
export function noticeVersionOf(privacyNotice: string): string {
  return createHash('sha256').update(privacyNotice).digest('hex').slice(0, 16)
}
