/** What is made of the notices of zones: pages, codes to scan, posters, pictures. Each is made once and kept for a while. */
import { createHash } from 'node:crypto'
import type { Deps } from '../../deps.ts'
import { civilDate } from '../../domain/calendar.ts'
import { type PublicNoticeBoard, writtenBoard } from '../../domain/notice-board.ts'
import { ZONE_ENTRY_KINDS } from '../../domain/zoning.ts'
import { PEOPLE_MAX, readNoticeBoard, readNoticePhoto } from '../../store/notice-board.ts'
import { isOverOn } from './announced-days.ts'
import { createNoticeCache } from './notice-cache.ts'
import { CODE } from './notice-codes.ts'
import { zoneNoticePage } from './notice-page.ts'
import { freshOnce, ONCE_PLACEHOLDER } from './opinion-form.ts'
import { codeOnPaper, createPosters, howToTell, type PosterAsked } from './posters.ts'
import { boardWriterOf, type Script } from './script.ts'

export type NoticeDeps = Pick<Deps, 'config' | 'db' | 'pool' | 'seal' | 'now' | 'storage'>

export interface NoticeFile {
  type: string
  body: Buffer
  etag: string
  /** Where the secret of its form goes; below 0: it has no form. */
  onceAt: number
}

/** All by the code of a zone in any letters; `null`: there is no such zone, or it has no such thing. */
export interface NoticeFiles {
  page(code: string, script: Script): Promise<NoticeFile | null>
  /** The code on paper. */
  qr(code: string, format: 'svg' | 'png'): Promise<NoticeFile | null>
  /** The code of a further way in. */
  way(code: string, kind: string): Promise<NoticeFile | null>
  /** The address of the way in that the code on paper leads to. */
  join(code: string): Promise<NoticeFile | null>
  poster(code: string, asked: PosterAsked): Promise<NoticeFile | null>
  /** The picture of who stands at this place of the list, from 0. */
  photo(code: string, place: number): Promise<NoticeFile | null>
  close(): Promise<void>
}

const HTML = 'text/html; charset=utf-8'
const PICTURES = ['image/jpeg', 'image/png', 'image/webp']

export function createNoticeFiles(deps: NoticeDeps): NoticeFiles {
  const { config, db, seal, now } = deps
  const { timezone } = config
  const cache = createNoticeCache<NoticeFile>(deps, ({ body }) => body.length)
  const posters = createPosters(config)

  /** Of the zone that the code names, as it was made before or is made now. */
  async function file(
    name: string,
    code: string,
    make: (board: PublicNoticeBoard) => Promise<Omit<NoticeFile, 'etag'> | null>,
  ): Promise<NoticeFile | null> {
    const known = code.toUpperCase()
    if (!CODE.test(known)) return null
    return cache.of(`${name}/${known}`, async () => {
      const at = now()
      const board = await readNoticeBoard(db, known, {
        now: at,
        timezone,
        seal,
        isOver: isOverOn(civilDate(at, timezone)),
      })
      const made = board && (await make(board))
      return made && { ...made, etag: etagOf(made.body) }
    })
  }

  return {
    page: (code, script) =>
      file(`page/${script}`, code, async (board) => {
        const writer = boardWriterOf(script)
        const { say } = writer
        const telling = howToTell(config, '在下面写一句就行，会转给责任区的党员，办得怎样也会告诉您。')
        const written = writtenBoard(board, writer)
        const body = Buffer.from(zoneNoticePage({ board: written, howToTell: say(telling), script, say }))
        return { type: HTML, body, onceAt: body.indexOf(ONCE_PLACEHOLDER) }
      }),
    qr: (code, format) =>
      file(format, code, async (board) => {
        const held = codeOnPaper(config, board)
        return format === 'png' ? png(held) : { ...NO_FORM, type: 'image/svg+xml', body: Buffer.from(await svg(held)) }
      }),
    way: async (code, asked) => {
      const kind = ZONE_ENTRY_KINDS.find((known) => known === asked)
      if (kind === undefined) return null
      return file(`way/${kind}`, code, async ({ entries }) => {
        const entry = entries.find((one) => one.kind === kind)
        return entry ? png(entry.url) : null
      })
    },
    join: (code) =>
      file('join', code, async ({ entries, residentCode }) => {
        const entry = entries.find(({ kind }) => kind === residentCode)
        return entry ? { ...NO_FORM, type: 'text/plain', body: Buffer.from(entry.url) } : null
      }),
    poster: (code, asked) =>
      file(`poster/${asked.size}/${asked.script}`, code, async (board) => {
        return { ...NO_FORM, type: 'application/pdf', body: await posters.draw(board, asked) }
      }),
    photo: async (code, place) => {
      if (!Number.isInteger(place) || place < 0 || place >= PEOPLE_MAX) return null
      return file(`photo/${place}`, code, async (board) => {
        const key = await readNoticePhoto(db, board.code, { place, now: now(), timezone })
        const media = key === null ? null : await deps.storage.get(key)
        if (!media || !PICTURES.includes(media.contentType)) return null
        return { ...NO_FORM, type: media.contentType, body: media.bytes }
      })
    },
    close: () => posters.close(),
  }
}

const NO_FORM = { onceAt: -1 }

// Loaded when the first code is drawn.
async function png(held: string): Promise<Omit<NoticeFile, 'etag'>> {
  const { qrPng } = await import('../../documents/qr.ts')
  return { ...NO_FORM, type: 'image/png', body: await qrPng(held) }
}

async function svg(held: string): Promise<string> {
  const { qrSvg } = await import('../../documents/qr.ts')
  return qrSvg(held)
}

function etagOf(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
}

/** The page that is kept for all, with a form of its own for one. */
export function withFreshForm({ body, onceAt }: NoticeFile): Buffer {
  if (onceAt < 0) return body
  const own = Buffer.from(body)
  own.write(freshOnce(), onceAt)
  return own
}
