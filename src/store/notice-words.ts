import { mask } from '../domain/privacy.ts'

const CHARS_MAX = 60

/** What a branch wrote, short enough for a notice, and without a telephone that slipped in. */
export function brief(text: string, charsMax = CHARS_MAX): string {
  const signs = [...mask(text)]
  return signs.length > charsMax ? `${signs.slice(0, charsMax - 1).join('')}…` : signs.join('')
}
