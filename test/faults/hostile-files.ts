/** Files that somebody sends to do harm, or that say more than their sender knows. All are made here, byte by byte. */
import { crc32, deflateSync } from 'node:zlib'

/** Stands wherever a camera or an editor would write about the place and the owner. */
export const MARK = 'GPS 39.9042N 116.4074E'

const segment = (marker: number, data: Buffer | string) => {
  const bytes = Buffer.from(data as string)
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(bytes.length + 2, 2)
  return Buffer.concat([head, bytes])
}

/** The picture itself: tables, frame, scan with a stuffed FF and a restart. */
export const JPEG_PICTURE = Buffer.concat([
  segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
  segment(0xdb, Buffer.alloc(65, 1)),
  segment(0xc0, Buffer.from([8, 0, 16, 0, 16, 1, 1, 0x11, 0])),
  segment(0xc4, Buffer.alloc(29, 1)),
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
])

/** EXIF with an orientation, and after it whatever a phone writes. */
function exif(orientation: number): Buffer {
  const tiff = Buffer.from('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0', 'latin1')
  tiff.writeUInt16LE(orientation, 18)
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(MARK)]))
}

export function jpeg(how: { orientation?: number; extra?: Buffer; after?: string } = {}): Buffer {
  const { orientation, extra = Buffer.alloc(0), after = '' } = how
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    orientation === undefined ? Buffer.alloc(0) : exif(orientation),
    extra,
    JPEG_PICTURE,
    Buffer.from([0xff, 0xd9]),
    Buffer.from(after),
  ])
}

function pngChunk(type: string, data: Buffer | string): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data as string)])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

export function png(how: { side?: number; extra?: Buffer[]; after?: string } = {}): Buffer {
  const { side = 1, extra = [], after = '' } = how
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', deflateSync(Buffer.alloc(4))),
    pngChunk('IEND', ''),
    Buffer.from(after),
  ])
}

function riffChunk(type: string, data: Buffer | string): Buffer {
  const bytes = Buffer.from(data as string)
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
  head.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)])
}

export function webp(extra: Buffer[] = [], after = ''): Buffer {
  const body = Buffer.concat([
    riffChunk('VP8X', Buffer.from([0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    riffChunk('VP8L', Buffer.from([0x2f, 0, 0, 0, 0])),
    ...extra,
  ])
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(body.length + 4, 4)
  return Buffer.concat([head, body, Buffer.from(after)])
}

export interface HostileFile {
  bytes: Buffer
  contentType: string
  /** As its sender calls it. */
  name: string
}

const HTML = '<html><script>fetch("/api/v1/people")</script></html>'
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
/** A megabyte of nothing, packed into a kilobyte. */
const BOMB = deflateSync(Buffer.alloc(8 * 1024 * 1024))

const PHOTOS: Readonly<Record<string, Buffer>> = {
  'exif.jpg': jpeg({ orientation: 6 }),
  'xmp.jpg': jpeg({ extra: segment(0xe1, `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${MARK}`) }),
  'iptc.jpg': jpeg({ extra: segment(0xed, `Photoshop 3.0\0${MARK}`) }),
  'comment.jpg': jpeg({ extra: segment(0xfe, MARK) }),
  'maker.jpg': jpeg({ extra: segment(0xef, MARK) }),
  'previews.jpg': jpeg({ orientation: 3, extra: segment(0xe2, `MPF\0${MARK}`), after: MARK }),
  'page-behind.jpg': jpeg({ after: HTML + MARK }),
  'archive-behind.jpg': jpeg({ after: `PK\x03\x04${MARK}` }),
  'cut.jpg': jpeg({ orientation: 1 }).subarray(0, 90),
  'lying-length.jpg': Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]), Buffer.from(MARK)]),
  'words.png': png({ extra: [pngChunk('tEXt', `Location\0${MARK}`), pngChunk('iTXt', MARK), pngChunk('zTXt', MARK)] }),
  'exif.png': png({ extra: [pngChunk('eXIf', `II*\0${MARK}`)] }),
  'unknown-chunk.png': png({ extra: [pngChunk('gpSx', MARK)] }),
  'page-behind.png': png({ after: HTML + MARK }),
  '100-megapixel.png': png({ side: 10_000 }),
  'endless-chunk.png': Buffer.concat([png().subarray(0, 33), Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from(MARK)]),
  'bomb.png': png({ extra: [pngChunk('zTXt', Buffer.concat([Buffer.from(`${MARK}\0\0`), BOMB]))] }),
  'exif.webp': webp([riffChunk('EXIF', MARK), riffChunk('XMP ', MARK)]),
  'behind.webp': webp([], MARK),
}

/** Thirty files, each with what its sender says it is. */
export function hostileFiles(): HostileFile[] {
  const photos = Object.entries(PHOTOS).map(([name, bytes]) => ({ name, bytes, contentType: 'image/jpeg' }))
  const other = (name: string, bytes: Buffer | string, contentType = 'application/octet-stream') => ({
    name,
    bytes: Buffer.from(bytes as string),
    contentType,
  })
  return [
    ...photos,
    other('page.html', HTML, 'text/html'),
    other('page.jpg', HTML, 'image/jpeg'),
    other('drawing.svg', SVG, 'image/svg+xml'),
    other('drawing.png', SVG, 'image/png'),
    other('bomb.zip', Buffer.concat([Buffer.from('PK\x03\x04'), BOMB]), 'application/zip'),
    other('../../../etc/cron.d/x', 'x x x x x x'),
    other('..\\..\\windows\\system32\\x.exe', 'MZ......'),
    other('/etc/passwd', 'root:x:0:0'),
    other('a\0b\r\nSet-Cookie: x=1', 'header in the name'),
    other('.htaccess', 'AddType text/html .jpg'),
    other(`${'长'.repeat(300)}.pdf`, '%PDF-1.7 x'),
  ]
}
