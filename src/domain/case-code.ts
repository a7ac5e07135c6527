/** Stands in place of a zone code where a case hangs on no zone. No zone may have this code. */
const NO_ZONE = 'W'

const CODE = /^([^\s-]{1,16})-([0-9]{1,6})$/

/** The code of the `number`-th case of a zone: `A3-0017`; without a zone `W-0001`. */
export function formatCaseCode(zoneCode: string | null, number: number): string {
  return `${zoneCode ?? NO_ZONE}-${String(number).padStart(4, '0')}`
}

/**
 * A code as a person types it → as it is stored, `null` when the text is no code.
 *
 * Takes lower case, full-width signs, long dashes, spaces around the dash and one to six digits: `ａ３－１７` → `A3-0017`.
 */
export function parseCaseCode(text: string): string | null {
  const folded = text
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .replace(/\s*[-‐‑‒–—―−_]\s*/, '-')
  const [, zoneCode, digits] = CODE.exec(folded) ?? []
  if (zoneCode === undefined || digits === undefined) return null
  return formatCaseCode(zoneCode, Number(digits))
}
