import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { isLoopback } from '../../config-checks.ts'
import { requireToken } from './authorise.ts'
import type { ApiDeps } from './deps.ts'

/** Collects the routes registered after it into an OpenAPI 3.1 document. */
export async function collectDescription(app: FastifyInstance, { config }: ApiDeps): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '责任区助手 API',
        description:
          'Cases, check-ins, zones, members and what was told, within the scope of a token. ' +
          'Lists answer `{items, nextCursor}`; errors are RFC 9457 problems. Instants are UTC.',
        version: '1',
      },
      servers: [{ url: config.publicUrl }],
      tags: [{ name: 'records' }, { name: 'roster' }, { name: 'organisation' }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  })
}

/** The page's own files and styles only. (The plugin's policy would also ask for HTTPS, which an inner network may lack.) */
const PAGE_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** The page and the document (`/docs/json`, `/docs/yaml`); they need a token where others can reach them. */
export function descriptionRoutes(deps: ApiDeps): FastifyPluginAsync {
  return async (app) => {
    if (!isLoopback(deps.config.host) || !isLoopback(new URL(deps.config.publicUrl).hostname)) {
      app.addHook('onRequest', requireToken(app, deps, { basic: true }))
    }
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      // Without a slash at its end the page names its files from the root, and knows nothing of our prefix.
      indexPrefix: '/api',
      staticCSP: PAGE_POLICY,
      uiConfig: { persistAuthorization: false },
    })
  }
}
