/**
 * The fonts of posters: Noto Sans SC and TC, regular (OFL). The first has the 20,902 signs of GBK, of both scripts, for
 * names are written in any; the second those of Big5 in the shapes of its own script.
 */
import { readFile } from 'node:fs/promises'
import type PDFDocument from 'pdfkit'

/** In which characters a poster is written. */
export type PosterScript = 'zh-Hans' | 'zh-Hant'
export type Doc = InstanceType<typeof PDFDocument>

const FILES: Readonly<Record<PosterScript, string>> = { 'zh-Hans': 'noto-sans-sc.ttf', 'zh-Hant': 'noto-sans-tc.ttf' }
/** Printers have always shown by it that a sign is missing. */
const MISSING = '〓'

const files = new Map<PosterScript, Promise<Buffer>>()

/** Makes both fonts known to the document and takes up that of the script. Read once for all posters of a thread. */
export async function openFonts(doc: Doc, script: PosterScript): Promise<void> {
  const other = script === 'zh-Hans' ? 'zh-Hant' : 'zh-Hans'
  doc.registerFont('own', await fileOf(script)).registerFont('other', await fileOf(other))
  doc.font('own')
}

function fileOf(script: PosterScript): Promise<Buffer> {
  const file = files.get(script) ?? readFile(new URL(`./fonts/${FILES[script]}`, import.meta.url))
  files.set(script, file)
  return file
}

/**
 * Takes up the font that has all signs of the text: that of the script, else the other one. A sign that both lack is seen
 * to be missing, instead of leaving a gap.
 */
export function writable(doc: Doc, text: string): string {
  doc.font('own')
  const ownLacks = lacks(doc, text)
  if (ownLacks === 0) return text
  doc.font('other')
  if (lacks(doc, text) >= ownLacks) doc.font('own')
  return [...text].map((sign) => (isIn(doc, sign) ? sign : MISSING)).join('')
}

function lacks(doc: Doc, text: string): number {
  return [...text].filter((sign) => !isIn(doc, sign)).length
}

function isIn(doc: Doc, sign: string): boolean {
  // Not among the types of the package.
  const { font } = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })._font
  return font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0)
}
