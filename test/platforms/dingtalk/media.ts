import { randomBytes } from 'node:crypto'
import { type Call, ok, oldOk, oldRefused, parseObject, type Reply, refused, type StoredFile } from './answers.ts'

export interface MediaOptions {
  robotCode: string
  /** How long a download address is good; the real figure stands in its `Expires` and is not documented. */
  addressLifeMs: number
  nowMs: () => number
}

const MEGABYTE = 1024 * 1024
/** [KB 0646] */
const MOST_BYTES: Record<string, number> = {
  image: 20 * MEGABYTE,
  voice: 2 * MEGABYTE,
  video: 20 * MEGABYTE,
  file: 20 * MEGABYTE,
}

/** Files: those of members behind a download code and a temporary address [KB 0719], those of the robot behind a media id [KB 0646]. */
export class MediaShelf {
  /** Where the server listens; known once it does. */
  address = ''
  readonly #options: MediaOptions
  readonly #byCode = new Map<string, StoredFile>()
  readonly #byAddress = new Map<string, { file: StoredFile; expiresAtMs: number }>()
  readonly #uploaded = new Map<string, StoredFile>()

  constructor(options: MediaOptions) {
    this.#options = options
  }

  /** As when a member shows a file; the code is what the robot gets. */
  add(file: StoredFile): string {
    const code = randomBytes(18).toString('base64')
    this.#byCode.set(code, file)
    return code
  }

  has(mediaId: string): boolean {
    return this.#uploaded.has(mediaId)
  }

  uploaded(mediaId: string): StoredFile | null {
    return this.#uploaded.get(mediaId) ?? null
  }

  /** `POST /v1.0/robot/messageFiles/download`: the code belongs to the robot that got the message [KB 0719]. */
  locate({ body }: Call): Reply {
    const json = parseObject(body.toString('utf8'))
    if (json?.robotCode !== this.#options.robotCode) return refused(400, 'invalidParameter.robotCode.auth')
    const file = this.#byCode.get(String(json.downloadCode))
    if (file === undefined) return refused(400, 'invalidParameter.downloadCode')
    const id = randomBytes(12).toString('hex')
    const expiresAtMs = this.#options.nowMs() + this.#options.addressLifeMs
    this.#byAddress.set(id, { file, expiresAtMs })
    // Whatever it was, the name ends with `.file` [KB 0719].
    return ok({
      downloadUrl: `${this.address}/oss/${id}.file?Expires=${Math.floor(expiresAtMs / 1000)}&Signature=fake`,
    })
  }

  /** The storage behind that address: no token, 403 with XML once it is old. */
  fetch({ path, query }: Call): Reply {
    const known = this.#byAddress.get(path.slice('/oss/'.length).replace(/\.file$/, ''))
    const expires = Math.floor((known?.expiresAtMs ?? 0) / 1000)
    if (known === undefined || query.get('Expires') !== String(expires) || known.expiresAtMs <= this.#options.nowMs()) {
      return { status: 403, html: '<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>' }
    }
    return { status: 200, file: { ...known.file, contentType: 'application/octet-stream' } }
  }

  /** `POST oapi/media/upload`, multipart [KB 0646]. */
  upload({ headers, query, body }: Call): Reply {
    const { type: inBody, file } = readParts(String(headers['content-type'] ?? ''), body)
    const type = inBody ?? query.get('type') ?? ''
    const most = MOST_BYTES[type]
    if (most === undefined) return oldRefused(40004, '不合法的媒体文件类型')
    if (file === null || file.bytes.length === 0) return oldRefused(41005, '缺少多媒体文件数据')
    if (file.bytes.length > most) return oldRefused(45001, '多媒体文件大小超过限制')
    const mediaId = `@${randomBytes(16).toString('base64url')}`
    this.#uploaded.set(mediaId, file)
    return oldOk({ type, media_id: mediaId, created_at: this.#options.nowMs() })
  }
}

/** The parts `type` and `media` of a multipart body. */
function readParts(contentType: string, body: Buffer): { type: string | null; file: StoredFile | null } {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1]
  let type: string | null = null
  let file: StoredFile | null = null
  if (boundary === undefined) return { type, file }
  for (const section of sections(body, Buffer.from(`--${boundary}`))) {
    const headEnd = section.indexOf('\r\n\r\n')
    const head = section.toString('utf8', 0, headEnd)
    const bytes = section.subarray(headEnd + 4, section.length - 2)
    const name = /name="([^"]+)"/.exec(head)?.[1]
    const fileName = /filename="([^"]+)"/.exec(head)?.[1]
    if (name === 'type') type = bytes.toString('utf8')
    if (name === 'media' && fileName !== undefined) {
      file = {
        bytes,
        name: fileName,
        contentType: /Content-Type:\s*(\S+)/i.exec(head)?.[1] ?? 'application/octet-stream',
      }
    }
  }
  return { type, file }
}

function* sections(body: Buffer, mark: Buffer): Generator<Buffer> {
  let from = body.indexOf(mark)
  while (from !== -1) {
    const next = body.indexOf(mark, from + mark.length)
    if (next === -1) return
    yield body.subarray(from + mark.length + 2, next)
    from = next
  }
}
