import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { findScope, type Scope } from '../../store/organisations.ts'
import { narrow, type TokenHolder, verifyToken } from '../../store/tokens.ts'
import type { ApiDeps } from './deps.ts'
import { notFound, Problem } from './problem.ts'

/** A revoked token works for at most this long; a busy client costs one query in that time. */
const KEPT_MS = 2_000
const KEPT_COUNT = 1_000

const REQUESTS_PER_MINUTE = 6_000
const WRONG_TOKENS_PER_MINUTE = 60

const holders = new WeakMap<FastifyRequest, TokenHolder>()

/** Who makes this request. Only behind `requireToken`. */
export function holderOf(request: FastifyRequest): TokenHolder {
  const holder = holders.get(request)
  if (!holder) throw new Problem(401, NEEDED)
  return holder
}

const NEEDED = '请在 Authorization 里带上令牌：Bearer zr_……。令牌用 cli token create 生成。'
const REFUSED = '令牌不对，或已过期、已停用。'

/**
 * Lets through requests with a good token only, and of those so many a minute.
 *
 * Needs `@fastify/rate-limit` on the instance. `basic` also takes the token as the password of HTTP Basic, so that a
 * browser can ask for it.
 */
export function requireToken(
  app: FastifyInstance,
  deps: ApiDeps,
  { basic = false }: { basic?: boolean } = {},
): onRequestAsyncHookHandler {
  const verify = keptVerifier(deps)
  const wrong = app.createRateLimit({
    max: WRONG_TOKENS_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => `wrong ${request.ip}`,
  })
  const requests = app.createRateLimit({
    max: REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => `token ${holderOf(request).tokenId}`,
  })
  return async (request, reply) => {
    const token = tokenOf(request.headers.authorization, basic)
    const holder = token === null ? null : await verify(token)
    if (!holder) {
      if (token !== null) refuseTooMany(reply, await wrong(request))
      reply.header('www-authenticate', basic ? 'Basic realm="zeren", charset="UTF-8"' : 'Bearer realm="zeren"')
      throw new Problem(401, token === null ? NEEDED : REFUSED)
    }
    holders.set(request, holder)
    refuseTooMany(reply, await requests(request))
  }
}

/** What the limiter counted; `isAllowed` there means exempt. */
type Turn = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>

function refuseTooMany(reply: FastifyReply, turn: Turn): void {
  if (turn.isAllowed || !turn.isExceeded) return
  reply.header('retry-after', String(turn.ttlInSeconds))
  throw new Problem(429, `请求太多了，请 ${turn.ttlInSeconds} 秒后再试。`)
}

function tokenOf(header: string | undefined, basic: boolean): string | null {
  const [, scheme = '', value = ''] = /^(\w+) +(\S{1,500})$/u.exec(header ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (!basic || scheme.toLowerCase() !== 'basic') return null
  return Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':') || null
}

/** `verifyToken` that remembers good tokens for a moment. */
function keptVerifier({ db, seal, now }: ApiDeps): (token: string) => Promise<TokenHolder | null> {
  const kept = new Map<string, { holder: TokenHolder; until: number }>()
  return async (token) => {
    const at = now()
    const key = seal.hash('api-token', token)
    const known = kept.get(key)
    if (known && known.until > at.getTime()) return known.holder
    kept.delete(key)
    const holder = await verifyToken(db, seal, { token, now: at })
    if (holder) kept.set(key, { holder, until: at.getTime() + KEPT_MS })
    const [oldest] = kept.keys()
    if (kept.size > KEPT_COUNT && oldest !== undefined) kept.delete(oldest)
    return holder
  }
}

/** The part of the organisation tree that a request speaks of: `?scope=`, or all that the token may see. */
export async function scopeOf(deps: ApiDeps, holder: TokenHolder, path: string | undefined): Promise<Scope> {
  if (path === undefined) return holder.scope
  const scope = await findScope(deps.db, path)
  const narrowed = scope && narrow(holder, scope)
  if (!narrowed) throw notFound()
  return narrowed
}

/** @throws Problem 403 for a token that may only read */
export function mayWrite(holder: TokenHolder): void {
  if (holder.readOnly) throw new Problem(403, '这个令牌只能查看，不能修改。')
}
