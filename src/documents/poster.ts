/** The notice of a zone on paper: black on white, to be read from two metres, with a code to scan. */
import PDFDocument from 'pdfkit'
import type { NoticePerson } from '../domain/notice-board.ts'
import { type Doc, openFonts, writable } from './poster-fonts.ts'
import type { Poster, PosterSize } from './poster-words.ts'
import { type QrModules, qrModules } from './qr.ts'

// All in points of A4; A3 is the same, drawn larger.
const POINTS_PER_CM = 72 / 2.54
const WIDTH = 595.28
const HEIGHT = 841.89
const MARGIN = 1.6 * POINTS_PER_CM
const INNER = WIDTH - 2 * MARGIN
/** With the quiet zone, so that the code itself is wider than 4 cm. */
const QR_SIDE = 6 * POINTS_PER_CM
const QR_QUIET_MODULES = 4
const QR_COLUMN = QR_SIDE + 24
const FOOT = 118
const SCALE: Readonly<Record<PosterSize, number>> = { A4: 1, A3: Math.SQRT2 }

/** The poster as a PDF of one page, its fonts embedded as far as they are used. */
export async function posterPdf(poster: Poster): Promise<Buffer> {
  const { board, size, script, words } = poster
  const info = { Title: `${board.zone} ${words.title}` }
  const doc = new PDFDocument({ size, margin: 0, font: '', lang: script, displayTitle: true, info })
  const done = gather(doc)
  await openFonts(doc, script)
  doc.scale(SCALE[size])
  head(doc, poster)
  const top = doc.y + 16
  const leftEnd = answers(doc, poster, top)
  const rightEnd = scan(doc, poster, top)
  duties(doc, poster, Math.max(leftEnd, rightEnd) + 14)
  foot(doc, poster)
  doc.end()
  return done
}

function gather(doc: Doc): Promise<Buffer> {
  const parts: Buffer[] = []
  return new Promise((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part))
    doc.on('end', () => resolve(Buffer.concat(parts)))
    doc.on('error', reject)
  })
}

interface Place {
  x: number
  y: number
  width: number
  /** What does not fit is cut, with a sign that it was. */
  height: number
}

/** Text in a box; `doc.y` is below it afterwards. */
function write(doc: Doc, text: string, size: number, place: Place, align: 'left' | 'center' = 'left'): void {
  const { x, y, width, height } = place
  doc.fontSize(size).text(writable(doc, text), x, y, { width, height, align, ellipsis: '…', lineGap: size * 0.1 })
}

/** There is one weight of the font: heavier is the same with an outline. */
function writeBold(doc: Doc, text: string, size: number, place: Place, align: 'left' | 'center' = 'left'): void {
  doc.lineWidth(size / 28).strokeColor('black')
  const { x, y, width, height } = place
  doc.fontSize(size).text(writable(doc, text), x, y, {
    ...{ width, height, align, ellipsis: '…', lineGap: size * 0.1 },
    ...{ fill: true, stroke: true },
  })
}

function head(doc: Doc, { board, words }: Poster): void {
  const across = { x: MARGIN, width: INNER }
  write(doc, board.demo ? words.demo : board.branch, 16, { ...across, y: MARGIN, height: 24 }, 'center')
  writeBold(doc, words.title, 38, { ...across, y: doc.y + 2, height: 54 }, 'center')
  writeBold(doc, board.zone, board.zone.length > 18 ? 20 : 28, { ...across, y: doc.y + 2, height: 62 }, 'center')
  doc
    .lineWidth(3)
    .moveTo(MARGIN, doc.y + 6)
    .lineTo(MARGIN + INNER, doc.y + 6)
    .stroke()
  doc.y += 6
}

const POSTER_PEOPLE = 4

