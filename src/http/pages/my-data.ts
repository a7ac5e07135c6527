/** `/my-data/:token`: what is kept of whoever asked in a chat, to be read or downloaded. Nothing is read before the tap, for chats look at links themselves. */
import type { FastifyPluginAsync } from 'fastify'
import { exportLinkOf } from '../../store/export-links.ts'
import { exportOfSubject } from '../../store/privacy-export.ts'
import { html, page } from './html.ts'
import { MY_DATA_TITLE, myDataPage } from './my-data-page.ts'
import { type PageDeps, send } from './session.ts'

/** Looks through every table. */
const PER_MINUTE = 10

export function myDataRoutes(deps: PageDeps): FastifyPluginAsync {
  const limited = { config: { rateLimit: { max: PER_MINUTE } } }
  return async (app) => {
    app.get<{ Params: { token: string } }>(
      '/my-data/:token',
      { ...limited, exposeHeadRoute: false },
      async (request, reply) => send(reply, askPage(request.params.token)),
    )
    app.post<{ Params: { token: string }; Body: { as?: string } | null }>(
      '/my-data/:token',
      limited,
      async (request, reply) => {
        const now = deps.now()
        const found = await exportLinkOf(deps.pool, request.params.token, now)
        if (!found) return send(reply.code(404), gonePage())
        const { identityId, ...whose } = found
        const kept = await exportOfSubject(deps, { ...whose, actor: `identity:${identityId}`, now })
        if (request.body?.as !== 'file') {
          const { timezone } = deps.config
          const path = `/my-data/${request.params.token}`
          return send(reply, myDataPage({ kept, seal: deps.seal, path, now, timezone }))
        }
        return reply
          .type('application/json; charset=utf-8')
          .header('content-disposition', 'attachment; filename="my-data.json"')
          .send(JSON.stringify(kept, null, 2))
      },
    )
  }
}

function askPage(token: string): string {
  return page(
    MY_DATA_TITLE,
    html`<main><h1>${MY_DATA_TITLE}</h1>
<p>这里留着的您的资料和您说过的话，可以直接看，也可以下载下来自己保存。请只在自己的手机或电脑上打开。</p>
<form method="post" action="/my-data/${token}"><button class="primary">打开看</button> <button name="as" value="file">下载文件</button></form></main>`,
  )
}

function gonePage(): string {
  return page(
    MY_DATA_TITLE,
    html`<main><h1>${MY_DATA_TITLE}</h1><p class="notice">链接过期了。请在聊天里再说一次：导出我的资料。</p></main>`,
  )
}
