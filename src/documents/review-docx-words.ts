/** Words of the Word forms, and those that lead somewhere. */
import { ExternalHyperlink, InternalHyperlink, type ParagraphChild, TextRun } from 'docx'
import { xmlCharacters } from './xml-text.ts'

/** As links look everywhere. */
const LINK_COLOUR = '0563C1'

interface Looks {
  bold?: boolean
  /** Half points. */
  size?: number
  link?: boolean
}

/** Lines of a text stand below each other. */
export function words(text: string, { bold = false, link = false }: Looks = {}): TextRun[] {
  const looks = { bold, ...(link && { color: LINK_COLOUR }) }
  return xmlCharacters(text)
    .split('\n')
    .map((line, i) => new TextRun({ text: line, ...looks, ...(i > 0 && { break: 1 }) }))
}

/** `address` `null`: words that lead nowhere. */
export function leadingTo(text: string, address: string | null): ParagraphChild[] {
  if (address === null || text === '') return words(text)
  return [new ExternalHyperlink({ link: address, children: words(text, { link: true }) })]
}

export function leadingToNote(text: string, note: number): ParagraphChild {
  return new InternalHyperlink({ anchor: noteAnchor(note), children: words(text, { link: true }) })
}

export function noteAnchor(note: number): string {
  return `evidence-${note}`
}
