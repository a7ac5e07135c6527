import { parse } from 'csv-parse/sync'

/** The file is no spreadsheet that can be read. The message says what to do. */
export class UnreadableSheet extends Error {
  override name = 'UnreadableSheet'
}

const MAX_BYTES = 50 * 1024 * 1024

/**
 * The cells of a spreadsheet as text, row by row: the first sheet of an XLSX, or a CSV in UTF-8, UTF-16 or GB18030.
 *
 * Empty rows stay, so that `rows[n]` is row n + 1 of the spreadsheet.
 *
 * @throws UnreadableSheet
 */
export async function readSheet(bytes: Buffer): Promise<string[][]> {
  if (bytes.length > MAX_BYTES) throw new UnreadableSheet('文件超过50MB，请拆成几个文件')
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return readXlsx(bytes)
  if (bytes.subarray(0, 4).equals(Buffer.from('d0cf11e0', 'hex'))) {
    throw new UnreadableSheet('这是旧版的 .xls 文件，请在表格软件里另存为 .xlsx 再导入')
  }
  return readCsv(decodeText(bytes))
}

async function readXlsx(bytes: Buffer): Promise<string[][]> {
  const { readSheet: readFirstSheet } = await import('read-excel-file/node')
  try {
    const rows = await readFirstSheet(bytes)
    return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
  } catch (cause) {
    throw new UnreadableSheet('这个 .xlsx 文件读不出来，请在表格软件里另存一份再导入', { cause })
  }
}

function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  // GB18030 reads nearly anything, so UTF-8 is tried first.
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Not this one.
    }
  }
  throw new UnreadableSheet('文件的文字编码认不出来，请另存为 UTF-8 的 CSV 或 .xlsx 再导入')
}

function readCsv(text: string): string[][] {
  if (text.includes('\0')) throw new UnreadableSheet('这不是表格文件，请导入 .xlsx 或 .csv')
  try {
    return parse(text, { delimiter: delimiterOf(text), relax_column_count: true, relax_quotes: true, bom: true })
  } catch (cause) {
    throw new UnreadableSheet('这个 CSV 文件读不出来，请在表格软件里另存为 .xlsx 再导入', { cause })
  }
}

/** Spreadsheets write commas, semicolons or tabs, depending on the machine. */
function delimiterOf(text: string): string {
  const head = text.slice(0, 2000)
  const count = (delimiter: string) => head.split(delimiter).length
  return [',', '\t', ';'].reduce((best, d) => (count(d) > count(best) ? d : best))
}
