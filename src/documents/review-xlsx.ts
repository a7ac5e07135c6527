/** Forms of reviews as a workbook: what is known of each branch, a sheet for each kind of table, and the records. */
import { pipeline } from 'node:stream/promises'
import {
  addressIn,
  type Cell,
  cellText,
  EVIDENCE_CAPTION,
  EvidenceNotes,
  type ReviewForm,
  type WrittenFor,
} from './review-form.ts'
import { writeWhole } from './table-files.ts'
import { cellOf, type SheetCell, type SheetRows, workbookBytes } from './xlsx.ts'

interface Sheet {
  name: string
  header: readonly string[]
  rows: SheetCell[][]
}

/** Tables of the same caption stand in one sheet, the branch before each row. @throws SheetFull */
export async function writeReviewXlsx(file: string, forms: readonly ReviewForm[], to: WrittenFor): Promise<void> {
  const sheets = sheetsOf(forms, to).map(({ rows, ...sheet }): SheetRows => ({ ...sheet, rows: inTurn(rows) }))
  await writeWhole(file, (out) => pipeline(workbookBytes(sheets), out))
}

function sheetsOf(forms: readonly ReviewForm[], to: WrittenFor): Sheet[] {
  const book = new EvidenceSheet(to)
  const shown = (cell: Cell) => book.shown(cell)
  const known: Sheet = { name: '概况', header: ['支部', '表', '项目', '内容'], rows: [] }
  const tables = new Map<string, Sheet>()
  for (const { title, branch, facts, tables: own, notes } of forms) {
    for (const [name, cell] of facts) known.rows.push([branch, title, name, shown(cell)])
    for (const note of notes) known.rows.push([branch, title, '说明', note])
    for (const { caption, header, rows } of own) {
      const sheet = tables.get(caption) ?? { name: caption, header: ['支部', ...header], rows: [] }
      tables.set(caption, sheet)
      for (const row of rows) sheet.rows.push([branch, ...row.map(shown)])
    }
  }
  return [known, ...tables.values(), { name: EVIDENCE_CAPTION, header: ['序号', '记录'], rows: book.rows }]
}

/** The records behind the numbers, a row each; every number leads to the first of its own. */
class EvidenceSheet {
  readonly rows: SheetCell[][] = []
  private readonly numbering = new EvidenceNotes()
  private readonly to: WrittenFor

  constructor(to: WrittenFor) {
    this.to = to
  }

  shown(cell: Cell): SheetCell {
    const numbered = this.numbering.number(cell)
    const text = cellText(numbered)
    if (numbered.note === null) return this.linked(text, numbered.path)
    const first = cellOf(EVIDENCE_CAPTION, { column: 1, row: this.rows.length + 2 })
    const mark = this.linked(`〔${numbered.note}〕`, numbered.path)
    for (const { name, path } of this.numbering.notes.at(-1)?.records ?? []) {
      this.rows.push([mark, this.linked(name, path)])
    }
    return { text, link: first }
  }

  private linked(text: string, path: string | null): SheetCell {
    const link = addressIn(this.to, path)
    return link === null ? text : { text, link }
  }
}

async function* inTurn(rows: readonly SheetCell[][]): AsyncGenerator<SheetCell[]> {
  yield* rows
}
