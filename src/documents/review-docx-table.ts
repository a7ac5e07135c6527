/** Tables of the Word forms: as wide as the page, each column as wide as its words need. */
import {
  AlignmentType,
  Paragraph,
  type ParagraphChild,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { SIZES } from './review-docx-fonts.ts'
import { words } from './review-docx-words.ts'
import type { Cell, FormTable } from './review-form.ts'

/** Twentieths of a point: 20 mm. */
export const PAGE_MARGIN_TWIPS = 1_134
/** A4 between the margins, 210 × 297 mm. */
const PAGE_WIDTH_TWIPS = { upright: 11_906 - 2 * PAGE_MARGIN_TWIPS, across: 16_838 - 2 * PAGE_MARGIN_TWIPS } as const

export type PageShape = keyof typeof PAGE_WIDTH_TWIPS

export const CELL_STYLE = { id: 'TableCell', name: 'Table Cell', run: { size: SIZES.table } } as const

/** Wider tables lie across the page. */
const COLUMNS_UPRIGHT = 6

export function pageShape(tables: readonly FormTable[]): PageShape {
  return tables.some(({ header }) => header.length > COLUMNS_UPRIGHT) ? 'across' : 'upright'
}

/** @param cellWords asked once for each cell, row by row */
export function tableOf(
  { header, rows }: FormTable,
  shape: PageShape,
  cellWords: (cell: Cell) => ParagraphChild[],
): Table {
  const widths = columnWidths({ header, rows }, PAGE_WIDTH_TWIPS[shape])
  const cell = (children: ParagraphChild[], column: number, isHead = false) =>
    new TableCell({
      width: { size: widths[column] ?? 0, type: WidthType.DXA },
      verticalAlign: VerticalAlignTable.CENTER,
      ...(isHead && { shading: { type: 'clear', color: 'auto', fill: 'EDEDED' } }),
      children: [new Paragraph({ children, style: CELL_STYLE.id, ...(isHead && { alignment: AlignmentType.CENTER }) })],
    })
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: widths,
    margins: { top: 40, bottom: 40, left: 80, right: 80, marginUnitType: WidthType.DXA },
    rows: [
      // The first row stands again on each page; no row is torn in two.
      new TableRow({
        ...{ tableHeader: true, cantSplit: true },
        children: header.map((name, i) => cell(words(name, { bold: true }), i, true)),
      }),
      ...rows.map(
        (row) => new TableRow({ cantSplit: true, children: header.map((_, i) => cell(cellWords(row[i] ?? ''), i)) }),
      ),
    ],
  })
}

/** A Chinese character of a table is so wide, what is written in Latin letters half of it. */
const CHARACTER_TWIPS = (SIZES.table / 2) * 20
const CELL_PADDING_TWIPS = 180
/** Longer words are set in several lines rather than take the room of the other columns. */
const CHARACTERS_WANTED = 24
/** Shorter ones, names above all, are not torn apart. */
const CHARACTERS_TOGETHER = 4

/** Each has room for the words of its header; what is left is shared by how much more its own words need. */
function columnWidths({ header, rows }: Pick<FormTable, 'header' | 'rows'>, total: number): number[] {
  const columns = header.map((name, i) => {
    const longest = Math.max(...rows.map((row) => charactersOf(textOf(row[i] ?? ''))), 0)
    const least = Math.max(charactersOf(name), Math.min(longest, CHARACTERS_TOGETHER))
    return { least: widthOf(least), more: Math.max(0, Math.min(longest, CHARACTERS_WANTED) - least) }
  })
  const sum = (of: (column: (typeof columns)[number]) => number) => columns.reduce((all, column) => all + of(column), 0)
  const left = Math.max(0, total - sum(({ least }) => least))
  const asked = sum(({ more }) => more)
  const shrink = Math.min(1, total / sum(({ least }) => least))
  const widths = columns.map(({ least, more }) =>
    Math.floor(least * shrink + left * (asked === 0 ? 1 / columns.length : more / asked)),
  )
  const used = widths.reduce((all, width) => all + width, 0)
  return widths.map((width, i) => (i === widths.length - 1 ? width + total - used : width))
}

function widthOf(characters: number): number {
  return characters * CHARACTER_TWIPS + CELL_PADDING_TWIPS
}

/** Of its longest line. */
function charactersOf(text: string): number {
  const lengthOf = (line: string) => [...line].reduce((sum, sign) => sum + (sign < '\u2000' ? 0.55 : 1), 0)
  return Math.max(...text.split('\n').map(lengthOf), 2)
}

function textOf(cell: Cell): string {
  if (typeof cell === 'string') return cell
  // Behind a number stands its mark.
  return cell.evidence.length === 0 ? cell.text : `${cell.text}〔99〕`
}
