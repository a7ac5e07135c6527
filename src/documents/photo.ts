/** Photos without what the camera wrote about the place, the time and the owner. The picture itself is not touched. */

const PNG_HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Chunks that a picture needs to look right (PNG specification §11); all others are words and data about it. */
const PNG_KEPT = /^(IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|cICP|sBIT|bKGD|hIST|sPLT|pHYs|acTL|fcTL|fdAT)$/
const WEBP_KEPT = /^(VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP)$/
/** Flags of VP8X that announce EXIF and XMP (WebP container specification). */
const WEBP_METADATA_FLAGS = 0x0c

/**
 * The photo without EXIF, XMP, IPTC, comments, embedded previews, and whatever hangs behind its end. Of EXIF only the
 * orientation stays, else phone photos would lie on their side.
 *
 * JPEG, PNG and WebP by what the bytes are, whatever they call themselves; anything else comes back as it is. A photo
 * that is cut off or broken ends where it breaks.
 */
export function withoutMetadata(bytes: Buffer): Buffer {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return cleanJpeg(bytes)
  if (bytes.subarray(0, 8).equals(PNG_HEAD)) return cleanPng(bytes)
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return cleanWebp(bytes)
  return bytes
}

const START_OF_SCAN = 0xda
const END_OF_IMAGE = 0xd9
const APP1 = 0xe1

/** Segment by segment: `FF marker length(2) data`; behind a start of scan the picture itself, up to the next marker. */
function cleanJpeg(bytes: Buffer): Buffer {
  const kept: Buffer[] = [bytes.subarray(0, 2)]
  const orientation = orientationOf(bytes)
  if (orientation !== 1) kept.push(orientationSegment(orientation))
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    if (marker === END_OF_IMAGE) break
    // A marker may be preceded by any number of FF (ITU-T T.81 B.1.1.2).
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = bytes.readUInt16BE(at + 2)
    const end = at + 2 + length
    if (length < 2 || end > bytes.length) break
    const next = marker === START_OF_SCAN ? endOfScan(bytes, end) : end
    if (isPicture(marker, bytes, at)) kept.push(bytes.subarray(at, next))
    at = next
  }
  kept.push(Buffer.from([0xff, END_OF_IMAGE]))
  return Buffer.concat(kept)
}

/** Of the application segments only JFIF, colour profiles and Adobe's colour transform belong to the picture. */
function isPicture(marker: number, bytes: Buffer, at: number): boolean {
  const told = bytes.toString('latin1', at + 4, at + 16)
  if (marker === 0xe0) return told.startsWith('JFIF\0')
  if (marker === 0xe2) return told.startsWith('ICC_PROFILE\0')
  if (marker === 0xee) return told.startsWith('Adobe')
  const application = marker >= 0xe0 && marker <= 0xef
  const comment = marker === 0xfe
  return !application && !comment
}

/** The next marker that is neither a stuffed FF nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at
  }
  return bytes.length
}

/** 1 (upright) to 8, as EXIF says it; 1 where it says nothing. */
function orientationOf(bytes: Buffer): number {
  // EXIF is the first or second segment of every camera's file (EXIF 2.32 §4.7.2).
  const exif = bytes.subarray(0, 128 * 1024).indexOf('Exif\0\0', 0, 'latin1')
  if (exif < 6 || bytes[exif - 3] !== APP1) return 1
  const tiff = bytes.subarray(exif + 6, exif + 64 * 1024)
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const short = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const long = (at: number) => (at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  const directory = long(4)
  const count = Math.min(short(directory), 200)
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * 12
    const value = short(entry + 8)
    if (short(entry) === 0x0112) return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** An EXIF segment that holds nothing but the orientation. */
function orientationSegment(orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('MM\0*', 'latin1')
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(1, 8)
  tiff.writeUInt16BE(0x0112, 10)
  // A short, once (EXIF 2.32 table 4: orientation).
  tiff.writeUInt16BE(3, 12)
  tiff.writeUInt32BE(1, 14)
  tiff.writeUInt16BE(orientation, 18)
  const head = Buffer.from([0xff, APP1, 0, 0])
  const name = Buffer.from('Exif\0\0', 'latin1')
  head.writeUInt16BE(2 + name.length + tiff.length, 2)
  return Buffer.concat([head, name, tiff])
}

/** Chunk by chunk: `length(4) type(4) data crc(4)`; what is kept keeps its checksum. */
function cleanPng(bytes: Buffer): Buffer {
  const kept: Buffer[] = [PNG_HEAD]
  let at = PNG_HEAD.length
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (PNG_KEPT.test(type)) kept.push(bytes.subarray(at, end))
    if (type === 'IEND') break
    at = end
  }
  return Buffer.concat(kept)
}

/** Chunk by chunk: `type(4) length(4, little endian) data`, padded to even length, inside one RIFF. */
function cleanWebp(bytes: Buffer): Buffer {
  const kept: Buffer[] = []
  const last = Math.min(bytes.length, 8 + bytes.readUInt32LE(4))
  let at = 12
  while (at + 8 <= last) {
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length + (length % 2)
    if (at + 8 + length > last) break
    const type = bytes.toString('latin1', at, at + 4)
    if (WEBP_KEPT.test(type))
      kept.push(type === 'VP8X' ? withoutFlags(bytes.subarray(at, end)) : bytes.subarray(at, end))
    at = end
  }
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + kept.reduce((sum, chunk) => sum + chunk.length, 0), 4)
  return Buffer.concat([head, ...kept])
}

function withoutFlags(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk)
  copy[8] = (copy[8] ?? 0) & ~WEBP_METADATA_FLAGS
  return copy
}
