/** Word files and workbooks as programs that open them see them. */
import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import { readSheets } from '../../src/documents/sheet.ts'
import { hearElements } from '../../src/documents/xml-elements.ts'

export interface ReadDocx {
  /** Outside of tables, in their order. */
  paragraphs: string[]
  /** Cell by cell. */
  tables: string[][][]
  /** Where its links lead, and what they can lead to. */
  anchors: string[]
  bookmarks: string[]
  /** Pages that its links open. */
  addresses: string[]
}

export async function readDocx(file: string): Promise<ReadDocx> {
  const parts = unzipSync(await readFile(file))
  const read: ReadDocx = { paragraphs: [], tables: [], anchors: [], bookmarks: [], addresses: [] }
  const targets = relationshipsIn(strFromU8(parts['word/_rels/document.xml.rels'] ?? new Uint8Array()))
  let cell: string[] | null = null
  let text: string | null = null
  hearElements(strFromU8(parts['word/document.xml'] ?? new Uint8Array()), {
    open(name, attributes) {
      if (name === 'tbl') read.tables.push([])
      else if (name === 'tr') read.tables.at(-1)?.push([])
      else if (name === 'tc') cell = []
      else if (name === 'p') text = ''
      else if (name === 'br' && text !== null) text += '\n'
      else if (name === 'hyperlink') {
        const { anchor, id } = attributes()
        if (anchor !== undefined) read.anchors.push(anchor)
        else read.addresses.push(targets.get(id ?? '') ?? '')
      } else if (name === 'bookmarkStart') read.bookmarks.push(attributes().name ?? '')
    },
    text(more) {
      if (text !== null) text += more
    },
    close(name) {
      if (name === 'p' && text !== null) {
        ;(cell ?? read.paragraphs).push(text)
        text = null
      } else if (name === 'tc') {
        read.tables
          .at(-1)
          ?.at(-1)
          ?.push(cell?.join('\n') ?? '')
        cell = null
      }
    },
  })
  return read
}

/** What each id of a part leads to. */
function relationshipsIn(xml: string): Map<string, string> {
  const targets = new Map<string, string>()
  hearElements(xml, {
    open(name, attributes) {
      const { Id, Target } = attributes()
      if (name === 'Relationship' && Id !== undefined) targets.set(Id, Target ?? '')
    },
  })
  return targets
}

/** Rows of each sheet, by its name. */
export async function readXlsx(file: string): Promise<Record<string, string[][]>> {
  return Object.fromEntries([...readSheets(await readFile(file))].map(({ name, rows }) => [name, rows]))
}
