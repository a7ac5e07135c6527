import type { FastifyError, FastifyPluginCallback, FastifyReply } from 'fastify'
import type { KeepDelivery } from '../../channels/channel.ts'
import { CallbackRefused, type RefusalReason } from '../../channels/refused.ts'
import { receiveWecom, verifyWecomUrl } from '../../channels/wecom/receive.ts'
import type { WecomConfig } from '../../config.ts'

const PATH = '/webhooks/wecom'
const MOST_BODY_BYTES = 1024 * 1024
/** WeCom waits 5 s before it sends the callback again [D 90238]; it is better told to than cut off. */
const LONGEST_KEEP_MS = 4_000

export interface WecomWebhookOptions {
  config: WecomConfig
  keep: KeepDelivery
  now: () => Date
  /** Told of everything that was not taken: `stale` is worth an alarm, the others a count. */
  onReject?: (reject: { reason: RefusalReason | 'too_large' | 'not_kept' | 'other'; status: number }) => void
}

type Query = Readonly<Record<string, unknown>>

/** The callback could not be kept in time: WeCom shall send it again. */
class NotKept extends Error {
  override name = 'NotKept'
}

/** `GET` (check of our address) and `POST` (callbacks) of WeCom. A 200 to a callback means that it is kept. */
export function wecomWebhook({ config, keep, now, onReject }: WecomWebhookOptions): FastifyPluginCallback {
  const refuse = (
    reply: FastifyReply,
    status: number,
    reason: Parameters<NonNullable<typeof onReject>>[0]['reason'],
  ) => {
    onReject?.({ reason, status })
    return reply.code(status).send()
  }

  return (app, _options, done) => {
    // The kind of content is not promised [D 90238], so every body is taken as bytes, whatever it calls itself.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BODY_BYTES }, (_request, body, parsed) => {
      parsed(null, body)
    })

    app.addHook('onRequest', async (request, reply) => {
      request.raw.headers['content-type'] = 'application/octet-stream'
      // Compressed bodies are not what WeCom sends, and nothing is unpacked for strangers.
      const encoding = request.headers['content-encoding'] ?? 'identity'
      if (encoding !== 'identity') return refuse(reply, 415, 'other')
    })

    app.setErrorHandler<FastifyError>((error, _request, reply) => {
      // Fastify would hang up on a body that it did not read to the end, which takes the answer away from whoever is
      // still sending. Node drops the rest as it comes; the server's request timeout ends those who go on for ever.
      reply.removeHeader('connection')
      if (error instanceof CallbackRefused) return refuse(reply, error.fault === 'malformed' ? 400 : 403, error.reason)
      if (error instanceof NotKept) return refuse(reply, 503, 'not_kept')
      const status = error.statusCode ?? 500
      if (status >= 400 && status < 500) return refuse(reply, status, status === 413 ? 'too_large' : 'other')
      throw error
    })

    app.get<{ Querystring: Query }>(PATH, async (request, reply) => {
      const echo = verifyWecomUrl(config, request.query, now())
      return reply.type('text/plain').send(echo)
    })

    app.post<{ Querystring: Query }>(PATH, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      await keptInTime(keep(receiveWecom(config, request.query, body, now())))
      return reply.code(200).send()
    })
    done()
  }
}

/** @throws NotKept when keeping fails or takes too long; what is kept later all the same is known when it comes again. */
function keptInTime(kept: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotKept('keeping took too long')), LONGEST_KEEP_MS)
    kept.then(
      () => {
        clearTimeout(timer)
        resolve()
      },
      (cause: unknown) => {
        clearTimeout(timer)
        reject(new NotKept('keeping failed', { cause }))
      },
    )
  })
}
