import type { FastifyPluginCallback, FastifyReply } from 'fastify'
import { cardCallbackSecret } from '../../channels/dingtalk/card-callback-secret.ts'
import type { EventHead } from '../../channels/dingtalk/receive.ts'
import { openEvent } from '../../channels/dingtalk/sealed-event.ts'
import { checkRobotSignature, checkTapSignature } from '../../channels/dingtalk/sign.ts'
import type { Take } from '../../channels/dingtalk/take.ts'
import type { DingtalkConfig } from '../../config.ts'
import { bodyOf, keptInTime, type OnReject, takeCallbacks } from './callbacks.ts'

/** Where DingTalk brings messages and events, and taps on cards, in HTTP mode. */
const DINGTALK_PATHS = { robot: '/webhooks/dingtalk', card: '/webhooks/dingtalk/card' } as const

/** How long DingTalk waits for an answer to a message is not documented; five seconds is what such robots get. */
const LONGEST_KEEP_MS = 3_800
/** DingTalk waits 2.5 s [KB 1435]. */
const LONGEST_EVENT_MS = 2_200
/** DingTalk waits 2 s [CARD 0007]. */
const LONGEST_TAP_MS = 1_900

export interface DingtalkWebhookOptions {
  config: DingtalkConfig
  take: Take
  now: () => Date
  /** Told of everything that was not taken. */
  onReject?: OnReject
}

type Query = Readonly<Record<string, unknown>>
const NO_HEAD: EventHead = { eventId: null, eventType: null, bornAt: null }

/** `POST`s of DingTalk in HTTP mode. A 200 means that the message, event or tap is kept. */
export function dingtalkWebhook({ config, take, now, onReject }: DingtalkWebhookOptions): FastifyPluginCallback {
  const tapSecrets = [config.clientSecret, cardCallbackSecret(config)]

  const takeMessage = async (headers: Query, body: string) => {
    checkRobotSignature({ timestamp: headers.timestamp, signature: headers.sign }, config.clientSecret, now())
    await keptInTime(take.message(body), LONGEST_KEEP_MS)
    return { msgtype: 'empty' }
  }
  const takeEvent = async (query: Query, body: string) => {
    const event = openEvent(config, query, body)
    if (!event.isCheck) await keptInTime(take.event(event.data, NO_HEAD), LONGEST_EVENT_MS)
    return event.success(now())
  }

  return (app, _options, done) => {
    takeCallbacks(app, onReject)

    // One address for both: robot messages are signed in their headers, events in their query.
    app.post<{ Querystring: Query }>(DINGTALK_PATHS.robot, async ({ query, headers, body }) => {
      const text = bodyOf(body).toString('utf8')
      const isEvent = query.msg_signature !== undefined || query.signature !== undefined
      return isEvent ? takeEvent(query, text) : takeMessage(headers, text)
    })

    app.post(DINGTALK_PATHS.card, async ({ headers, body }, reply) => {
      const head = {
        timestamp: headers['x-ddpaas-signature-timestamp'],
        signature: headers['x-ddpaas-signature'],
      }
      checkTapSignature(head, tapSecrets, now())
      const tap = await keptInTime(take.tap(bodyOf(body).toString('utf8')), LONGEST_TAP_MS)
      tellWhenSent(reply, tap.told)
      return tap.body
    })
    done()
  }
}

/** Whether an answer went out is known when its connection is done with it. */
function tellWhenSent(reply: FastifyReply, told: (delivered: boolean) => void): void {
  let open = true
  const end = (delivered: boolean) => {
    if (open) told(delivered)
    open = false
  }
  reply.raw.once('finish', () => end(true))
  reply.raw.once('close', () => end(false))
}
