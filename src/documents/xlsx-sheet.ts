/** The cells of one sheet of a workbook as texts. */
import { dateOfSerial } from './xlsx-styles.ts'
import { hearElements } from './xml-elements.ts'

/** What one cell may hold for us; a description of areas, the longest, has 2,000 characters. */
export const MAX_CELL_CHARS = 4_000
export const MAX_ROWS = 200_000
/** Columns to the right of these are not looked at. */
export const MAX_COLUMNS = 200

/** Of a sheet, by its format. */
const LAST_ROW = 1_048_576
/** Cells, empty ones and those filled by merging too. */
const MAX_CELLS = 10_000_000

/** More rows with something in them than `MAX_ROWS`, or more cells than they could have. */
export class TooManyRows extends Error {
  override name = 'TooManyRows'
}

/** What the cells of a workbook point to. */
export interface WorkbookParts {
  sharedTexts: readonly string[]
  /** By number of the cell style. */
  dates: readonly boolean[]
  from1904: boolean
}

const EMPTY: string[] = []

/**
 * Rows of texts; `rows[n]` is row n + 1 of the sheet, empty ones too, up to the last with anything in it.
 *
 * Of merged cells every row has the text in the first column of the area. Of a formula the value is taken; where the
 * file has none, the formula itself stands there, with its `=`.
 *
 * @throws TooManyRows
 */
export function readSheetXml(xml: string, parts: WorkbookParts): string[][] {
  const sheet = new SheetReader(parts)
  hearElements(xml, sheet)
  return sheet.finish()
}

class SheetReader {
  private readonly rows: string[][] = []
  private filled = 0
  private cellCount = 0
  private readonly merges: Area[] = []
  private readonly parts: WorkbookParts
  private row = -1
  private column = -1
  private cell: Cell | null = null
  private part: 'v' | 'f' | 't' | null = null
  private phonetic = false

  constructor(parts: WorkbookParts) {
    this.parts = parts
  }

  open(name: string, attributes: () => Readonly<Record<string, string>>): void {
    if (name === 'c') {
      const { r, t, s } = attributes()
      this.count()
      this.column = columnOf(r) ?? this.column + 1
      this.cell = { type: t ?? 'n', style: Number(s ?? 0), v: '', f: '', t: '' }
    } else if (name === 'row') {
      const told = Number(attributes().r)
      this.row = Number.isInteger(told) && told > this.row ? told - 1 : this.row + 1
      if (this.row >= LAST_ROW) throw new TooManyRows()
      this.column = -1
    } else if (name === 'v' || name === 'f' || name === 't') this.part = name
    else if (name === 'rPh') this.phonetic = true
    else if (name === 'mergeCell') this.merge(attributes().ref ?? '')
  }

  text(text: string): void {
    if (this.cell && this.part && !this.phonetic) this.cell[this.part] += text
  }

  close(name: string): void {
    if (name === 'v' || name === 'f' || name === 't') this.part = null
    else if (name === 'rPh') this.phonetic = false
    else if (name === 'c' && this.cell) {
      this.keep(cellText(this.cell, this.parts))
      this.cell = null
    }
  }

  finish(): string[][] {
    for (const { column, from, to } of this.merges) {
      const text = this.rows[from]?.[column] ?? ''
      // An area may reach down to the last row that a sheet can have.
      for (let row = from + 1; text !== '' && row <= to && row < this.rows.length; row++) {
        this.count()
        this.put(row, column, text)
      }
    }
    return this.rows
  }

  private count(): void {
    if (++this.cellCount > MAX_CELLS) throw new TooManyRows()
  }

  private keep(text: string): void {
    if (text.trim() === '' || this.column >= MAX_COLUMNS) return
    while (this.rows.length <= this.row) this.rows.push(EMPTY)
    this.put(this.row, this.column, text)
  }

  private put(row: number, column: number, text: string): void {
    let cells = this.rows[row] ?? EMPTY
    if (cells === EMPTY) {
      cells = []
      this.rows[row] = cells
      if (++this.filled > MAX_ROWS) throw new TooManyRows()
    }
    while (cells.length <= column) cells.push('')
    cells[column] = text
  }

  private merge(ref: string): void {
    const area = areaOf(ref)
    if (area && area.to > area.from && this.merges.length < MAX_ROWS) this.merges.push(area)
  }
}

interface Cell {
  type: string
  style: number
  v: string
  f: string
  t: string
}

function cellText({ type, style, v, f, t }: Cell, { sharedTexts, dates, from1904 }: WorkbookParts): string {
  if (type === 'inlineStr') return tidyText(t)
  if (v === '') return f === '' ? '' : tidyText(`=${f}`)
  switch (type) {
    case 's':
      return sharedTexts[Number(v)] ?? ''
    case 'b':
      return v === '1' ? '是' : '否'
    case 'n':
      return dates[style] ? dateOfSerial(Number(v), { from1904 }) : plainNumber(v)
    default:
      return tidyText(v)
  }
}

/** A number as it is typed: a phone may be kept as `1.38E10`. */
function plainNumber(v: string): string {
  const number = Number(v)
  return Number.isSafeInteger(number) ? String(number) : v.slice(0, MAX_CELL_CHARS)
}

/** A text as workbooks keep it: signs that XML cannot carry are written `_x000D_`. */
export function tidyText(text: string): string {
  const plain = text.includes('_x')
    ? text.replace(/_x([0-9A-F]{4})_/giu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text
  return plain.slice(0, MAX_CELL_CHARS)
}

interface Area {
  column: number
  /** Indexes of rows, both within. */
  from: number
  to: number
}

function areaOf(ref: string): Area | null {
  const [, letters = '', from = '', to = ''] =
    /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})$/u.exec(ref) ?? []
  const column = columnOf(letters)
  return column === null ? null : { column, from: Number(from) - 1, to: Number(to) - 1 }
}

/** `AB12` or `AB` → 27. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^\$?([A-Z]{1,3})/u.exec(reference ?? '')?.[1]
  if (letters === undefined) return null
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
