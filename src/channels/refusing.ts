import type { SendResult } from './channel.ts'

export type Refused = SendResult['refused']

/** All of these people, each refused for the same reason. */
export function refusing(recipients: readonly string[], reason: string): Refused {
  return recipients.map((recipient) => ({ recipient, reason }))
}

/** How a change ends that was to be made in place, where the card stays as it is. */
export function unchangeable(recipients: readonly string[]): SendResult {
  return { platformId: null, refused: refusing(recipients, 'the card can no longer be changed'), cardHandle: null }
}
