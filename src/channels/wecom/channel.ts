import type { Alarms } from '../../alarms.ts'
import { RECIPIENTS_PER_CALL } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import type { Channel, Media } from '../channel.ts'
import { createWecomClient, type WecomClient } from './client.ts'
import { decodeWecom } from './decode.ts'
import { createWecomDirectory } from './directory.ts'
import { NOBODY_REACHED } from './faults.ts'
import { downloadMedia } from './media.ts'
import { createWecomSender } from './send.ts'
import { createWecomWays, type WecomWays } from './ways.ts'

/** Which application speaks; part of the installation's configuration. */
export interface WecomAppSettings {
  corpId: string
  agentId: number
  secret: string
  /** Secret of customer contact, where greetings are not sent by the application itself. */
  contactSecret: string | null
  apiBase: string
}

export interface WecomChannelOptions {
  now: () => Date
  log?: { warn(fields: object, message: string): void }
  /** Told when WeCom gives no token, and when it does again. */
  alarms?: Alarms
  /** Reads what `image` and `file` content points at. Without it such content is `rejected`. */
  readFile?: (storageKey: string) => Promise<Media | null>
  /** For each step of a call to WeCom; 10 s. */
  timeoutMs?: number
}

/** `close` ends the connections to WeCom, after the calls that are under way. */
export type WecomChannel = Channel & { ways: WecomWays; close(): Promise<void> }

/** WeCom drops more than 30 a minute and 1000 an hour to one member in silence [D2]; some room is left for clocks. */
const RECIPIENT_LIMITS = [
  { windowMs: 60_000, max: 28 },
  { windowMs: 3_600_000, max: 950 },
]

/** WeCom through one self-built application. */
export function createWecomChannel(settings: WecomAppSettings, options: WecomChannelOptions): WecomChannel {
  const open = (secret: string) =>
    createWecomClient({
      apiBase: settings.apiBase,
      corpId: settings.corpId,
      secret,
      now: options.now,
      onToken: (error) => {
        if (error === null) options.alarms?.clear('token_failing')
        else options.alarms?.raise('token_failing', `wecom ${error.code}`)
      },
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    })
  const app = open(settings.secret)
  // Greeting residents belongs to customer contact; the application may do it where it is listed there.
  const contact = settings.contactSecret === null ? app : open(settings.contactSecret)

  const ways = createWecomWays(contact, settings.apiBase, options.timeoutMs)

  return {
    name: 'wecom',
    maxRecipients: RECIPIENTS_PER_CALL.wecom,
    resendSafe: true,
    cardHandles: 'single',
    givesReplyHandles: false,
    tapAnswerMs: null,
    recipientLimits: RECIPIENT_LIMITS,
    decode: decodeWecom,
    send: createWecomSender({ ...options, agentId: settings.agentId, app, contact }),
    fetchMedia: (mediaId) => downloadMedia(app, mediaId),
    recall: (platformId) => recall(app, platformId),
    lookUpName: (externalId) => lookUpName(app, externalId),
    directory: createWecomDirectory(app),
    ways,
    close: async () => {
      await Promise.all(new Set([ways.close(), app.close(), contact === app ? null : contact.close()]))
    },
  }
}

/** Within 24 hours, in WeCom's own client only [D 94867]. @throws ChannelError */
async function recall(client: WecomClient, msgid: string): Promise<void> {
  await client.post('message/recall', { msgid })
}

/** Newer applications see little more of a member than the name, and some only the account instead of it (§0.12). */
async function lookUpName(client: WecomClient, externalId: string): Promise<string | null> {
  try {
    const { name } = await client.get('user/get', { userid: externalId })
    const told = typeof name === 'string' ? name.trim() : ''
    return told === '' || told.toLowerCase() === externalId.toLowerCase() ? null : told
  } catch (error) {
    if (error instanceof ChannelError && error.code !== null && NOBODY_REACHED.has(error.code)) return null
    throw error
  }
}
