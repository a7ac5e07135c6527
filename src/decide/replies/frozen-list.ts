/** How a frozen list is named, so that everybody sees that it is the same one from the first day on. */

/** So much of a hash is compared by eye; the page has all of it. */
const HASH_SHOWN = 16

export interface FrozenListTold {
  /** sha256, hex. */
  listHash: string
  /** Where everybody reads all of it. */
  url: string
}

export function shortHash(hash: string): string {
  return `${hash.slice(0, HASH_SHOWN)}…`
}

export function frozenListLine({ listHash, url }: FrozenListTold): string {
  return `责任区名单已经定了，编码 ${shortHash(listHash)}，全部在这里：${url}`
}
