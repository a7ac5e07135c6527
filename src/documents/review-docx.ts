/** Forms of reviews as a Word document: one after the other, each on a page of its own, with the records at the end. */
import {
  AlignmentType,
  Bookmark,
  Document,
  Footer,
  type ISectionOptions,
  Packer,
  PageNumber,
  Paragraph,
  type ParagraphChild,
  type Table,
  TextRun,
} from 'docx'
import { FONT_TABLE, FONTS, SIZES } from './review-docx-fonts.ts'
import { CELL_STYLE, PAGE_MARGIN_TWIPS, type PageShape, pageShape, tableOf } from './review-docx-table.ts'
import { leadingTo, leadingToNote, noteAnchor, words } from './review-docx-words.ts'
import {
  addressIn,
  type Cell,
  cellText,
  EVIDENCE_CAPTION,
  type EvidenceNote,
  EvidenceNotes,
  type ReviewForm,
  type WrittenFor,
} from './review-form.ts'
import { writeWhole } from './table-files.ts'
import { xmlCharacters } from './xml-text.ts'

/** @param to without a public address nothing in it leads to our pages */
export async function writeReviewDocx(file: string, forms: readonly ReviewForm[], to: WrittenFor): Promise<void> {
  const bytes = await docxBytes(forms, to)
  await writeWhole(file, (out) => new Promise((done, failed) => out.on('error', failed).end(bytes, done)))
}

function docxBytes(forms: readonly ReviewForm[], to: WrittenFor): Promise<Buffer> {
  const cells = new CellWords(to)
  const pages = forms.map((form) => section(form, cells))
  const sections = cells.notes.length > 0 ? [...pages, evidenceSection(cells.notes, to)] : pages
  const run = { font: FONTS.body, size: SIZES.body, language: { value: 'en-US', eastAsia: 'zh-CN' } }
  const document = new Document({
    ...{ title: forms[0]?.title ?? '', creator: '责任区助手', sections },
    styles: { default: { document: { run } }, paragraphStyles: [CELL_STYLE] },
  })
  return Packer.toBuffer(document, undefined, [FONT_TABLE])
}

/** Cells as words that lead somewhere, a number to its records at the end. */
class CellWords {
  private readonly numbering = new EvidenceNotes()
  private readonly to: WrittenFor

  constructor(to: WrittenFor) {
    this.to = to
  }

  get notes(): readonly EvidenceNote[] {
    return this.numbering.notes
  }

  of(cell: Cell): ParagraphChild[] {
    const numbered = this.numbering.number(cell)
    const text = cellText(numbered)
    if (numbered.note !== null) return [leadingToNote(text, numbered.note)]
    return leadingTo(text, addressIn(this.to, numbered.path))
  }
}

function section(form: ReviewForm, cells: CellWords): ISectionOptions {
  const shape = pageShape(form.tables)
  return {
    ...pageOf(shape),
    children: [
      heading(form.title, 'title'),
      ...[['支部', form.branch] as const, ...form.facts].map(([name, cell]) =>
        paragraph([...words(`${name}：`, { bold: true }), ...cells.of(cell)]),
      ),
      ...form.tables.flatMap((table): (Paragraph | Table)[] => [
        heading(table.caption, 'caption'),
        table.rows.length === 0 ? paragraph(words('没有。')) : tableOf(table, shape, (cell) => cells.of(cell)),
      ]),
      ...form.notes.map((note, i) => paragraph(words(`说明：${note}`), { before: i === 0 ? 160 : 0 })),
      ...signatures(form.signatures),
    ],
  }
}

/** Room to write by hand; all who sign stand on one page. */
function signatures(names: readonly string[]): Paragraph[] {
  if (names.length === 0) return []
  return [
    ...names.map((name, i) =>
      paragraph(words(`${name}：＿＿＿＿＿＿＿＿`), { before: i === 0 ? 400 : 160, keepNext: true }),
    ),
    paragraph(words('日期：＿＿＿＿年＿＿月＿＿日'), { before: 160 }),
  ]
}

function evidenceSection(notes: readonly EvidenceNote[], to: WrittenFor): ISectionOptions {
  const list = notes.map(({ records, path }, i) => {
    const number = new Bookmark({ id: noteAnchor(i + 1), children: words(`〔${i + 1}〕`, { bold: true }) })
    const page = addressIn(to, path)
    const named = records.flatMap(({ name, path: own }, j) => [
      ...(j === 0 ? [] : words('、')),
      ...leadingTo(name, addressIn(to, own)),
    ])
    return paragraph([number, ...named, ...(page === null ? [] : [...words('　'), ...leadingTo('打开', page)])])
  })
  return { ...pageOf('upright'), children: [heading(EVIDENCE_CAPTION, 'title'), ...list] }
}

function pageOf(shape: PageShape): Pick<ISectionOptions, 'properties' | 'footers'> {
  const number = new TextRun({ children: ['第 ', PageNumber.CURRENT, ' 页，共 ', PageNumber.TOTAL_PAGES, ' 页'] })
  const margin = {
    top: PAGE_MARGIN_TWIPS,
    right: PAGE_MARGIN_TWIPS,
    bottom: PAGE_MARGIN_TWIPS,
    left: PAGE_MARGIN_TWIPS,
  }
  return {
    properties: {
      page: {
        margin,
        // Width and height of the paper as it is held upright: the library turns it.
        size: { orientation: shape === 'across' ? 'landscape' : 'portrait', width: '210mm', height: '297mm' },
      },
    },
    footers: {
      default: new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [number] })] }),
    },
  }
}

function heading(text: string, kind: 'title' | 'caption'): Paragraph {
  return new Paragraph({
    alignment: kind === 'title' ? AlignmentType.CENTER : AlignmentType.LEFT,
    spacing: { before: 240, after: 120 },
    keepNext: true,
    children: [
      new TextRun({ text: xmlCharacters(text), bold: kind === 'title', size: SIZES[kind], font: FONTS[kind] }),
    ],
  })
}

function paragraph(
  children: ParagraphChild[],
  { before = 0, keepNext = false }: { before?: number; keepNext?: boolean } = {},
): Paragraph {
  return new Paragraph({ spacing: { before, after: 80 }, keepNext, children })
}
