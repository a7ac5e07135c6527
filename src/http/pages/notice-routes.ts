import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { branchPosterRoutes } from './branch-posters.ts'
import { withOwnPictures } from './headers.ts'
import { KEPT_MS } from './notice-cache.ts'
import { createNoticeFiles, type NoticeDeps, type NoticeFile, withFreshForm } from './notice-files.ts'
import { noNoticePage } from './notice-page.ts'
import { SCANNED } from './posters.ts'
import { type Script, scriptFor, writerOf } from './script.ts'
import { send } from './session.ts'
import { createVisitCounter } from './visit-counter.ts'

/** A whole school or village may come from one address. */
export const NOTICES_PER_MINUTE = 600
/** Drawing one takes some tenths of a second to some seconds. */
const POSTERS_PER_MINUTE = 20

interface Asked {
  Params: { code: string; kind: string; place: string }
  Querystring: { lang?: unknown; size?: unknown; [SCANNED]?: unknown }
}

/** The notice of a zone, its code to scan and its poster: for everybody, without signing in. */
export function noticeRoutes(deps: NoticeDeps & Pick<Deps, 'log'>): FastifyPluginAsync {
  const pagePolicy = withOwnPictures(deps.config.publicUrl)
  return async (app) => {
    const files = createNoticeFiles(deps)
    const visits = createVisitCounter(deps)
    app.addHook('onClose', () => Promise.all([files.close(), visits.close()]))
    /** After the answer, so that nobody waits for it. */
    const countVisit = async ({ params, query }: FastifyRequest<Asked>, { statusCode }: FastifyReply) => {
      if (statusCode < 400) visits.count(params.code.toUpperCase(), query[SCANNED] === undefined ? 'notice' : 'scan')
    }
    const many = { config: { rateLimit: { max: NOTICES_PER_MINUTE } } }
    const few = { config: { rateLimit: { max: POSTERS_PER_MINUTE } } }
    app.get<Asked>('/z/:code', { ...many, onResponse: countVisit }, async (request, reply) => {
      reply.headers(pagePolicy)
      return answer(request, reply, await files.page(request.params.code, scriptOf(request)))
    })
    app.get<Asked>('/z/:code/qr.svg', many, async (request, reply) =>
      answer(request, reply, await files.qr(request.params.code, 'svg')),
    )
    app.get<Asked>('/z/:code/qr.png', few, async (request, reply) =>
      answer(request, reply, await files.qr(request.params.code, 'png')),
    )
    app.get<Asked>('/z/:code/ways/:kind', many, async (request, reply) =>
      answer(request, reply, await files.way(request.params.code, request.params.kind)),
    )
    app.get<Asked>('/z/:code/photos/:place', many, async (request, reply) =>
      answer(request, reply, await files.photo(request.params.code, Number(request.params.place))),
    )
    app.get<Asked>('/z/:code/join', many, async (request, reply) => {
      const way = await files.join(request.params.code)
      const { code } = request.params
      // What is at the end of it changes: nobody keeps where it led.
      if (way === null) return reply.redirect(`/z/${encodeURIComponent(code)}?${SCANNED}`, 302)
      visits.count(code.toUpperCase(), 'scan')
      return reply.redirect(way.body.toString(), 302)
    })
    app.get<Asked>('/z/:code/poster.pdf', few, async (request, reply) => {
      const size = request.query.size === 'A3' ? 'A3' : 'A4'
      return answer(request, reply, await files.poster(request.params.code, { size, script: scriptOf(request) }))
    })
    await app.register(branchPosterRoutes(deps, files))
  }
}

function scriptOf(request: FastifyRequest<Asked>): Script {
  return scriptFor(request.query.lang, request.headers['accept-language'])
}

/** The file; any address without one is answered alike. */
function answer(request: FastifyRequest<Asked>, reply: FastifyReply, file: NoticeFile | null) {
  reply.header('vary', 'accept-language')
  if (file === null) {
    const script = scriptOf(request)
    return send(reply.code(404), noNoticePage(script, writerOf(script)))
  }
  // A form belongs to the browser that it was sent to.
  const scope = file.onceAt < 0 ? 'public' : 'private'
  reply.headers({ 'cache-control': `${scope}, max-age=${KEPT_MS / 1_000}`, etag: file.etag })
  if (request.headers['if-none-match']?.includes(file.etag)) return reply.code(304).send()
  return reply.type(file.type).send(withFreshForm(file))
}
