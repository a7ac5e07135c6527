import cookie from '@fastify/cookie'
import type { FastifyError, FastifyPluginAsync } from 'fastify'
import { opinionRoutes } from './opinion-routes.ts'
import { noPage } from './own-page.ts'
import { ownPageRoutes } from './own-page-routes.ts'
import { type ResidentDeps, takeForms } from './resident-forms.ts'
import { scriptFor, writerOf } from './script.ts'
import { send } from './session.ts'
import { surveyRoutes } from './survey-routes.ts'

const WORDS: Readonly<Record<number, string>> = {
  413: '写得太长了，请分成几次发。',
  429: '现在发的人太多，请过一分钟再试。',
  503: '现在没有记下，请退回去，过一会儿再发一次。',
}

/** What residents write on the notice, and the pages on which they are answered. No account, no script. */
export function residentPages(deps: ResidentDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(cookie)
    takeForms(app)
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const status = error.statusCode ?? 500
      const words = WORDS[status]
      if (words === undefined) throw error
      const script = scriptFor(null, request.headers['accept-language'])
      return send(reply.code(status), noPage(words, { script, say: writerOf(script) }))
    })
    await app.register(opinionRoutes(deps))
    await app.register(ownPageRoutes(deps))
    await app.register(surveyRoutes(deps))
  }
}
