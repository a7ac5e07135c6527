/** Who talks where, as one word: an account alone with the bot, or an account in a group. */

/** Where a group is reached, as a recipient among accounts. */
export function groupAddress(chatId: string): string {
  return `group:${chatId}`
}

/** What one account says in one group, in its order: the group's address and the account. A chat id holds no colon. */
export function groupConversation(chatId: string, account: string): string {
  return `${groupAddress(chatId)}:${account}`
}

/** Where a conversation is answered: the account itself, or the group. */
export function addressOfConversation(conversation: string): string {
  return /^group:[^:]+/.exec(conversation)?.[0] ?? conversation
}

/** Whose conversation it is: what one person says here and there belongs together. */
export function accountOfConversation(conversation: string): string {
  return conversation.replace(/^group:[^:]+:/, '')
}

/** Begins the account of somebody who is not of the platform's organisation. */
export const OUTSIDER = 'outsider:'
