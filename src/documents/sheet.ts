import { parse } from 'csv-parse/sync'
import { readWorkbook, type Sheet } from './xlsx-reading.ts'
import { MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, TooManyRows } from './xlsx-sheet.ts'
import { BadArchive } from './zip.ts'

/** The file is no spreadsheet that can be read. The message says what to do. */
export class UnreadableSheet extends Error {
  override name = 'UnreadableSheet'
}

export const MAX_SHEET_BYTES = 50 * 1024 * 1024
/** One record of a CSV: what is longer is a quotation mark that nobody closed. */
const MAX_RECORD_CHARS = 1_000_000

const SIGNATURES: readonly [string, string][] = [
  ['d0cf11e0', '这是旧版的 .xls 文件，或者加了密码。请在表格软件里另存为不加密的 .xlsx 再导入'],
  ['25504446', '这是 PDF 文件，不是表格。请导入 .xlsx 或 .csv'],
  ['89504e47', '这是图片，不是表格。请导入 .xlsx 或 .csv'],
  ['ffd8ff', '这是图片，不是表格。请导入 .xlsx 或 .csv'],
]

/**
 * The sheets of a file as texts, the first one first: an XLSX, or a CSV in UTF-8, UTF-16, GB18030 or Big5, which is one
 * sheet without a name. A sheet is read when it is asked for.
 *
 * Empty rows stay, so that `rows[n]` is row n + 1 of the spreadsheet.
 *
 * @throws UnreadableSheet
 */
export function* readSheets(bytes: Buffer): Generator<Sheet> {
  if (bytes.length > MAX_SHEET_BYTES) throw new UnreadableSheet('文件超过50MB，请拆成几个文件')
  try {
    if (startsWith(bytes, '504b0304')) yield* readWorkbook(bytes)
    else yield { name: '', rows: readCsv(bytes) }
  } catch (error) {
    throw unreadable(error)
  }
}

function unreadable(cause: unknown): unknown {
  if (cause instanceof UnreadableSheet) return cause
  if (cause instanceof TooManyRows || (cause instanceof BadArchive && cause.tooLarge)) {
    return new UnreadableSheet(`表格太大了，最多${MAX_ROWS / 10_000}万行，请拆成几个文件`, { cause })
  }
  return new UnreadableSheet('这个表格文件读不出来，请在表格软件里另存为 .xlsx 再导入', { cause })
}

const startsWith = (bytes: Buffer, hex: string) => bytes.toString('hex', 0, hex.length / 2) === hex

function readCsv(bytes: Buffer): string[][] {
  const known = SIGNATURES.find(([hex]) => startsWith(bytes, hex))
  if (known) throw new UnreadableSheet(known[1])
  const text = decodeText(bytes)
  if (text.includes('\0')) throw new UnreadableSheet('这不是表格文件，请导入 .xlsx 或 .csv')
  const rows: string[][] = parse(text, {
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    bom: true,
    to: MAX_ROWS + 1,
    max_record_size: MAX_RECORD_CHARS,
    on_record: (cells: string[]) => cells.slice(0, MAX_COLUMNS).map((cell) => cell.slice(0, MAX_CELL_CHARS)),
  })
  if (rows.length > MAX_ROWS) throw new TooManyRows()
  return rows
}

/** Words that a list of members has: nearly any bytes are text in GB18030, but not this text. */
const LIKELY = /姓名|名字|支部|责任|責任|党|黨|职责|職責/u

function decodeText(bytes: Buffer): string {
  const marked = startsWith(bytes, 'fffe') ? 'utf-16le' : startsWith(bytes, 'feff') ? 'utf-16be' : null
  if (marked) return new TextDecoder(marked).decode(bytes)
  const read = ['utf-8', 'gb18030', 'big5'].flatMap((encoding) => decoded(bytes, encoding) ?? [])
  const text = read.find((one) => LIKELY.test(one)) ?? read[0]
  if (text !== undefined) return text
  throw new UnreadableSheet('文件的文字编码认不出来，请另存为 UTF-8 的 CSV 或 .xlsx 再导入')
}

function decoded(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Spreadsheets write commas, semicolons or tabs, depending on the machine. */
function delimiterOf(text: string): string {
  const head = text.slice(0, 2000)
  const count = (delimiter: string) => head.split(delimiter).length
  return [',', '\t', ';'].reduce((best, d) => (count(d) > count(best) ? d : best))
}
