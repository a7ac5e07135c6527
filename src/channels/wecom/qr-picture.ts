import jpeg from 'jpeg-js'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import { ChannelError } from '../../errors.ts'
import { createSafeFetch, type SafeFetch } from '../safe-fetch.ts'

/** WeCom's pictures are some hundred pixels wide; larger ones are not unpacked. */
const MOST_BYTES = 512 * 1024
const MOST_PIXELS = 2_000 * 2_000
/** Where WeCom keeps its pictures (§6.1). */
const PICTURE_HOSTS = /(^|\.)(qpic|qlogo)\.cn$/
/** Where its codes lead: `work.weixin.qq.com/ca/…`, `…/gm/…`. */
const LEADS_TO = /^https:\/\/([a-z0-9-]+\.)*(weixin|wechat|work\.weixin)\.qq\.com\//
const JPEG_START = 0xff
const PNG_START = 0x89

export interface QrPictures {
  /**
   * What the code in a picture of WeCom's leads to, so that it can be drawn sharp at any size.
   *
   * @throws ChannelError `rejected` where the picture is not WeCom's, holds no code, or one that leads elsewhere
   */
  read(url: string): Promise<string>
  close(): Promise<void>
}

/** @param apiBase pictures may lie there as well */
export function createQrPictures(apiBase: string, timeoutMs: number): QrPictures {
  const fetch: SafeFetch = createSafeFetch({
    platform: 'WeCom',
    trustedBases: [apiBase],
    allowHttp: false,
    timeoutMs,
  })
  const ours = new URL(apiBase).origin
  return {
    async read(url) {
      if (!isPicture(url, ours)) throw new ChannelError('rejected', 'The picture of a code is not at WeCom')
      const { bytes } = await fetch.get(url, { api: 'the picture of a code', maxBytes: MOST_BYTES })
      const target = codeIn(bytes)
      if (target === null) throw new ChannelError('rejected', 'The picture holds no code that can be read')
      if (!LEADS_TO.test(target)) throw new ChannelError('rejected', 'The code does not lead to WeCom')
      return target
    },
    close: fetch.close,
  }
}

function isPicture(url: string, ours: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin, hostname } = new URL(url)
  return origin === ours || PICTURE_HOSTS.test(hostname)
}

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
