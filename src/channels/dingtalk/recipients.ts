import { OUTSIDER } from '../../domain/conversations.ts'
import { type Refused, refusing } from '../refusing.ts'

const GROUP = 'group:'
/** `@ALL` is everybody, `;` and `.` part spaces of a card, so an account that could be read so never gets through. */
const USER_ID = /^[0-9A-Za-z_-][0-9A-Za-z_.@-]{0,63}$/

/** Where one message goes: a group, or people by their accounts; and who cannot be reached, with the reason. */
export interface Destination {
  /** `openConversationId` */
  groupId: string | null
  userIds: string[]
  refused: Refused
}

/** Reads the recipients of a send. A group stands alone: what is said there is not said to people beside it. */
export function destinationOf(recipients: readonly string[]): Destination {
  const [group] = recipients
  if (recipients.length === 1 && group?.startsWith(GROUP)) {
    return { groupId: group.slice(GROUP.length), userIds: [], refused: [] }
  }
  const userIds = [...new Set(recipients.filter((r) => !isOutsider(r) && USER_ID.test(r)))]
  return {
    groupId: null,
    userIds,
    refused: [
      ...refusing(recipients.filter(isOutsider), 'outside the organisation: DingTalk takes only answers'),
      ...refusing(
        recipients.filter((r) => !isOutsider(r) && !USER_ID.test(r)),
        'no DingTalk account',
      ),
    ],
  }
}

function isOutsider(recipient: string): boolean {
  return recipient.startsWith(OUTSIDER)
}
