import type { FastifyPluginCallback, FastifyRequest } from 'fastify'
import { isLoopback } from '../config-checks.ts'
import type { Deps } from '../deps.ts'
import { openAlarms } from '../store/alarms.ts'
import { readDepths } from '../store/depths.ts'
import { verifyToken } from '../store/tokens.ts'

/** A probe wants an answer, not patience. */
const PROBE_LIMIT_MS = 2_000

type HealthDeps = Pick<Deps, 'config' | 'db' | 'pool' | 'seal' | 'bells' | 'metrics' | 'now'>

/**
 * `/healthz`: the process is alive. `/readyz`: it can work. `/metrics`: for Prometheus; open on a loopback address,
 * elsewhere with a token of the API.
 */
export function health(deps: HealthDeps): FastifyPluginCallback {
  const { config, metrics } = deps
  const onlyHere = isLoopback(config.host) && isLoopback(new URL(config.publicUrl).hostname)
  return (app, _options, done) => {
    app.get('/healthz', async () => ({ status: 'ok' }))

    app.get('/readyz', async (_request, reply) => {
      const status = await readiness(deps)
      return reply.code(status === 'ok' ? 200 : 503).send({ status })
    })

    app.get('/metrics', async (request, reply) => {
      if (!onlyHere && !(await hasToken(deps, request))) {
        return reply.code(401).header('www-authenticate', 'Bearer').send({ statusCode: 401, message: '需要令牌。' })
      }
      const [depths, alarms, jobs] = await Promise.all([
        inTime(readDepths(deps.pool)),
        inTime(openAlarms(deps.pool)),
        inTime(deps.bells.depth()),
      ])
      metrics.open(depths)
      metrics.alarms(alarms?.map((alarm) => alarm.name) ?? null)
      for (const [queue, count] of Object.entries(jobs ?? {})) metrics.queued(queue, count)
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
    })
    done()
  }
}

async function readiness({ pool, metrics }: HealthDeps): Promise<string> {
  const answered = await inTime(
    pool.query<{ value: string }>("select current_setting('transaction_read_only') as value"),
  )
  if (answered === null) return 'database away'
  return metrics.refusing() || answered.rows[0]?.value === 'on' ? 'nothing can be kept' : 'ok'
}

async function hasToken({ db, seal, now }: HealthDeps, request: FastifyRequest): Promise<boolean> {
  const token = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  return token !== undefined && (await verifyToken(db, seal, { token, now: now() })) !== null
}

/** `null`: it failed, or took too long. */
async function inTime<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PROBE_LIMIT_MS)
  })
  const answered = await Promise.race([work.catch(() => null), late])
  clearTimeout(timer)
  return answered
}
