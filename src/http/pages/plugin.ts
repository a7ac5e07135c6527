import { readFile } from 'node:fs/promises'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { SESSION_MS, signIn, signOut } from '../../store/sessions.ts'
import { ballotPages } from './ballot-routes.ts'
import { noticePage, signInPage } from './digest-page.ts'
import { digestRoutes } from './digest-routes.ts'
import { pageHeaders } from './headers.ts'
import { myDataRoutes } from './my-data.ts'
import type { NoticeDeps } from './notice-files.ts'
import { NOTICES_PER_MINUTE, noticeRoutes } from './notice-routes.ts'
import type { ResidentDeps } from './resident-forms.ts'
import { residentPages } from './resident-pages.ts'
import { csrfOf, forbid, formOf, type PageDeps, SESSION_COOKIE, send } from './session.ts'

const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const
const REQUESTS_PER_MINUTE = 120
const SIGN_INS_PER_MINUTE = 20

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
  }
}

function ownPages(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(cookie)
    takeFormsOnly(app)
    app.addHook('preHandler', async (request, reply) => {
      if (request.method === 'POST' && !isOwnForm(request, deps)) return forbid(reply)
    })
    await app.register(signInRoutes(deps))
    await app.register(digestRoutes(deps))
    await app.register(myDataRoutes(deps))
  }
}

/** Anything that a foreign page can send without asking is no form of ours: JSON as text, files. */
function takeFormsOnly(app: Parameters<FastifyPluginAsync>[0]): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 4_096 },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
}

/** A browser tells where a form was sent from; nothing else has any business here. */
function isOwnForm({ headers }: FastifyRequest, { config }: PageDeps): boolean {
  return headers.origin === new URL(config.publicUrl).origin
}

function signInRoutes(deps: PageDeps): FastifyPluginAsync {
  const limited = { config: { rateLimit: { max: SIGN_INS_PER_MINUTE } } }
  return async (app) => {
    app.get<{ Params: { token: string } }>(
      '/sign-in/:token',
      { ...limited, exposeHeadRoute: false },
      async (request, reply) => send(reply, signInPage(request.params.token)),
    )
    app.post('/sign-in', limited, async (request, reply) => {
      const link = formOf(request).token ?? ''
      const previous = request.cookies[SESSION_COOKIE] ?? null
      const session = await signIn(deps.pool, { link, previous, now: deps.now() })
      if (session === null) {
        return send(reply.code(403), noticePage('链接已经用过或过期了。请在聊天里对我说“摘要”，我再发一个。'))
      }
      return reply
        .setCookie(SESSION_COOKIE, session, { ...COOKIE, maxAge: SESSION_MS / 1_000 })
        .redirect('/signed-in', 303)
    })
    // Whether the browser took the cookie is seen only when it comes back.
    app.get('/signed-in', { exposeHeadRoute: false }, async (request, reply) => {
      if (request.cookies[SESSION_COOKIE] !== undefined) return reply.redirect('/digest', 303)
      return send(reply.code(403), noticePage(cookieRefused(deps.config.publicUrl)))
    })
    app.post('/sign-out', async (request, reply) => {
      const session = request.cookies[SESSION_COOKIE]
      if (session === undefined || formOf(request).csrf !== csrfOf(deps, session)) return forbid(reply)
      await signOut(deps.pool, session, deps.now())
      return send(reply.clearCookie(SESSION_COOKIE, COOKIE), noticePage('已退出。要再看请在聊天里对我说“摘要”。'))
    })
  }
}

/** Browsers keep the cookie of a session over https only; some do over http to the own machine. */
function cookieRefused(publicUrl: string): string {
  return publicUrl.startsWith('https:')
    ? '没有打开：您的浏览器没有记住登录。请在浏览器设置里允许 Cookie，或换一个浏览器，再在聊天里对我说“摘要”，我再发一个链接。'
    : '没有打开：这个网站的地址是 http 开头，浏览器不会记住登录。请转告管理员：要改成 https 开头的地址（PUBLIC_URL）。'
}
