import { fileTypeFromBuffer } from 'file-type'
import { ChannelError } from '../../errors.ts'
import type { Media } from '../channel.ts'
import { bareFileName } from '../file-name.ts'
import type { SafeFetch } from '../safe-fetch.ts'
import type { DingtalkClient, FormBody } from './client.ts'

/** Both ways [KB 0646]. */
const MOST_BYTES = 20 * 1024 * 1024
const IMAGE_TYPES = /^image\/(jpe?g|png|gif|bmp|webp)\b/

/** Upload a file; its `media_id` lasts, inside DingTalk only [KB 0646]. @throws ChannelError */
export async function uploadMedia(client: DingtalkClient, type: 'image' | 'file', media: Media): Promise<string> {
  const { bytes, contentType } = media
  const taken = type === 'file' || IMAGE_TYPES.test(contentType)
  if (bytes.length === 0 || bytes.length > MOST_BYTES || !taken) {
    throw new ChannelError('rejected', `DingTalk takes no ${type} of ${bytes.length} bytes and type ${contentType}`)
  }
  // Whoever waits for the message gets it in its own lane; its file goes before it.
  const body = await formOf(media, type)
  const answer = await client.callOld('/media/upload', { query: { type }, body, cost: 'reply' })
  const mediaId = answer.media_id
  if (typeof mediaId !== 'string' || mediaId === '') throw new ChannelError('unreachable', 'DingTalk gave no media_id')
  return mediaId
}

/**
 * Download what a person sent. What it is, its bytes tell: DingTalk calls every file `….file` [KB 0719].
 *
 * @throws ChannelError
 */
export async function downloadMedia(
  { client, files, robotCode }: { client: DingtalkClient; files: SafeFetch; robotCode: string },
  downloadCode: string,
): Promise<Media> {
  const path = '/v1.0/robot/messageFiles/download'
  const body = { downloadCode, robotCode }
  const { downloadUrl } = await client.call({ method: 'POST', path, body, cost: 'reply', harmless: true })
  if (typeof downloadUrl !== 'string') throw new ChannelError('rejected', 'DingTalk gave no address for the file')
  const { bytes, contentType } = await files.get(downloadUrl, { api: path, maxBytes: MOST_BYTES })
  const found = await fileTypeFromBuffer(bytes)
  const told = /^[\w.+-]+\/[\w.+-]+/.exec(contentType)?.[0] ?? 'application/octet-stream'
  return { bytes, contentType: found?.mime ?? told, name: null }
}

/** As a form, encoded whole: it may have to be sent a second time with another token. */
async function formOf({ bytes, contentType, name }: Media, type: 'image' | 'file'): Promise<FormBody> {
  const fallback = type === 'image' ? `image.${contentType.includes('png') ? 'png' : 'jpg'}` : 'file'
  const form = new FormData()
  form.set('type', type)
  form.set('media', new File([bytes], bareFileName(name ?? '') ?? fallback, { type: contentType }))
  const encoded = new Response(form)
  const header = encoded.headers.get('content-type') ?? 'multipart/form-data'
  return { contentType: header, bytes: Buffer.from(await encoded.arrayBuffer()) }
}
