import type { FastifyPluginCallback } from 'fastify'
import type { KeepDelivery } from '../../channels/channel.ts'
import { receiveWecom, verifyWecomUrl } from '../../channels/wecom/receive.ts'
import type { WecomConfig } from '../../config.ts'
import { bodyOf, keptInTime, type OnReject, takeCallbacks } from './callbacks.ts'

const PATH = '/webhooks/wecom'
/** WeCom waits 5 s before it sends the callback again [D 90238]; it is better told to than cut off. */
const LONGEST_KEEP_MS = 3_800

export interface WecomWebhookOptions {
  config: WecomConfig
  keep: KeepDelivery
  now: () => Date
  /** Told of everything that was not taken. */
  onReject?: OnReject
}

type Query = Readonly<Record<string, unknown>>

/** `GET` (check of our address) and `POST` (callbacks) of WeCom. A 200 to a callback means that it is kept. */
export function wecomWebhook({ config, keep, now, onReject }: WecomWebhookOptions): FastifyPluginCallback {
  return (app, _options, done) => {
    takeCallbacks(app, onReject)

    app.get<{ Querystring: Query }>(PATH, async (request, reply) => {
      const echo = verifyWecomUrl(config, request.query, now())
      return reply.type('text/plain').send(echo)
    })

    app.post<{ Querystring: Query }>(PATH, async (request, reply) => {
      await keptInTime(keep(receiveWecom(config, request.query, bodyOf(request.body), now())), LONGEST_KEEP_MS)
      return reply.code(200).send()
    })
    done()
  }
}
