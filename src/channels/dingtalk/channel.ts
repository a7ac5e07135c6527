import type { Alarms } from '../../alarms.ts'
import type { DingtalkConfig } from '../../config.ts'
import { RECIPIENTS_PER_CALL } from '../../domain/vocabulary.ts'
import type { Channel, Media } from '../channel.ts'
import { createSafeFetch } from '../safe-fetch.ts'
import { Budget, type UsageLedger } from './budget.ts'
import { cardCallbackRouteKey, cardCallbackSecret } from './card-callback-secret.ts'
import { type CardCallback, type Cards, createCards } from './cards.ts'
import { createDingtalkClient, type DingtalkClient } from './client.ts'
import { decodeDingtalk } from './decode.ts'
import { createDingtalkDirectory } from './directory.ts'
import { createJoinLinks } from './join-link.ts'
import { downloadMedia } from './media.ts'
import { lookUpName } from './names.ts'
import { createDingtalkSender } from './send.ts'
import { sentMessages } from './sent-messages.ts'

export interface DingtalkChannelOptions {
  now: () => Date
  /** In which a month begins and ends. */
  timezone: string
  /** Where DingTalk reaches us with taps in HTTP mode. */
  publicUrl: string
  usage: UsageLedger
  alarms?: Alarms
  log?: { warn(fields: object, message: string): void }
  /** Reads what `image` and `file` content points at. Without it such content is `rejected`. */
  readFile?: (storageKey: string) => Promise<Media | null>
  /** For each step of a call to DingTalk; 10 s. */
  timeoutMs?: number
}

/** `close` ends the connections to DingTalk, after the calls that are under way. */
export type DingtalkChannel = Channel & { close(): Promise<void> }

/** Documented for custom robots only [KB 0717]; kept to here too, for what is over is blocked for ten minutes there. */
const RECIPIENT_LIMITS = [{ windowMs: 60_000, max: 20 }]

/** A tap is answered within 2 s [CARD 0007]; the rest is the way there and back. */
const TAP_ANSWER_MS = 1_500

const TIMEOUT_MS = 10_000

/** DingTalk through one internal application with a robot. */
export function createDingtalkChannel(config: DingtalkConfig, options: DingtalkChannelOptions): DingtalkChannel {
  const { now, timezone, usage, alarms, timeoutMs = TIMEOUT_MS } = options
  const bases = [config.apiBase, config.oapiBase]
  const alarming = alarms === undefined ? {} : { alarms }
  const monthly = { api: config.monthlyApiCalls, webhook: config.monthlyMessages }
  const budget = new Budget({ ledger: usage, monthly, timezone, now, ...alarming })
  const client = createDingtalkClient({ config, budget, now, timeoutMs, ...alarming })
  const files = createSafeFetch({
    platform: 'DingTalk',
    trustedBases: bases,
    allowHttp: config.apiBase.startsWith('http:'),
    timeoutMs,
  })
  const cards = cardsOf(config, { client, now, publicUrl: options.publicUrl })

  return {
    name: 'dingtalk',
    maxRecipients: RECIPIENTS_PER_CALL.dingtalk,
    resendSafe: false,
    cardHandles: 'lasting',
    givesReplyHandles: true,
    tapAnswerMs: cards === null ? null : TAP_ANSWER_MS,
    recipientLimits: RECIPIENT_LIMITS,
    decode: decodeDingtalk,
    send: createDingtalkSender({ ...options, config, client, cards }),
    fetchMedia: (downloadCode) => downloadMedia({ client, files, robotCode: config.robotCode }, downloadCode),
    ...sentMessages(client, config.robotCode),
    lookUpName: (externalId) => lookUpName(client, externalId),
    directory: createDingtalkDirectory(client),
    joinLinks: createJoinLinks(client, now),
    close: async () => {
      await Promise.all([client.close(), files.close()])
    },
  }
}

function cardsOf(
  config: DingtalkConfig,
  { client, now, publicUrl }: { client: DingtalkClient; now: () => Date; publicUrl: string },
): Cards | null {
  const { cardTemplateId: templateId, robotCode, mode } = config
  if (templateId === null) return null
  const callback: CardCallback =
    mode === 'stream'
      ? { kind: 'stream' }
      : {
          kind: 'http',
          routeKey: cardCallbackRouteKey(config),
          url: `${publicUrl}/webhooks/dingtalk/card`,
          secret: cardCallbackSecret(config),
        }
  return createCards({ client, robotCode, templateId, callback, now })
}
