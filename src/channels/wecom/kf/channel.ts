import type { Alarms } from '../../../alarms.ts'
import { RECIPIENTS_PER_CALL } from '../../../domain/vocabulary.ts'
import type { Channel, Media } from '../../channel.ts'
import { createWecomClient } from '../client.ts'
import { downloadMedia } from '../media.ts'
import type { KfChats } from './chats.ts'
import { decodeKf } from './decode.ts'
import { createKfSender } from './send.ts'
import { createService, type Service } from './service.ts'

/** Which service account speaks; part of the installation's configuration. */
export interface KfSettings {
  corpId: string
  openKfId: string
  secret: string
  apiBase: string
}

export interface KfChannelOptions {
  chats: KfChats
  now: () => Date
  /** Told when WeCom gives no token, and when it does again. */
  alarms?: Alarms
  /** Reads what `image` and `file` content points at. Without it such content is `rejected`. */
  readFile?: (storageKey: string) => Promise<Media | null>
  /** For each step of a call to WeCom; 10 s. */
  timeoutMs?: number
}

export type KfChannel = Channel & { service: Service; close(): Promise<void> }

/** 微信客服: residents write from WeChat to an account of the organisation, and the bot answers there. */
export function createKfChannel(settings: KfSettings, options: KfChannelOptions): KfChannel {
  const client = createWecomClient({
    apiBase: settings.apiBase,
    corpId: settings.corpId,
    secret: settings.secret,
    now: options.now,
    onToken: (error) => {
      if (error === null) options.alarms?.clear('token_failing')
      else options.alarms?.raise('token_failing', `kf ${error.code}`)
    },
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  })
  return {
    name: 'kf',
    maxRecipients: RECIPIENTS_PER_CALL.kf,
    resendSafe: true,
    cardHandles: 'none',
    givesReplyHandles: false,
    tapAnswerMs: null,
    recipientLimits: [],
    decode: decodeKf,
    send: createKfSender({ ...options, client }),
    fetchMedia: (mediaId) => downloadMedia(client, mediaId),
    lookUpName: async () => null,
    service: createService(client, settings.openKfId, options.now),
    close: () => client.close(),
  }
}
