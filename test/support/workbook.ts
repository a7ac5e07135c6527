/** Workbooks as programs, and people with bad intentions, make them. */
import { type Zippable, zipSync } from 'fflate'

const utf8 = (text: string) => new TextEncoder().encode(text)
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export interface WorkbookSheet {
  name?: string
  state?: 'visible' | 'hidden'
  /** What stands inside of `<sheetData>`. */
  rows: string
  merges?: readonly string[]
}

/** A workbook of sheets written in XML, with `shared` texts and number formats `formats` (style n + 1 shows the nth). */
export function workbook(
  sheets: readonly WorkbookSheet[],
  { shared = [], formats = [] }: { shared?: readonly string[]; formats?: readonly string[] } = {},
): Buffer {
  const files: Zippable = {
    '_rels/.rels': utf8(
      `<Relationships><Relationship Id="r" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': utf8(
      `<workbook><sheets>${sheets.map(({ name, state = 'visible' }, i) => `<sheet name="${name ?? `表${i + 1}`}" sheetId="${i + 1}" state="${state}" r:id="s${i}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': utf8(
      `<Relationships>${sheets.map((_, i) => `<Relationship Id="s${i}" Type="${OFFICE}/worksheet" Target="worksheets/${i}.xml"/>`).join('')}<Relationship Id="t" Type="${OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="u" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/sharedStrings.xml': utf8(`<sst>${shared.join('')}</sst>`),
    'xl/styles.xml': utf8(
      `<styleSheet><numFmts>${formats.map((code, i) => `<numFmt numFmtId="${200 + i}" formatCode="${code.replace(/"/g, '&quot;')}"/>`).join('')}</numFmts><cellXfs><xf numFmtId="0"/>${formats.map((_, i) => `<xf numFmtId="${200 + i}"/>`).join('')}</cellXfs></styleSheet>`,
    ),
  }
  for (const [i, { rows, merges = [] }] of sheets.entries()) {
    const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')
    files[`xl/worksheets/${i}.xml`] = utf8(
      `<?xml version="1.0"?><worksheet><sheetData>${rows}</sheetData><mergeCells>${merged}</mergeCells></worksheet>`,
    )
  }
  return Buffer.from(zipSync(files))
}

/** Rows of texts; a number is kept as one, `null` and '' leave the cell out. */
export function textRows(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows
    .map((cells, i) => `<row r="${i + 1}">${cells.map((cell, j) => cellXml(cell, i, j)).join('')}</row>`)
    .join('')
}

function cellXml(cell: string | number | null, row: number, column: number): string {
  if (cell === null || cell === '') return ''
  const at = `${String.fromCharCode(65 + column)}${row + 1}`
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`
  const text = cell.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`
}
