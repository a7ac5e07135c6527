import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import { xlsxBytes } from './xlsx.ts'

export type TableRows = AsyncIterable<readonly string[]>

/**
 * Write a table as CSV (UTF-8 with BOM, everything quoted) or XLSX (every cell a string).
 *
 * The file appears whole or not at all, and only its owner may read it.
 *
 * @returns how many rows, without the header
 * @throws SheetFull where an XLSX cannot hold them
 */
export async function writeTable(
  file: string,
  { format, header, rows }: { format: 'csv' | 'xlsx'; header: readonly string[]; rows: TableRows },
): Promise<number> {
  let count = 0
  async function* counted() {
    for await (const row of rows) {
      count++
      yield row
    }
  }
  if (format === 'xlsx') await writeWhole(file, (out) => pipeline(xlsxBytes(header, counted()), out))
  else await writeWhole(file, (out) => pipeline(csvCells(header, counted()), stringify(CSV), out))
  return count
}

/** Write a file that appears whole or not at all, and that only its owner may read. */
export async function writeWhole(file: string, write: (out: Writable) => Promise<void>): Promise<void> {
  const unfinished = `${file}.${process.pid}.unfinished`
  try {
    await write(createWriteStream(unfinished, { mode: 0o600 }))
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

const CSV = { bom: true, quoted: true, record_delimiter: '\r\n' } as const

async function* csvCells(header: readonly string[], rows: TableRows): AsyncGenerator<readonly string[]> {
  yield header.map(harmless)
  for await (const row of rows) yield row.map(harmless)
}

/**
 * A text that no spreadsheet takes for a formula: an apostrophe stands before each line that could begin one.
 *
 * Signs after OWASP, "CSV injection" (https://owasp.org/www-community/attacks/CSV_Injection), with their full-width
 * twins, which some programs fold. Lines too, since a reader that splits at line breaks starts new cells there.
 */
export function harmless(value: string): string {
  return value.replace(/(^|\r\n|\n|\r)(?=[=+\-@\t\r＝＋－＠|%])/gu, "$1'")
}
