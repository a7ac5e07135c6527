import { type Answer, failed, ok } from './answers.ts'

export interface StoredMedia {
  bytes: Buffer
  contentType: string
  name: string
}

const LIFE_MS = 3 * 24 * 3_600_000
const MEGABYTE = 1024 * 1024
const MOST_BYTES: Record<string, number> = {
  image: 10 * MEGABYTE,
  voice: 2 * MEGABYTE,
  video: 10 * MEGABYTE,
  file: 20 * MEGABYTE,
}
const WANTED_TYPES: Record<string, RegExp> = { image: /^image\/(jpeg|jpg|png)/, voice: /amr/, video: /mp4/, file: /./ }

/** Temporary media: kept for three days, shared by all applications of the company [J, W]. */
export class MediaShelf {
  readonly #files = new Map<string, StoredMedia & { expiresAtMs: number }>()
  readonly #nowMs: () => number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  add(media: StoredMedia): string {
    const mediaId = `MEDIA_${this.#files.size + 1}_${Math.random().toString(36).slice(2)}`
    this.#files.set(mediaId, { ...media, expiresAtMs: this.#nowMs() + LIFE_MS })
    return mediaId
  }

  get(mediaId: string): StoredMedia | null {
    const media = this.#files.get(mediaId)
    return media && media.expiresAtMs > this.#nowMs() ? media : null
  }

  upload(type: string, contentType: string, body: Buffer): Answer {
    const part = readPart(contentType, body)
    const most = MOST_BYTES[type]
    if (most === undefined) return failed(40004, 'invalid media type')
    if (part === null) return failed(41005, 'media data missing')
    if (part.bytes.length <= 5) return failed(44001, 'empty media data')
    if (part.bytes.length > most) return failed(45001, 'media size out of limit')
    if (!WANTED_TYPES[type]?.test(part.contentType)) return failed(40009, 'invalid image type')
    // created_at is a string, contrary to every other time [J].
    return ok({ type, media_id: this.add(part), created_at: String(Math.floor(this.#nowMs() / 1000)) })
  }
}

/** The part named `media` of a multipart body: it must bring a file name, and a true `filelength` if it brings one. */
function readPart(contentType: string, body: Buffer): StoredMedia | null {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1]
  const headEnd = body.indexOf('\r\n\r\n')
  if (boundary === undefined || headEnd === -1) return null
  const head = body.toString('utf8', 0, headEnd)
  const name = /name="media";\s*filename="([^"]+)"/.exec(head)?.[1]
  const end = body.indexOf(`\r\n--${boundary}`, headEnd + 4)
  if (name === undefined || end === -1 || !head.startsWith(`--${boundary}\r\n`)) return null
  const bytes = body.subarray(headEnd + 4, end)
  const told = /filelength=(\d+)/.exec(head)?.[1]
  if (told !== undefined && Number(told) !== bytes.length) return null
  return { bytes, name, contentType: /Content-Type:\s*(\S+)/i.exec(head)?.[1] ?? 'application/octet-stream' }
}
