/** Forms of reviews as a workbook: what is known of each branch, a sheet for each kind of table, and the records. */
import { pipeline } from 'node:stream/promises'
import { type Cell, cellText, EVIDENCE_CAPTION, EvidenceNotes, type ReviewForm } from './review-form.ts'
import { writeWhole } from './table-files.ts'
import { type SheetRows, workbookBytes } from './xlsx.ts'

interface Sheet {
  name: string
  header: readonly string[]
  rows: string[][]
}

/** Tables of the same caption stand in one sheet, the branch before each row. @throws SheetFull */
export async function writeReviewXlsx(file: string, forms: readonly ReviewForm[]): Promise<void> {
  const sheets = sheetsOf(forms).map(({ rows, ...sheet }): SheetRows => ({ ...sheet, rows: inTurn(rows) }))
  await writeWhole(file, (out) => pipeline(workbookBytes(sheets), out))
}

function sheetsOf(forms: readonly ReviewForm[]): Sheet[] {
  const numbering = new EvidenceNotes()
  const shown = (cell: Cell) => cellText(numbering.number(cell))
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
  const evidence = numbering.notes.flatMap((records, i) => records.map((record) => [`〔${i + 1}〕`, record]))
  return [known, ...tables.values(), { name: EVIDENCE_CAPTION, header: ['序号', '记录'], rows: evidence }]
}

async function* inTurn(rows: readonly string[][]): AsyncGenerator<string[]> {
  yield* rows
}
