import { ChannelError } from '../../errors.ts'
import type { Media } from '../channel.ts'
import { bareFileName } from '../file-name.ts'
import type { WecomClient } from './client.ts'

const MEGABYTE = 1024 * 1024
/** What WeCom takes [J WxCpMediaService, W]; anything up to 5 bytes is refused as empty. */
const UPLOAD_LIMITS = {
  image: { maxBytes: 10 * MEGABYTE, contentTypes: /^image\/(jpe?g|png)\b/ },
  file: { maxBytes: 20 * MEGABYTE, contentTypes: /./ },
} as const
const LEAST_BYTES = 6
/** Larger ones come in parts only (830002), and are larger than anything a report needs. */
const DOWNLOAD_BYTES = 20 * MEGABYTE

/** Upload a file; the `media_id` is good for three days [W]. @throws ChannelError */
export async function uploadMedia(client: WecomClient, type: 'image' | 'file', media: Media): Promise<string> {
  const { maxBytes, contentTypes } = UPLOAD_LIMITS[type]
  const { bytes, contentType } = media
  if (bytes.length < LEAST_BYTES || bytes.length > maxBytes || !contentTypes.test(contentType)) {
    throw new ChannelError('rejected', `WeCom takes no ${type} of ${bytes.length} bytes and type ${contentType}`)
  }
  const answer = await client.upload('media/upload', { type }, multipart(media, type))
  const mediaId = answer.media_id
  if (typeof mediaId !== 'string') throw new ChannelError('unreachable', 'WeCom gave no media_id')
  return mediaId
}

/** Download what a person sent. @throws ChannelError */
export async function downloadMedia(client: WecomClient, mediaId: string): Promise<Media> {
  const { bytes, contentType, disposition } = await client.download('media/get', { media_id: mediaId }, DOWNLOAD_BYTES)
  return { bytes, contentType: contentType || 'application/octet-stream', name: fileName(disposition) }
}

/** Written by hand, because WeCom wants `filelength` beside the file name, which no form library sends. */
function multipart({ bytes, contentType, name }: Media, type: 'image' | 'file') {
  const boundary = '----zeren-7c1f3a9e5b'
  const fallback = contentType.includes('png') ? 'image.png' : type === 'image' ? 'image.jpg' : 'file'
  const filename = bareFileName(name ?? '') ?? fallback
  const head =
    `--${boundary}\r\n` +
    `Content-Disposition: form-data; name="media"; filename="${filename}"; filelength=${bytes.length}\r\n` +
    `Content-Type: ${contentType.replace(/[\r\n]/g, '')}\r\n\r\n`
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}

/** The name in a `Content-Disposition`, without any folder: it was chosen by whoever sent the file. */
function fileName(disposition: string | null): string | null {
  if (disposition === null) return null
  const encoded = /filename\*=(?:UTF-8'[^']*')?"?([^";]+)/i.exec(disposition)?.[1]
  const plain = /filename="?([^";]+)/i.exec(disposition)?.[1]
  return bareFileName(encoded === undefined ? (plain ?? '') : percentDecoded(encoded))
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
