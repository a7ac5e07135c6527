import { createHash } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { civilDate } from '../../domain/calendar.ts'
import type { PublicNoticeBoard } from '../../domain/notice-board.ts'
import { readNoticeBoard } from '../../store/notice-board.ts'
import { createNoticeCache, KEPT_MS } from './notice-cache.ts'
import { CODE } from './notice-codes.ts'
import { noNoticePage, zoneNoticePage } from './notice-page.ts'
import { freshOnce, ONCE_PLACEHOLDER } from './opinion-form.ts'
import { createPosterThread } from './poster-thread.ts'
import { type Script, scriptFor, writerOf } from './script.ts'
import { type PageDeps, send } from './session.ts'

/** A whole school or village may come from one address. */
export const NOTICES_PER_MINUTE = 600
/** Drawing one takes some tenths of a second to some seconds. */
const POSTERS_PER_MINUTE = 20

interface File {
  type: string
  body: Buffer
  etag: string
  /** Where the secret of its form goes; below 0: it has no form. */
  onceAt: number
}
interface Asked {
  Params: { code: string }
  Querystring: { lang?: unknown; size?: unknown }
}
type Make = (board: PublicNoticeBoard, script: Script) => Promise<string | Buffer> | string

/** The notice of a zone, its code to scan and its poster: for everybody, without signing in. */
export function noticeRoutes(deps: PageDeps): FastifyPluginAsync {
  const { config } = deps
  const howToTell = howToTellWhere(config, '在下面写一句就行，会转给责任区的党员，办得怎样也会告诉您。')
  const howToTellByCode = howToTellWhere(config, '扫码写一句在哪里、什么事，就会转给责任区的党员。')
  const cache = createNoticeCache<File>(deps)

  /** Of the zone that the address names, as it was made before or is made now; any other address is answered alike. */
  async function answer(
    request: FastifyRequest<Asked>,
    reply: FastifyReply,
    what: { name: string; type: string },
    make: Make,
  ) {
    const script = scriptFor(request.query.lang, request.headers['accept-language'])
    const code = request.params.code.toUpperCase()
    reply.header('vary', 'accept-language')
    const file = CODE.test(code)
      ? await cache.of(`${what.name}/${script}/${code}`, async () => {
          const board = await boardOf(deps, code)
          return board && fileOf(what.type, await make(board, script))
        })
      : null
    if (file === null) return send(reply.code(404), noNoticePage(script, writerOf(script)))
    // A form belongs to the browser that it was sent to.
    const scope = file.onceAt < 0 ? 'public' : 'private'
    reply.headers({ 'cache-control': `${scope}, max-age=${KEPT_MS / 1_000}`, etag: file.etag })
    if (request.headers['if-none-match']?.includes(file.etag)) return reply.code(304).send()
    return reply.type(file.type).send(withFreshForm(file))
  }

  return async (app) => {
    const posters = createPosterThread()
    app.addHook('onClose', () => posters.close())
    const many = { config: { rateLimit: { max: NOTICES_PER_MINUTE } } }
    const few = { config: { rateLimit: { max: POSTERS_PER_MINUTE } } }
    app.get<Asked>('/z/:code', many, (request, reply) =>
      answer(request, reply, { name: 'page', type: 'text/html; charset=utf-8' }, (board, script) =>
        zoneNoticePage({ board, howToTell, script, say: writerOf(script) }),
      ),
    )
    app.get<Asked>('/z/:code/qr.svg', many, (request, reply) =>
      answer(request, reply, { name: 'svg', type: 'image/svg+xml' }, async ({ code }) => {
        const { qrSvg } = await import('../../documents/qr.ts')
        return qrSvg(noticeUrl(deps, code))
      }),
    )
    app.get<Asked>('/z/:code/qr.png', few, (request, reply) =>
      answer(request, reply, { name: 'png', type: 'image/png' }, async ({ code }) => {
        const { qrPng } = await import('../../documents/qr.ts')
        return qrPng(noticeUrl(deps, code))
      }),
    )
    app.get<Asked>('/z/:code/poster.pdf', few, (request, reply) => {
      const size = request.query.size === 'A3' ? 'A3' : 'A4'
      return answer(request, reply, { name: `poster-${size}`, type: 'application/pdf' }, async (board) => {
        const url = noticeUrl(deps, board.code)
        return posters.draw({ board, url, howToTell: howToTellByCode, size })
      })
    })
  }
}

function boardOf({ db, config: { timezone }, now }: PageDeps, code: string): Promise<PublicNoticeBoard | null> {
  return readNoticeBoard(db, code, { today: civilDate(now(), timezone), timezone })
}

function fileOf(type: string, made: string | Buffer): File {
  const body = Buffer.from(made)
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { type, body, etag, onceAt: type.startsWith('text/html') ? body.indexOf(ONCE_PLACEHOLDER) : -1 }
}

/** The page that is kept for all, with a form of its own for one. */
function withFreshForm({ body, onceAt }: File): Buffer {
  if (onceAt < 0) return body
  const own = Buffer.from(body)
  own.write(freshOnce(), onceAt)
  return own
}

function noticeUrl({ config }: PageDeps, code: string): string {
  return `${config.publicUrl}/z/${encodeURIComponent(code)}`
}

/** Through the bot, on the platforms that are set up, else `otherwise`: nobody's own telephone stands on a notice. */
function howToTellWhere({ wecom, dingtalk }: PageDeps['config'], otherwise: string): string {
  const platforms = [wecom && '企业微信', dingtalk && '钉钉'].filter((name) => name !== null)
  if (platforms.length === 0) return otherwise
  return `在${platforms.join('或')}里告诉“责任区助手”，说清在哪里、什么事，就会转给责任区的党员，办得怎样也会告诉您。`
}
