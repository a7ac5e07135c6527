import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import files from '@fastify/static'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { UserError } from '../../errors.ts'
import { chatActs, refuse } from './acts.ts'
import { foreignRequest } from './guard.ts'
import type { ChatDeps } from './keep-act.ts'
import { acceptWebSockets, chatLive } from './live.ts'
import { chatPhotos } from './photos.ts'
import { everybodyPlayed } from './played.ts'
import { openSession, SESSION_COOKIE, SESSION_MS, sessionEnd } from './session.ts'

const STATIC_FOLDER = fileURLToPath(new URL('./static/', import.meta.url))
const SIGN_INS_PER_MINUTE = 10

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'geolocation=(self), camera=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/**
 * The chat in the browser: plays the people of the demo, and where nobody else reaches it those of the own roster, over the same inbox and outbox as every platform.
 *
 * Registers nothing when `config.localChat` is `off`.
 */
export function localChat(deps: ChatDeps): FastifyPluginAsync {
  return async (app) => {
    if (deps.config.localChat === 'off') return
    await acceptWebSockets(app)
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(HEADERS)
      const fault = foreignRequest(request.headers, deps.config.publicUrl)
      if (fault) {
        deps.log.warn({ fault }, 'refused a request to the local chat from elsewhere')
        return refuse(reply, 403, '请从打印出来的地址打开。')
      }
    })
    // What a window of ours sends always fits; this is for programs, and for a page that is older than the server.
    app.setSchemaErrorFormatter(() => new UserError('没发出去，请检查内容，或刷新页面再试。'))
    await app.register(cookie)
    await app.register(rateLimit, {
      global: false,
      errorResponseBuilder: (_request, { statusCode }) => ({ statusCode, message: '发得太快了，请过一会儿再发。' }),
    })
    await app.register(files, { root: STATIC_FOLDER, prefix: '/chat/static/', decorateReply: false })
    await app.register(signIn(deps))
    await app.register(signedIn(deps))
  }
}

/** The one way into mode `signed`. The link is printed to a terminal only, so nothing opens it ahead of the person. */
function signIn(deps: ChatDeps): FastifyPluginAsync {
  const limited = { exposeHeadRoute: false, config: { rateLimit: { max: SIGN_INS_PER_MINUTE } } }
  return async (app) => {
    app.get<{ Params: { token: string } }>('/chat/sign-in/:token', limited, async (request, reply) => {
      const session = await openSession(deps, request.params.token)
      if (session === null) return notice(reply.code(403), '登录链接已经用过或过期，请在终端里取一个新的。')
      return reply
        .setCookie(SESSION_COOKIE, session, {
          path: '/chat',
          httpOnly: true,
          sameSite: 'strict',
          secure: deps.config.publicUrl.startsWith('https:'),
          maxAge: SESSION_MS / 1_000,
        })
        .redirect('/chat', 303)
    })
  }
}

function signedIn(deps: ChatDeps): FastifyPluginAsync {
  return async (app) => {
    const page = await readFile(`${STATIC_FOLDER}chat.html`)
    app.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store')
      if (deps.config.localChat === 'open' || sessionEnd(deps, request.cookies[SESSION_COOKIE])) return
      if (request.routeOptions.url === '/chat') return notice(reply.code(401), '请用终端里的登录链接打开。')
      return refuse(reply, 401, '请用终端里的登录链接重新打开。')
    })
    app.get('/chat', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
    app.get('/chat/', async (_request, reply) => reply.redirect('/chat', 308))
    app.get('/chat/people', async () => {
      const { people, zones } = await everybodyPlayed(deps)
      return { people, zones: zones.map(({ code, name, demo }) => ({ code, name, demo })) }
    })
    await app.register(chatActs(deps))
    await app.register(chatPhotos(deps))
    await app.register(chatLive(deps))
  }
}

function notice(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>责任区助手</title><link rel="stylesheet" href="/chat/static/chat.css"><p class="notice">${text}</p></html>`,
    )
}
