import { basename } from 'node:path'

/** The name of a file without any folder and without what would end a header early; `null` where nothing is left. */
export function bareFileName(name: string): string | null {
  const bare = basename(name.replaceAll('\\', '/'))
    .replace(/[\p{C}"]/gu, '')
    .slice(-120)
  return /^\.{0,2}$/.test(bare) ? null : bare
}
