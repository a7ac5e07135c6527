import type { Facts } from '../facts.ts'

const BIND_HINT = '党员请把邀请码发给我，绑定后就能看到自己的责任区。'

/**
 * The line under the first answer to an account that nobody knows: who reads this, how long it is kept, and how members
 * bind. In a group too: what is told there is kept all the same.
 */
export function newcomerLine({ sender, settings }: Facts): string | null {
  if (sender.person !== null || !isOwed(sender)) return null
  return sender.firstContact && !sender.inGroup ? `${settings.privacyNotice}\n${BIND_HINT}` : settings.privacyNotice
}

function isOwed({ noticeShown, firstContact, inGroup }: Facts['sender']): boolean {
  return noticeShown === undefined ? firstContact && !inGroup : !noticeShown
}
