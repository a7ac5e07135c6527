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

/** All parts but the sheets. Style 0 is text, which stays text when somebody edits it; 1 the same in bold, 2 as a link. */
function partsOf(names: readonly string[]): Record<string, string> {
  const each = (xml: (number: number, name: string) => string) => names.map((name, i) => xml(i + 1, name)).join('')
  return {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/>${each((n) => `<Override PartName="/${sheetPath(n)}" ContentType="${KIND}.worksheet+xml"/>`)}<Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((n, name) => `<sheet name="${attribute(sheetName(name))}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${each((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${names.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="2" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
  }
}

function sheetName(name: string): string {
  return name.replace(NOT_IN_NAMES, ' ').slice(0, MAX_NAME)
}

/** The place of a cell of another sheet of the workbook, for a link: column and row from 1. */
export function cellOf(sheet: string, { column, row }: { column: number; row: number }): string {
  return `#'${sheetName(sheet).replaceAll("'", "''")}'!${columnName(column - 1)}${row}`
}

/** Words, or words that lead somewhere: to an address (`https://…`), or to a cell (`#'依据'!A2`). */
export type SheetCell = string | { text: string; link: string }

export interface SheetRows {
  name: string
  header: readonly string[]
  rows: AsyncIterable<readonly SheetCell[]>
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
    addPart(zip, name, xml)
  }
  for (const [i, { header, rows }] of sheets.entries()) {
    const sheet = new Deflated(sheetPath(i + 1))
    zip.add(sheet)
    const links = new SheetLinks()
    for await (const xml of sheetXml(header, rows, links)) {
      sheet.push(Buffer.from(xml))
      if (sheet.size > MAX_SHEET_BYTES) throw new SheetFull()
      await sheet.drained()
      yield* made.splice(0)
    }
    await sheet.finished()
    if (links.addresses.length > 0) addPart(zip, `xl/worksheets/_rels/sheet${i + 1}.xml.rels`, links.relationships())
  }
  zip.end()
  yield* made
}

function addPart(zip: Zip, name: string, xml: string): void {
  const part = new ZipPassThrough(name)
  zip.add(part)
  part.push(Buffer.from(XML + xml), true)
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

async function* sheetXml(
  header: readonly string[],
  rows: SheetRows['rows'],
  links: SheetLinks,
): AsyncGenerator<string> {
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  const cols = `<cols><col min="1" max="${header.length}" width="16" customWidth="1"/></cols>`
  let xml = `${XML}<worksheet xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>${cols}<sheetData>`
  xml += rowXml(header, { number: 1, style: HEADER_STYLE, links })
  let number = 1
  for await (const row of rows) {
    if (++number > MAX_XLSX_ROWS) throw new SheetFull()
    xml += rowXml(row, { number, style: TEXT_STYLE, links })
    if (xml.length < PIECE_CHARS) continue
    yield xml
    xml = ''
  }
  yield `${xml}</sheetData>${links.xml()}</worksheet>`
}

const TEXT_STYLE = 0
const HEADER_STYLE = 1
const LINK_STYLE = 2

/** Every cell is a string and says so: no program takes one for a formula, whatever it begins with. */
function rowXml(
  row: readonly SheetCell[],
  { number, style, links }: { number: number; style: number; links: SheetLinks },
): string {
  const cells = row.map((value, i) => {
    const { text, link } = typeof value === 'string' ? { text: value, link: null } : value
    if (text === '') return ''
    const at = `${columnName(i)}${number}`
    const leads = link !== null && links.add(at, link)
    return `<c r="${at}" s="${leads ? LINK_STYLE : style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`
  })
  return `<row r="${number}">${cells.join('')}</row>`
}

/** Excel takes no more in one sheet; what is beyond stays words. */
const MAX_LINKS = 65_530
const MAX_ADDRESS = 2_000

/** Where the cells of one sheet lead, written behind its rows. Addresses stand in a part of their own. */
class SheetLinks {
  private readonly cells: string[] = []
  readonly addresses: string[] = []

  /** @returns whether it leads there */
  add(at: string, link: string): boolean {
    if (this.cells.length >= MAX_LINKS || link.length > MAX_ADDRESS) return false
    this.cells.push(
      link.startsWith('#')
        ? `<hyperlink ref="${at}" location="${attribute(link.slice(1))}"/>`
        : `<hyperlink ref="${at}" r:id="rId${this.addresses.push(link)}"/>`,
    )
    return true
  }

  xml(): string {
    return this.cells.length === 0 ? '' : `<hyperlinks>${this.cells.join('')}</hyperlinks>`
  }

  relationships(): string {
    const each = this.addresses.map(
      (link, i) =>
        `<Relationship Id="rId${i + 1}" Type="${OFFICE}/hyperlink" Target="${attribute(link)}" TargetMode="External"/>`,
    )
    return `<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`
  }
}

function attribute(value: string): string {
  return xmlText(value).replaceAll('"', '&quot;')
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
