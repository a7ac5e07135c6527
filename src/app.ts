/** The web side as a value: all routes, not listening. */
import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Deps } from './deps.ts'
import { api } from './http/api/plugin.ts'
import { localChat } from './http/chat/plugin.ts'
import { answerErrors } from './http/errors.ts'
import { health } from './http/health.ts'
import { pages } from './http/pages/plugin.ts'

/** Builds the application. It owns nothing of `deps`: closing it leaves them open. */
export async function buildApp(deps: Deps): Promise<FastifyInstance> {
  const { config } = deps
  const log: FastifyBaseLogger = deps.log
  const app = Fastify({
    loggerInstance: log,
    // A line per request would hold addresses of people, and costs more than the request.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    trustProxy: trustedProxies(config.trustProxy),
    bodyLimit: 1 << 20,
    // Fastify's own limits leave slow bodies open for ever.
    requestTimeout: 5_000,
    http: { headersTimeout: 4_000, connectionsCheckingInterval: 1_000 },
    keepAliveTimeout: 65_000,
    // While stopping, what still comes on an open connection is answered as ever, and the connection closed.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  })
  answerErrors(app)
  await app.register(health(deps))
  if (config.wecom !== null) await app.register(await wecomRoutes(deps, config.wecom))
  if (config.dingtalk?.mode === 'http') {
    const { dingtalkRoutes } = await import('./dingtalk.ts')
    await app.register(dingtalkRoutes(deps, config.dingtalk))
  }
  await app.register(pages(deps))
  await app.register(async (scope) => {
    await scope.register(helmet, {
      contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
      strictTransportSecurity: config.publicUrl.startsWith('https:'),
    })
    if (config.localChat !== 'off') scope.get('/', async (_request, reply) => reply.redirect('/chat'))
    await scope.register(localChat(deps))
    await scope.register(api(deps))
  })
  return app
}

async function wecomRoutes({ keep, now, alarms, metrics }: Deps, config: NonNullable<Deps['config']['wecom']>) {
  const { wecomWebhook } = await import('./http/webhooks/wecom.ts')
  return wecomWebhook({
    config,
    keep,
    now,
    onReject({ reason }) {
      metrics.rejected('wecom', reason)
      if (reason === 'stale') alarms.raise('clock_off', 'wecom')
    },
  })
}

/** As Fastify takes it: addresses, or a rule that believes the nearest so many hops. */
function trustedProxies(setting: string | null): false | string | ((address: string, hop: number) => boolean) {
  if (setting === null) return false
  return /^\d{1,2}$/.test(setting) ? (_address, hop) => hop < Number(setting) : setting
}
