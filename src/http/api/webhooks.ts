import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { newWebhookSecret, webhookUrl } from '../../channels/webhook.ts'
import type { TokenHolder } from '../../store/tokens.ts'
import { addWebhook, listWebhooks, removeWebhook } from '../../store/webhooks.ts'
import { holderOf, mayWrite, scopeOf } from './authorise.ts'
import type { ApiDeps } from './deps.ts'
import { AddedWebhook, NewWebhook, WebhookParams, WebhookShape } from './organisation-shapes.ts'
import { notFound, Problem } from './problem.ts'
import { ScopeQuery } from './shapes.ts'

/** Subscribers: who is told of changes of cases. For administrators, since it takes records out of the house. */
export function webhookRoutes(deps: ApiDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/webhooks',
      {
        schema: {
          summary: 'Subscribers of a scope and how telling them goes; never their secret',
          tags: ['organisation'],
          querystring: ScopeQuery,
          response: { 200: Type.Object({ items: Type.Array(WebhookShape) }, { additionalProperties: false }) },
        },
      },
      async (request) => {
        const holder = administratorOf(request)
        return { items: await listWebhooks(deps.db, await scopeOf(deps, holder, request.query.scope)) }
      },
    )
    app.post(
      '/webhooks',
      {
        schema: {
          summary: 'Tell an address of every change of state, by Standard Webhooks',
          tags: ['organisation'],
          body: NewWebhook,
          response: { 201: AddedWebhook },
        },
      },
      async (request, reply) => {
        const holder = administratorOf(request)
        mayWrite(holder)
        const url = webhookUrl(request.body.url, deps.config.webhookInnerUrls)
        const scope = await scopeOf(deps, holder, request.body.scope)
        const secret = newWebhookSecret()
        const how = { webhook: { scope, url, secret }, actor: `token:${holder.tokenId}`, now: deps.now() }
        const id = await addWebhook(deps.db, deps.seal, how)
        return reply.code(201).send({ id, url, scope: scope.path, secret })
      },
    )
    app.delete(
      '/webhooks/:id',
      {
        schema: {
          summary: 'Tell it nothing more',
          tags: ['organisation'],
          params: WebhookParams,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const holder = administratorOf(request)
        mayWrite(holder)
        const how = { id: request.params.id, actor: `token:${holder.tokenId}`, now: deps.now() }
        if (!(await removeWebhook(deps.db, holder.scope, how))) throw notFound()
        return reply.code(204).send(null)
      },
    )
  }
}

function administratorOf(request: FastifyRequest): TokenHolder {
  const holder = holderOf(request)
  if (holder.role !== 'organisation_admin') throw new Problem(403, '订阅只能由管理员的令牌查看和修改。')
  return holder
}
