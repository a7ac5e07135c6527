import { readFile } from 'node:fs/promises'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { ballotPages } from './ballot-routes.ts'
import { digestRoutes } from './digest-routes.ts'
import { pageHeaders } from './headers.ts'
import { myDataRoutes } from './my-data.ts'
import type { NoticeDeps } from './notice-files.ts'
import { NOTICES_PER_MINUTE, noticeRoutes } from './notice-routes.ts'
import type { ResidentDeps } from './resident-forms.ts'
import { residentPages } from './resident-pages.ts'
import { reviewRecordRoutes } from './review-record-routes.ts'
import { reviewRoutes } from './review-routes.ts'
import { forbid, type PageDeps } from './session.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { TAP_BYTES, takeFormsOnly } from './take-forms.ts'

const REQUESTS_PER_MINUTE = 120

/** Pages for whoever signed in by a link from the chat, and notices for everybody. All but the one of ballots work without scripts. */
export function pages(deps: ResidentDeps & NoticeDeps): FastifyPluginAsync {
  const headers = pageHeaders(deps.config.publicUrl)
  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers(headers)
    })
    await app.register(rateLimit, { max: REQUESTS_PER_MINUTE })
    await app.register(publicPages(deps))
    await app.register(residentPages(deps))
    await app.register(ballotPages(deps))
    await app.register(ownPages(deps))
  }
}

function publicPages(deps: PageDeps & NoticeDeps): FastifyPluginAsync {
  return async (app) => {
    const style = await readFile(new URL('./static/page.css', import.meta.url))
    // As often as the pages that everybody opens.
    const limited = { config: { rateLimit: { max: NOTICES_PER_MINUTE } } }
    app.get('/pages/page.css', limited, async (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(style),
    )
    await app.register(noticeRoutes(deps))
    await app.register(reviewRecordRoutes(deps))
  }
}

function ownPages(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(cookie)
    takeFormsOnly(app, TAP_BYTES)
    app.addHook('preHandler', async (request, reply) => {
      if (request.method === 'POST' && !isOwnForm(request, deps)) return forbid(reply)
    })
    await app.register(signInRoutes(deps))
    await app.register(digestRoutes(deps))
    await app.register(myDataRoutes(deps))
    await app.register(reviewRoutes(deps))
  }
}

/** A browser tells where a form was sent from; nothing else has any business here. */
function isOwnForm({ headers }: FastifyRequest, { config }: PageDeps): boolean {
  return headers.origin === new URL(config.publicUrl).origin
}
