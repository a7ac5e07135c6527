import { type Refused, refusing } from '../refusing.ts'

/** First letter or digit: `@all` is everybody, and `|` parts two people, so neither may ever get through [D 90236]. */
const USER_ID = /^[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}$/

/** The accounts that may stand in `touser`, each once, and those that are none. */
export function addressable(recipients: readonly string[]): { userIds: string[]; refused: Refused } {
  const userIds = [...new Set(recipients.filter((r) => USER_ID.test(r)).map((r) => r.toLowerCase()))]
  return {
    userIds,
    refused: refusing(
      recipients.filter((r) => !USER_ID.test(r)),
      'no WeCom account',
    ),
  }
}

/**
 * Whom WeCom left out of a message that went to the others. It names them in lower case, joined by `|`; in answers to
 * updates of cards as a list.
 */
export function leftOut(recipients: readonly string[], answer: Readonly<Record<string, unknown>>): Refused {
  return ['invaliduser', 'unlicenseduser'].flatMap((reason) => {
    const named = new Set(namesIn(answer[reason]))
    return refusing(
      recipients.filter((recipient) => named.has(recipient.toLowerCase())),
      reason,
    )
  })
}

function namesIn(list: unknown): string[] {
  const names = Array.isArray(list) ? list : typeof list === 'string' ? list.split('|') : []
  return names.filter((name) => typeof name === 'string').map((name) => name.trim().toLowerCase())
}
