/** Reads workbooks that anybody may have made: merged cells, formulas, hidden sheets, and archives made to burst. */
import { posix } from 'node:path'
import { readSheetXml, tidyText, type WorkbookParts } from './xlsx-sheet.ts'
import { dateStyles } from './xlsx-styles.ts'
import { hearElements } from './xml-elements.ts'
import { Archive, BadArchive } from './zip.ts'

export interface Sheet {
  name: string
  /** `rows[n]` is row n + 1 of the sheet. */
  rows: string[][]
}

/** 200,000 rows of fifteen columns take about 140 MB of XML. */
const MAX_UNPACKED_BYTES = 192 * 1024 * 1024
/** Sheets after these are not looked at. */
const MAX_SHEETS = 20
const WORKSHEET = 'worksheet'

/**
 * The sheets that can be seen, in their order, each read when it is asked for.
 *
 * @throws BadArchive, TooManyRows, and errors of the XML parser
 */
export function* readWorkbook(bytes: Buffer): Generator<Sheet> {
  const archive = new Archive(bytes, { maxBytes: MAX_UNPACKED_BYTES })
  const text = (name: string) => archive.read(name)?.toString('utf8') ?? null
  const book = [...relations(text, '')].find((r) => r.kind === 'officeDocument')?.target
  const xml = book === undefined ? null : text(book)
  if (book === undefined || xml === null) throw new BadArchive('no workbook')
  const related = [...relations(text, book)]
  const partOf = (kind: string) => text(related.find((r) => r.kind === kind)?.target ?? '')
  const { sheets, from1904 } = readBook(xml)
  const parts: WorkbookParts = {
    sharedTexts: readSharedTexts(partOf('sharedStrings') ?? ''),
    dates: dateStyles(partOf('styles') ?? ''),
    from1904,
  }
  for (const { name, id } of sheets.slice(0, MAX_SHEETS)) {
    const target = related.find((r) => r.id === id && r.kind === WORKSHEET)?.target
    const sheetXml = target === undefined ? null : text(target)
    if (sheetXml !== null) yield { name, rows: readSheetXml(sheetXml, parts) }
  }
}

interface Relation {
  id: string
  /** Last word of its type: `worksheet`, `styles`. */
  kind: string
  /** Name in the archive. */
  target: string
}

/** What a part of the package points to; '' is the package itself. */
function relations(text: (name: string) => string | null, part: string): Relation[] {
  const folder = posix.dirname(part)
  const found: Relation[] = []
  hearXml(text(posix.join(folder, '_rels', `${posix.basename(part)}.rels`)), (name, attributes) => {
    if (name !== 'Relationship') return
    const { Id = '', Type = '', Target = '' } = attributes()
    const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target)
    found.push({ id: Id, kind: posix.basename(Type), target })
  })
  return found
}

function readBook(xml: string): { sheets: { name: string; id: string }[]; from1904: boolean } {
  const sheets: { name: string; id: string }[] = []
  let from1904 = false
  hearXml(xml, (element, attributes) => {
    if (element === 'workbookPr') from1904 = ['1', 'true'].includes(attributes().date1904 ?? '')
    if (element !== 'sheet') return
    const { name = '', id = '', state = 'visible' } = attributes()
    if (state === 'visible') sheets.push({ name, id })
  })
  return { sheets, from1904 }
}

/** Texts that cells share; readings that stand above the characters are left out. */
function readSharedTexts(xml: string): string[] {
  const texts: string[] = []
  let parts: string[] = []
  let inText = false
  let phonetic = false
  if (xml !== '') {
    hearElements(xml, {
      open(name) {
        if (name === 'si') parts = []
        else if (name === 'rPh') phonetic = true
        else if (name === 't') inText = !phonetic
      },
      text(text) {
        if (inText) parts.push(text)
      },
      close(name) {
        if (name === 't') inText = false
        else if (name === 'rPh') phonetic = false
        else if (name === 'si') texts.push(tidyText(parts.join('')))
      },
    })
  }
  return texts
}

function hearXml(xml: string | null, open: Parameters<typeof hearElements>[1]['open']): void {
  if (xml !== null && xml !== '') hearElements(xml, { open })
}
