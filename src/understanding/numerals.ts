/** Chinese and Arabic numerals as people type them in chat: `十二`, `两`, `廿三`, `五〇二`, `一百零三`. */

/** Source of a pattern for one numeral, to be put into larger patterns. */
export const NUMERAL = '(?:[0-9]{1,4}|[零〇幺一二三四五六七八九十百两俩仨廿卅]{1,6})'

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  幺: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  仨: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const TENS: Readonly<Record<string, number>> = { 廿: 20, 卅: 30 }
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/**
 * The number that `text` spells, or `null` when it is no numeral.
 *
 * Digits in a row are read one by one (`五〇二` is 502), but an estimate (`三四`) is its first figure.
 */
export function readNumeral(text: string): number | null {
  if (/^[0-9]+$/.test(text)) return Number(text)
  if (text === '' || /[^零〇幺一二三四五六七八九十百千两俩仨廿卅]/.test(text)) return null
  if (!/[十百千廿卅]/.test(text)) return readDigits(text)
  let total = 0
  let digit = 0
  for (const char of text) {
    const unit = UNITS[char]
    if (unit !== undefined) {
      total += (digit === 0 ? 1 : digit) * unit
      digit = 0
    } else if (TENS[char] !== undefined) total += TENS[char]
    else digit = DIGITS[char] ?? 0
  }
  return total + digit
}

function readDigits(text: string): number {
  const digits = [...text].map((char) => DIGITS[char] ?? 0)
  const [first, second] = digits
  if (digits.length === 2 && first !== undefined && second === first + 1) return first
  return Number(digits.join(''))
}