function answers(doc: Doc, { board, words, howToTell }: Poster, top: number): number {
  const column = { x: MARGIN, width: INNER - QR_COLUMN }
  writeBold(doc, words.who, 20, { ...column, y: top, height: 30 })
  const people = board.people.slice(0, POSTER_PEOPLE)
  for (const person of people) {
    writeBold(doc, named(person), 22, { ...column, y: doc.y + 4, height: 32 })
    if (person.phone !== null) writeBold(doc, person.phone, 18, { ...column, y: doc.y, height: 26 })
  }
  if (people.length === 0) write(doc, words.nobody, 16, { ...column, y: doc.y + 4, height: 44 })
  write(doc, howToTell, 15, { ...column, y: doc.y + 6, height: 88 })
  writeBold(doc, words.where, 20, { ...column, y: doc.y + 12, height: 30 })
  const areas = board.areas.length > 0 ? board.areas.join('、') : board.zone
  write(doc, areas, 16, { ...column, y: doc.y + 4, height: 90 })
  return doc.y
}

function named({ name, title }: NoticePerson): string {
  return name === null ? title : `${name}  ${title}`
}

function scan(doc: Doc, { code, url, scan: label }: Poster, top: number): number {
  const x = MARGIN + INNER - QR_SIDE
  drawQr(doc, qrModules(code), { x, y: top })
  const below = { x: x - 12, width: QR_SIDE + 24 }
  writeBold(doc, label, 16, { ...below, y: top + QR_SIDE + 2, height: 26 }, 'center')
  write(doc, url, 8, { ...below, y: doc.y + 2, height: 34 }, 'center')
  return doc.y
}

/** As one path, so that no viewer draws hair lines between the modules. The quiet zone is inside the side. */
function drawQr(doc: Doc, { size, isDark }: QrModules, { x, y }: { x: number; y: number }): void {
  const module = QR_SIDE / (size + 2 * QR_QUIET_MODULES)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!isDark(row, column)) continue
      doc.rect(x + (column + QR_QUIET_MODULES) * module, y + (row + QR_QUIET_MODULES) * module, module, module)
    }
  }
  doc.fill('black')
}

/** Height of a line of the list, in sizes of its signs. */
const DUTY_LINE = 1.6
const DUTY_SIZE = { least: 10, most: 15 } as const

/** As large as all of them fit; of very many the last are left to the page. */
function duties(doc: Doc, { board, words }: Poster, top: number): void {
  if (board.duties.length === 0) return
  const across = { x: MARGIN, width: INNER }
  writeBold(doc, words.what, 20, { ...across, y: top, height: 30 })
  const begin = doc.y
  const room = HEIGHT - MARGIN - FOOT - begin
  const fitting = room / (board.duties.length * DUTY_LINE)
  const size = Math.max(DUTY_SIZE.least, Math.min(DUTY_SIZE.most, fitting))
  const height = size * DUTY_LINE
  const count = Math.floor(room / height + 0.001)
  const lines = board.duties.map((duty, i) => `${i + 1}. ${duty}`)
  const shown = lines.length > count ? [...lines.slice(0, count - 1), words.more] : lines
  for (const [i, line] of shown.entries()) write(doc, line, size, { ...across, y: begin + i * height, height })
}

function foot(doc: Doc, { board, words }: Poster): void {
  const top = HEIGHT - MARGIN - FOOT + 10
  doc
    .lineWidth(3)
    .moveTo(MARGIN, top)
    .lineTo(MARGIN + INNER, top)
    .stroke()
  const across = { x: MARGIN, width: INNER }
  writeBold(doc, words.danger, 18, { ...across, y: top + 8, height: 28 }, 'center')
  writeBold(doc, words.numbers, 24, { ...across, y: doc.y + 2, height: 36 }, 'center')
  const leader = board.leader ? named(board.leader) : ''
  const complaints = [words.complaints, leader, board.contact].filter((part) => part !== '').join('  ')
  write(doc, complaints, 13, { ...across, y: doc.y + 4, height: 34 }, 'center')
}
