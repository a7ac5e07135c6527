import type { Facts } from '../facts.ts'

const BIND_HINT = '党员请把邀请码发给我，绑定后就能看到自己的责任区。'

/** The one line under the first answer to an account that nobody knows: who reads this, and how members bind. */
export function newcomerLine({ sender, settings }: Facts): string | null {
  if (!sender.firstContact || sender.person !== null || sender.inGroup) return null
  return `${settings.privacyNotice}\n${BIND_HINT}`
}
