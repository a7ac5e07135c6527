import { pinyin } from 'pinyin-pro'

const INITIALS = [
  '',
  'b',
  'p',
  'm',
  'f',
  'd',
  't',
  'n',
  'l',
  'g',
  'k',
  'h',
  'j',
  'q',
  'x',
  'r',
  'z',
  'c',
  's',
  'y',
  'w',
]
const FINALS = [
  ...['', 'a', 'ai', 'an', 'ao', 'e', 'ei', 'en', 'er', 'i', 'ia', 'ian', 'iao', 'ie', 'in', 'iong', 'iu', 'o', 'ong'],
  ...['ou', 'u', 'ua', 'uai', 'uan', 'ue', 'ui', 'un', 'uo', 'v', 've', 'n', 'm'],
]
const NOT_READ_YET = -2

/** Greatest number of a syllable, and one more. */
export const SYLLABLE_COUNT = INITIALS.length * FINALS.length

const known = new Int16Array(0x10000).fill(NOT_READ_YET)

/**
 * The number of a character's syllable, or -1 where it has none.
 *
 * Syllables that voice input and southern speech mix up have one number: `zh` and `z`, `ang` and `an`. Tones are left out.
 */
export function syllableOf(code: number): number {
  const before = known[code] ?? -1
  if (before !== NOT_READ_YET) return before
  const syllable = isHan(code) ? numberOf(pinyin(String.fromCharCode(code), { toneType: 'none', v: true })) : -1
  known[code] = syllable
  return syllable
}

function isHan(code: number): boolean {
  return code >= 0x4e00 && code <= 0x9fff
}

function numberOf(spelt: string): number {
  const folded = spelt.replace(/^([zcs])h/, '$1').replace(/([aei])ng$/, '$1n')
  const initial = INITIALS.indexOf(folded.slice(0, 1))
  const final = FINALS.indexOf(initial > 0 ? folded.slice(1) : folded)
  return final < 0 ? -1 : Math.max(initial, 0) * FINALS.length + final
}
