/** What the webhooks of all platforms share: bodies as bytes, refusals, and a limit of time for keeping. */
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { CallbackRefused, type RefusalReason } from '../../channels/refused.ts'

const MOST_BODY_BYTES = 1024 * 1024

/** Something that was not taken: `stale` is worth an alarm, the others a count. */
export interface Reject {
  reason: RefusalReason | 'too_large' | 'not_kept' | 'other'
  status: number
}
export type OnReject = (reject: Reject) => void

/** The callback could not be kept in time: the platform shall send it again. */
class NotKept extends Error {
  override name = 'NotKept'
}

/** Sets `app`, the scope of one platform, to take callbacks; what fails there is answered 4xx or 503, never 500. */
export function takeCallbacks(app: FastifyInstance, onReject: OnReject = () => {}): void {
  const refuse = (reply: FastifyReply, { reason, status }: Reject) => {
    onReject({ reason, status })
    return reply.code(status).send()
  }

  // The kind of content is not promised [D 90238], so every body is taken as bytes, whatever it calls itself.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BODY_BYTES }, (_request, body, parsed) => {
    parsed(null, body)
  })

  app.addHook('onRequest', async (request, reply) => {
    request.raw.headers['content-type'] = 'application/octet-stream'
    // Compressed bodies are not what the platforms send, and nothing is unpacked for strangers.
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') return refuse(reply, { status: 415, reason: 'other' })
  })

  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    // Fastify would hang up on a body that it did not read to the end, which takes the answer away from whoever is
    // still sending. Node drops the rest as it comes; the server's request timeout ends those who go on for ever.
    reply.removeHeader('connection')
    if (error instanceof CallbackRefused) {
      return refuse(reply, { status: error.fault === 'malformed' ? 400 : 403, reason: error.reason })
    }
    if (error instanceof NotKept) return refuse(reply, { status: 503, reason: 'not_kept' })
    const status = error.statusCode ?? 500
    if (status >= 400 && status < 500) {
      return refuse(reply, { status, reason: status === 413 ? 'too_large' : 'other' })
    }
    throw error
  })
}

/** The body of a callback; empty where there is none. */
export function bodyOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/**
 * @throws NotKept when keeping fails or takes too long; what is kept later all the same is known when it comes again
 * @throws CallbackRefused as `kept` throws it
 */
export function keptInTime<T>(kept: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotKept('keeping took too long')), limitMs)
    kept.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (cause: unknown) => {
        clearTimeout(timer)
        reject(cause instanceof CallbackRefused ? cause : new NotKept('keeping failed', { cause }))
      },
    )
  })
}
