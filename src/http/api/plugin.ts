import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyPluginAsync } from 'fastify'
import { requireToken } from './authorise.ts'
import { caseWriteRoutes } from './case-writes.ts'
import { compileSerializer, compileValidator } from './compilers.ts'
import type { ApiDeps } from './deps.ts'
import { collectDescription, descriptionRoutes } from './description.ts'
import { announcementRoutes, settingRoutes } from './organisation.ts'
import { splitLists } from './paging.ts'
import { answerError, notFound } from './problem.ts'
import { recordRoutes } from './records.ts'
import { reviewRoutes } from './reviews.ts'
import { ProblemShape } from './shapes.ts'
import { treeRoutes } from './tree.ts'
import { webhookRoutes } from './webhooks.ts'

const MOST_BODY_BYTES = 64 * 1024

/** The JSON API under `/api/v1` and its description under `/api/docs`. */
export function api(deps: ApiDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(routes(deps), { prefix: '/api' })
  }
}

function routes(deps: ApiDeps): FastifyPluginAsync {
  return async (app) => {
    app.setValidatorCompiler(compileValidator)
    app.setSerializerCompiler(compileSerializer)
    app.setErrorHandler(answerError)
    app.setNotFoundHandler((request, reply) => answerError(notFound(), request, reply))
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    })
    await app.register(rateLimit, { global: false })
    await collectDescription(app, deps)
    await app.register(descriptionRoutes(deps))
    await app.register(version1(deps), { prefix: '/v1' })
  }
}

function version1(deps: ApiDeps): FastifyPluginAsync {
  return async (app) => {
    const typed = app.withTypeProvider<TypeBoxTypeProvider>()
    typed.addHook('onRequest', requireToken(app, deps))
    typed.addHook('preValidation', async (request) => splitLists(request.query))
    typed.addHook('onRoute', (route) => {
      route.bodyLimit = MOST_BODY_BYTES
      const response = route.schema?.response
      if (route.schema) route.schema.response = { ...(response ?? {}), '4xx': ProblemShape }
    })
    await typed.register(recordRoutes(deps))
    await typed.register(reviewRoutes(deps))
    await typed.register(caseWriteRoutes(deps))
    await typed.register(announcementRoutes(deps))
    await typed.register(settingRoutes(deps))
    await typed.register(treeRoutes(deps))
    await typed.register(webhookRoutes(deps))
  }
}
