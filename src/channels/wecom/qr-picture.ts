import { ChannelError } from '../../errors.ts'
import { createSafeFetch, type SafeFetch } from '../safe-fetch.ts'

/** WeCom's pictures are some hundred pixels wide. */
const MOST_BYTES = 512 * 1024
/** Where WeCom keeps its pictures (§6.1). */
const PICTURE_HOSTS = /(^|\.)(qpic|qlogo)\.cn$/
/** Where its codes lead: `work.weixin.qq.com/ca/…`, `…/gm/…`. */
const LEADS_TO = /^https:\/\/([a-z0-9-]+\.)*(weixin|wechat|work\.weixin)\.qq\.com\//

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
      // What reads pictures takes a tenth of a second to load: not before there is one.
      const { codeIn } = await import('./qr-reading.ts')
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
