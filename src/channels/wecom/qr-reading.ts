import jpeg from 'jpeg-js'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'

/** Larger ones are not unpacked. */
const MOST_PIXELS = 2_000 * 2_000
const JPEG_START = 0xff
const PNG_START = 0x89

/** The words of the code in a PNG or JPEG; `null`: it is no such picture, or none can be read in it. */
export function codeIn(bytes: Buffer): string | null {
  try {
    const { width, height, data } = pixelsOf(bytes)
    return jsqr.default(new Uint8ClampedArray(data), width, height)?.data ?? null
  } catch {
    return null
  }
}

/** @throws whatever the reader throws of what it cannot read */
function pixelsOf(bytes: Buffer): { width: number; height: number; data: Uint8Array } {
  if (bytes[0] === JPEG_START) {
    return jpeg.decode(bytes, { useTArray: true, maxResolutionInMP: MOST_PIXELS / 1e6, maxMemoryUsageInMB: 64 })
  }
  // Its size stands in the head, before anything is unpacked.
  if (bytes[0] !== PNG_START || bytes.readUInt32BE(16) * bytes.readUInt32BE(20) > MOST_PIXELS) {
    throw new Error('neither a PNG nor a JPEG, or a huge one')
  }
  return PNG.sync.read(bytes)
}
