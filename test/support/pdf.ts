/** PDFs and pictures as whoever reads, prints or scans them gets them. */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import jsqr from 'jsqr'
import { getDocument, OPS, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** Its types speak of a module that Node does not make of it. */
const findQr = jsqr as unknown as typeof jsqr.default

const POINTS_PER_INCH = 72
const CM_PER_INCH = 2.54

export interface Pixels {
  /** Red, green, blue, alpha. */
  data: Uint8ClampedArray
  width: number
  height: number
}

export interface ReadPdf {
  pages: number
  text: string
  cm: { width: number; height: number }
  fonts: { name: string; embedded: boolean; subset: boolean }[]
}

/** Page one of a PDF. */
export async function readPdf(file: Uint8Array): Promise<ReadPdf> {
  const task = open(file)
  const pdf = await task.promise
  const page = await pdf.getPage(1)
  const { items } = await page.getTextContent()
  const { width, height } = page.getViewport({ scale: CM_PER_INCH / POINTS_PER_INCH })
  const read = {
    pages: pdf.numPages,
    text: items.map((item) => ('str' in item ? item.str : '')).join(''),
    cm: { width, height },
    fonts: await fontsOf(page),
  }
  await task.destroy()
  return read
}

function open(file: Uint8Array) {
  return getDocument({ data: new Uint8Array(file), useSystemFonts: false, verbosity: 0 })
}

async function fontsOf(page: PDFPageProxy): Promise<ReadPdf['fonts']> {
  const { fnArray, argsArray } = await page.getOperatorList()
  const names = new Set(fnArray.flatMap((fn, i) => (fn === OPS.setFont ? [String(argsArray[i][0])] : [])))
  return [...names].map((id) => {
    const font = page.commonObjs.get(id) as { name: string; missingFile?: boolean; data?: Uint8Array }
    // A subset is marked by six capitals before its name.
    return { name: font.name, embedded: !font.missingFile, subset: /^[A-Z]{6}\+/.test(font.name) }
  })
}

/** Page one as it is printed at so many dots per inch. */
export async function pixelsOfPdf(file: Uint8Array, dpi: number): Promise<Pixels> {
  const task = open(file)
  const page = await (await task.promise).getPage(1)
  const viewport = page.getViewport({ scale: dpi / POINTS_PER_INCH })
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height))
  await page.render({ canvas: canvas as never, viewport }).promise
  const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  await task.destroy()
  return { data: new Uint8ClampedArray(image.data), width: canvas.width, height: canvas.height }
}

export async function pixelsOfPng(file: Uint8Array): Promise<Pixels> {
  const image = await loadImage(Buffer.from(file))
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return { data: new Uint8ClampedArray(data), width: image.width, height: image.height }
}

/** What a phone reads of the picture, and the width of the code in pixels; `null`: it finds none. */
export function scanQr({ data, width, height }: Pixels): { text: string; side: number } | null {
  const found = findQr(data, width, height)
  if (!found) return null
  return { text: found.data, side: found.location.topRightCorner.x - found.location.topLeftCorner.x }
}
