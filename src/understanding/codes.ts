/** Case codes and invite codes inside a text that has been normalised already. */

import { matchesOf } from './matches.ts'

/** Zone code (`A3`, `XQ12`, `W`), dash, running number. */
export const CASE_CODE = '([A-Z]{1,4}[0-9]{0,3}) ?- ?([0-9]{1,6})'
const CASE_CODES = new RegExp(`(?<![A-Z0-9-])${CASE_CODE}(?![0-9A-Z-])`, 'g')
const CODE_DIGITS = 4
const MAX_CODES = 10

/** Every case code in the text, upper case with at least four digits, each once, in order. */
export function findCodes(text: string): string[] {
  const codes = new Set<string>()
  for (const match of matchesOf(CASE_CODES, text)) {
    codes.add(caseCode(match[1] ?? '', match[2] ?? ''))
    if (codes.size >= MAX_CODES) break
  }
  return [...codes]
}

/** `A3`, `017` → `A3-0017` */
export function caseCode(zone: string, number: string): string {
  return `${zone}-${String(Number(number)).padStart(CODE_DIGITS, '0')}`
}

const INVITE_ASKED = /(?:绑定|邀请码|邀请|验证码|码)(?:码|是|为)?[: ]*([A-Z2-7]{5})[ -]?([A-Z2-7]{5})(?![A-Z0-9])/
const INVITE_ALONE = /^ *([A-Z2-7]{5})[ -]?([A-Z2-7]{5}) *[。.!]?$/
const INVITE_WITHIN = /(?<![A-Z0-9])(?=[A-Z2-7]{0,9}[2-7])(?=[A-Z2-7]{0,9}[A-Z])([A-Z2-7]{10})(?![A-Z0-9])/

/** An invite code of ten base32 characters: behind its name, alone, or standing out by letters with digits. */
export function findInviteCode(text: string): string | null {
  const found = INVITE_ASKED.exec(text) ?? INVITE_ALONE.exec(text) ?? INVITE_WITHIN.exec(text)
  return found ? `${found[1] ?? ''}${found[2] ?? ''}` : null
}
