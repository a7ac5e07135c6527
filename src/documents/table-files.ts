import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'

export type TableRows = AsyncIterable<readonly string[]>

/** An XLSX is made in memory, and a million cells take about 800 MB; some 28,000 cases. */
const MAX_XLSX_CELLS = 1_000_000
/** What one cell of XLSX may hold. */
const MAX_CELL = 32_767

/** The file would have more rows than we can make an XLSX of: CSV has no end. */
export class TooManyRows extends Error {
  override name = 'TooManyRows'
}

/**
 * Write a table as CSV (UTF-8 with BOM, everything quoted) or XLSX (every cell a string).
 *
 * The file appears whole or not at all, and only its owner may read it.
 *
 * @returns how many rows, without the header
 * @throws TooManyRows
 */
export async function writeTable(
  file: string,
  { format, header, rows }: { format: 'csv' | 'xlsx'; header: readonly string[]; rows: TableRows },
): Promise<number> {
  const unfinished = `${file}.${process.pid}.unfinished`
  try {
    const count = await (format === 'csv' ? writeCsv : writeXlsx)(unfinished, header, rows)
    await rename(unfinished, file)
    return count
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function writeCsv(file: string, header: readonly string[], rows: TableRows): Promise<number> {
  let count = -1
  async function* safe() {
    yield header
    for await (const row of rows) yield row.map(harmless)
  }
  const counted = Readable.from(safe()).on('data', () => count++)
  await pipeline(counted, stringify({ bom: true, quoted: true, record_delimiter: '\r\n' }), secretFile(file))
  return count
}

async function writeXlsx(file: string, header: readonly string[], rows: TableRows): Promise<number> {
  const { default: writeExcel } = await import('write-excel-file/node')
  const text = (value: string) => ({ type: String, value: xmlSafe(value.slice(0, MAX_CELL)) })
  const cells = [header.map((value) => ({ type: String, value, fontWeight: 'bold' as const }))]
  for await (const row of rows) {
    if ((cells.length + 1) * header.length > MAX_XLSX_CELLS) throw new TooManyRows()
    cells.push(row.map(text) as (typeof cells)[number])
  }
  const bytes = await writeExcel(cells, { columns: header.map(() => ({ width: 16 })) }).toBuffer()
  await pipeline(Readable.from([bytes]), secretFile(file))
  return cells.length - 1
}

const secretFile = (file: string) => createWriteStream(file, { mode: 0o600 })

/**
 * A text that no spreadsheet takes for a formula: an apostrophe stands before each line that could begin one.
 *
 * Signs after OWASP, "CSV injection" (https://owasp.org/www-community/attacks/CSV_Injection), with their full-width
 * twins, which some programs fold. Lines too, since a reader that splits at line breaks starts new cells there.
 */
export function harmless(value: string): string {
  return value.replace(/(^|\r\n|\n|\r)(?=[=+\-@\t\r＝＋－＠|%])/gu, "$1'")
}

/** Without the characters that XML cannot carry: controls, halves of a pair, and the two that are no characters. */
function xmlSafe(value: string): string {
  return value.replace(/[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu, '')
}
