/** Forms of reviews as a Word document: one after the other, each on a page of its own, with the records at the end. */
import {
  AlignmentType,
  Bookmark,
  Document,
  Footer,
  InternalHyperlink,
  type ISectionOptions,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  type ParagraphChild,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { type Cell, cellText, EVIDENCE_CAPTION, EvidenceNotes, type FormTable, type ReviewForm } from './review-form.ts'
import { writeWhole } from './table-files.ts'
import { xmlCharacters } from './xml-text.ts'

/** Half points, as the format counts: 小二, 四号 and 五号. */
const SIZES = { title: 36, caption: 28, body: 21 } as const
const FONT = { ascii: 'Times New Roman', eastAsia: '宋体', hAnsi: 'Times New Roman', cs: 'Times New Roman' } as const
/** Wider tables lie across the page. */
const COLUMNS_UPRIGHT = 6

export async function writeReviewDocx(file: string, forms: readonly ReviewForm[]): Promise<void> {
  const bytes = await docxBytes(forms)
  await writeWhole(file, (out) => new Promise((done, failed) => out.on('error', failed).end(bytes, done)))
}

function docxBytes(forms: readonly ReviewForm[]): Promise<Buffer> {
  const numbering = new EvidenceNotes()
  const pages = forms.map((form) => section(form, numbering))
  const sections = numbering.notes.length > 0 ? [...pages, evidenceSection(numbering)] : pages
  const run = { font: FONT, size: SIZES.body }
  return Packer.toBuffer(new Document({ styles: { default: { document: { run } } }, sections }))
}

function section(form: ReviewForm, numbering: EvidenceNotes): ISectionOptions {
  const across = form.tables.some(({ header }) => header.length > COLUMNS_UPRIGHT)
  return {
    ...pageOf(across),
    children: [
      heading(form.title, 'title'),
      ...[['支部', form.branch] as const, ...form.facts].map(([name, cell]) =>
        paragraph([...words(`${name}：`, true), ...cellRuns(cell, numbering)]),
      ),
      ...form.tables.flatMap((table) => [heading(table.caption, 'caption'), tableOf(table, numbering)]),
      ...form.notes.map((note) => paragraph(words(`说明：${note}`))),
      ...form.signatures.map((name) => paragraph(words(`${name}：＿＿＿＿＿＿＿＿`))),
      ...(form.signatures.length > 0 ? [paragraph(words('日期：＿＿＿＿年＿＿月＿＿日'))] : []),
    ],
  }
}

function evidenceSection({ notes }: EvidenceNotes): ISectionOptions {
  const list = notes.map((records, i) => {
    const number = new Bookmark({ id: anchorOf(i + 1), children: words(`〔${i + 1}〕`, true) })
    return paragraph([number, ...words(records.join('、'))])
  })
  return { ...pageOf(false), children: [heading(EVIDENCE_CAPTION, 'title'), ...list] }
}

function pageOf(across: boolean): Pick<ISectionOptions, 'properties' | 'footers'> {
  const number = new TextRun({ children: ['第 ', PageNumber.CURRENT, ' 页，共 ', PageNumber.TOTAL_PAGES, ' 页'] })
  const orientation = across ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT
  return {
    properties: { page: { size: { orientation, width: '210mm', height: '297mm' } } },
    footers: {
      default: new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [number] })] }),
    },
  }
}

function tableOf({ header, rows }: FormTable, numbering: EvidenceNotes): Table {
  const share = { size: 100 / header.length, type: WidthType.PERCENTAGE }
  const cell = (children: ParagraphChild[]) => new TableCell({ width: share, children: [new Paragraph({ children })] })
  // The first row stands again on each page; no row is torn in two.
  const head = new TableRow({ tableHeader: true, cantSplit: true, children: header.map((w) => cell(words(w, true))) })
  const body = rows.map(
    (row) => new TableRow({ cantSplit: true, children: row.map((one) => cell(cellRuns(one, numbering))) }),
  )
  return new Table({ width: { size: 100, type: WidthType.PERCENTAGE }, rows: [head, ...body] })
}

/** A number leads to its records at the end. */
function cellRuns(cell: Cell, numbering: EvidenceNotes): ParagraphChild[] {
  const numbered = numbering.number(cell)
  const runs = words(cellText(numbered))
  return numbered.note === null ? runs : [new InternalHyperlink({ anchor: anchorOf(numbered.note), children: runs })]
}

const anchorOf = (note: number) => `evidence-${note}`

function heading(text: string, size: 'title' | 'caption'): Paragraph {
  return new Paragraph({
    alignment: size === 'title' ? AlignmentType.CENTER : AlignmentType.LEFT,
    spacing: { before: 200, after: 120 },
    keepNext: true,
    children: [new TextRun({ text: xmlCharacters(text), bold: true, size: SIZES[size] })],
  })
}

function paragraph(children: ParagraphChild[]): Paragraph {
  return new Paragraph({ spacing: { after: 80 }, children })
}

/** Lines of a text stand below each other. */
function words(text: string, bold = false): TextRun[] {
  const lines = xmlCharacters(text).split('\n')
  return lines.map((line, i) => new TextRun({ text: line, bold, ...(i > 0 && { break: 1 }) }))
}
