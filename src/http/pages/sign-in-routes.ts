import type { FastifyPluginAsync } from 'fastify'
import { SIGN_IN_TARGETS, type SignInTarget, signInTarget } from '../../decide/sign-in.ts'
import { SESSION_MS, signIn, signOut } from '../../store/sessions.ts'
import { csrfOf, forbid, formOf, type PageDeps, SESSION_COOKIE, send } from './session.ts'
import { noticePage, signInPage } from './sign-in-page.ts'

const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const
const SIGN_INS_PER_MINUTE = 20

interface To {
  Querystring: { to?: string }
}

/** From a link of the chat to the page that it is for, and out again. */
export function signInRoutes(deps: PageDeps): FastifyPluginAsync {
  const limited = { config: { rateLimit: { max: SIGN_INS_PER_MINUTE } } }
  return async (app) => {
    app.get<To & { Params: { token: string } }>(
      '/sign-in/:token',
      { ...limited, exposeHeadRoute: false },
      async (request, reply) => send(reply, signInPage(request.params.token, signInTarget(request.query.to))),
    )
    app.post('/sign-in', limited, async (request, reply) => {
      const { token = '', to } = formOf(request)
      const target = signInTarget(to)
      const previous = request.cookies[SESSION_COOKIE] ?? null
      const session = await signIn(deps.pool, { link: token, previous, now: deps.now() })
      if (session === null) return send(reply.code(403), noticePage(usedUp(target), target))
      return reply
        .setCookie(SESSION_COOKIE, session, { ...COOKIE, maxAge: SESSION_MS / 1_000 })
        .redirect(target === 'digest' ? '/signed-in' : `/signed-in?to=${target}`, 303)
    })
    // Whether the browser took the cookie is seen only when it comes back.
    app.get<To>('/signed-in', { exposeHeadRoute: false }, async (request, reply) => {
      const target = signInTarget(request.query.to)
      if (request.cookies[SESSION_COOKIE] !== undefined) return reply.redirect(SIGN_IN_TARGETS[target].path, 303)
      return send(reply.code(403), noticePage(cookieRefused(deps.config.publicUrl, target), target))
    })
    app.post('/sign-out', async (request, reply) => {
      const session = request.cookies[SESSION_COOKIE]
      const { csrf, to } = formOf(request)
      const target = signInTarget(to)
      if (session === undefined || csrf !== csrfOf(deps, session)) return forbid(reply, target)
      await signOut(deps.pool, session, deps.now())
      const words = `已退出。要再看请在聊天里对我说“${SIGN_IN_TARGETS[target].says}”。`
      return send(reply.clearCookie(SESSION_COOKIE, COOKIE), noticePage(words, target))
    })
  }
}

function usedUp(target: SignInTarget): string {
  return `链接已经用过或过期了。请在聊天里对我说“${SIGN_IN_TARGETS[target].says}”，我再发一个。`
}

/** Browsers keep the cookie of a session over https only; some do over http to the own machine. */
function cookieRefused(publicUrl: string, target: SignInTarget): string {
  return publicUrl.startsWith('https:')
    ? `没有打开：您的浏览器没有记住登录。请在浏览器设置里允许 Cookie，或换一个浏览器，再在聊天里对我说“${SIGN_IN_TARGETS[target].says}”，我再发一个链接。`
    : '没有打开：这个网站的地址是 http 开头，浏览器不会记住登录。请转告管理员：要改成 https 开头的地址（PUBLIC_URL）。'
}
