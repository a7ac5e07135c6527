/** An XLSX of sheets of texts, made while their rows come in, so that their length costs no memory. */
import { once } from 'node:events'
import { createDeflateRaw } from 'node:zlib'
import { Zip, ZipPassThrough } from 'fflate'
import { xmlCharacters } from './xml-text.ts'

/** What spreadsheet programs take: rows of a sheet, signs of a cell. */
export const MAX_XLSX_ROWS = 1_048_576
const MAX_CELL = 32_767
/** Sizes in the file have 32 bits. */
const MAX_SHEET_BYTES = 2 ** 32 - 1

/** The table is larger than a sheet can be. */
export class SheetFull extends Error {
  override name = 'SheetFull'
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const sheetPath = (number: number) => `xl/worksheets/sheet${number}.xml`

/** A sheet's name has no more signs, and none of these. */
const MAX_NAME = 31
const NOT_IN_NAMES = /[[\]:*?/\\]/gu

/** All parts but the sheets. Style 0 is text, which stays text when somebody edits it; style 1 the same in bold. */
function partsOf(names: readonly string[]): Record<string, string> {
  const each = (xml: (number: number, name: string) => string) => names.map((name, i) => xml(i + 1, name)).join('')
  return {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/>${each((n) => `<Override PartName="/${sheetPath(n)}" ContentType="${KIND}.worksheet+xml"/>`)}<Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((n, name) => `<sheet name="${sheetName(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${each((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${names.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
  }
}

function sheetName(name: string): string {
  return xmlText(name.replace(NOT_IN_NAMES, ' ').slice(0, MAX_NAME)).replaceAll('"', '&quot;')
}

export interface SheetRows {
  name: string
  header: readonly string[]
  rows: AsyncIterable<readonly string[]>
}

/**
 * The bytes of a file of one sheet, piece by piece.
 *
 * @throws SheetFull where the rows are more than a sheet holds
 */
export function xlsxBytes(header: readonly string[], rows: SheetRows['rows']): AsyncGenerator<Uint8Array> {
  return workbookBytes([{ name: 'Sheet1', header, rows }])
}

/**
 * The same of several sheets, whose names are all different. The first row of each is bold and stays in sight.
 *
 * @throws SheetFull where the rows of one are more than a sheet holds
 */
export async function* workbookBytes(sheets: readonly SheetRows[]): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = []
  const zip = new Zip((error, bytes) => {
    if (error) throw error
    made.push(bytes)
  })
  for (const [name, xml] of Object.entries(partsOf(sheets.map((sheet) => sheet.name)))) {
    const part = new ZipPassThrough(name)
    zip.add(part)
    part.push(Buffer.from(XML + xml), true)
  }
  for (const [i, { header, rows }] of sheets.entries()) {
    const sheet = new Deflated(sheetPath(i + 1))
    zip.add(sheet)
    for await (const xml of sheetXml(header, rows)) {
      sheet.push(Buffer.from(xml))
      if (sheet.size > MAX_SHEET_BYTES) throw new SheetFull()
      await sheet.drained()
      yield* made.splice(0)
    }
    await sheet.finished()
  }
  zip.end()
  yield* made
}

/** Compressed by zlib beside the main thread, which is some times as fast as in it. */
class Deflated extends ZipPassThrough {
  override compression = 8
  private readonly deflate = createDeflateRaw()

  constructor(name: string) {
    super(name)
    this.deflate.on('data', (bytes: Uint8Array<ArrayBuffer>) => this.ondata(null, bytes, false))
  }

  protected override process(bytes: Uint8Array, final: boolean): void {
    if (final) this.deflate.end(bytes)
    else this.deflate.write(bytes)
  }

  async drained(): Promise<void> {
    if (this.deflate.writableNeedDrain) await once(this.deflate, 'drain')
  }

  async finished(): Promise<void> {
    this.push(new Uint8Array(), true)
    await once(this.deflate, 'end')
    this.ondata(null, new Uint8Array(), true)
  }
}

/** So many signs are handed on at once. */
const PIECE_CHARS = 2 ** 16

async function* sheetXml(header: readonly string[], rows: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  const cols = `<cols><col min="1" max="${header.length}" width="16" customWidth="1"/></cols>`
  let xml = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>${cols}<sheetData>`
  xml += rowXml(header, { number: 1, style: 1 })
  let number = 1
  for await (const row of rows) {
    if (++number > MAX_XLSX_ROWS) throw new SheetFull()
    xml += rowXml(row, { number, style: 0 })
    if (xml.length < PIECE_CHARS) continue
    yield xml
    xml = ''
  }
  yield `${xml}</sheetData></worksheet>`
}

/** Every cell is a string and says so: no program takes one for a formula, whatever it begins with. */
function rowXml(row: readonly string[], { number, style }: { number: number; style: 0 | 1 }): string {
  const cells = row.map((value, i) =>
    value === ''
      ? ''
      : `<c r="${columnName(i)}${number}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(value)}</t></is></c>`,
  )
  return `<row r="${number}">${cells.join('')}</row>`
}

/** `A`, `B` … `Z`, `AA`. */
function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** How the format writes a control character, ECMA-376 part 1, 22.4.2.4; in people's words it means nothing. */
const ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g

function xmlText(value: string): string {
  return xmlCharacters(value.slice(0, MAX_CELL))
    .replace(ESCAPE, '_x005F_')
    .replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign)
}
