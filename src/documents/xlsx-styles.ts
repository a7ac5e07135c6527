/** Which cells of a workbook are dates: a cell holds a number, its style says that it is shown as a day. */
import { hearElements } from './xml-elements.ts'

/** Built-in formats of dates and times, those of Chinese, Japanese and Korean workbooks too (ECMA-376, 18.8.30). */
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Whether a format code shows a date or time, by its letters outside of quotes, brackets and escapes. */
export function isDateFormat(code: string): boolean {
  const letters = code.replace(/"[^"]*"|\[(?!h|m|s)[^\]]*\]|[\\_*]./giu, '')
  return /[ymdhs]/iu.test(letters) && !/general/iu.test(letters)
}

/** Of each cell style, by its number, whether it shows a date. */
export function dateStyles(stylesXml: string): boolean[] {
  const customs = new Map<number, boolean>()
  const styles: boolean[] = []
  let inCellStyles = false
  hearElements(stylesXml, {
    open(name, attributes) {
      if (name === 'cellXfs') inCellStyles = true
      else if (name === 'numFmt') {
        const { numFmtId, formatCode = '' } = attributes()
        customs.set(Number(numFmtId), isDateFormat(formatCode))
      } else if (name === 'xf' && inCellStyles) {
        const id = Number(attributes().numFmtId ?? 0)
        styles.push(customs.get(id) ?? isBuiltInDate(id))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false
    },
  })
  return styles
}

const DAY_MS = 86_400_000
/** Day 0 of a workbook, one day early for its 29 February 1900, which never was. */
const EPOCH_MS = Date.UTC(1899, 11, 30)
const EPOCH_1904_MS = Date.UTC(1904, 0, 1)

/** `2026-03-01`, with its time where it has one: `2026-03-01 08:30`. */
export function dateOfSerial(serial: number, { from1904 }: { from1904: boolean }): string {
  const at = new Date((from1904 ? EPOCH_1904_MS : EPOCH_MS) + Math.round(serial * 1440) * (DAY_MS / 1440))
  if (Number.isNaN(at.getTime())) return String(serial)
  const [day = '', time = ''] = at.toISOString().split('T')
  return time.startsWith('00:00') ? day : `${day} ${time.slice(0, 5)}`
}
