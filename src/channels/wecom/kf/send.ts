import { createHash } from 'node:crypto'
import { WAITS_FOR_RESIDENT } from '../../../domain/service-chat.ts'
import { ChannelError } from '../../../errors.ts'
import type { Content, Media, Outbound, SendResult } from '../../channel.ts'
import { refusing, unchangeable } from '../../refusing.ts'
import { UploadCache } from '../../upload-cache.ts'
import type { WecomClient } from '../client.ts'
import { MEDIA_GONE } from '../faults.ts'
import { uploadMedia } from '../media.ts'
import type { KfChats } from './chats.ts'
import { type KfMessage, renderKf, renderKfMedia } from './render.ts'

/** More than five messages, 48 hours over, the chat ended or served by a member: [W], seen in the field as 95018, 95031. */
const NOT_NOW: ReadonlySet<number> = new Set([95001, 95002, 95013, 95018, 95031])
/**
 * What a `msgid` used before is answered with, among other things: the code of its own is not documented, 40058 stands for
 * a parameter that may not be so [M].
 */
const SAID_BEFORE = 40058
/** It is sent as soon as they write; looked at all the same, should that have been overlooked. */
const LOOK_AGAIN_MS = 3_600_000
/** Sends of unknown outcome that are remembered. */
const MOST_UNSURE = 1_000

export interface KfSenderOptions {
  client: WecomClient
  chats: KfChats
  now: () => Date
  readFile?: (storageKey: string) => Promise<Media | null>
}

/** `Channel.send` for 微信客服: one message to one resident. */
export function createKfSender(options: KfSenderOptions): (message: Outbound) => Promise<SendResult> {
  const { client, chats } = options
  const uploads = { image: cacheOf('image'), file: cacheOf('file') }
  const unsure = new Set<string>()

  function cacheOf(type: 'image' | 'file'): UploadCache {
    const upload = async (storageKey: string) => {
      const media = (await options.readFile?.(storageKey)) ?? null
      if (media === null) throw new ChannelError('rejected', 'The file to send is not there')
      return uploadMedia(client, type, media)
    }
    return new UploadCache(upload, options.now)
  }

  const render = async (content: Exclude<Content, { type: 'welcome' }>): Promise<KfMessage> => {
    if (content.type !== 'image' && content.type !== 'file') return renderKf(content)
    return renderKfMedia(content.type, await uploads[content.type].mediaIdOf(content.storageKey))
  }

  return async ({ id, recipients, content }) => {
    const [account, ...others] = recipients
    if (account === undefined || others.length > 0)
      throw new ChannelError('rejected', 'One message goes to one resident')
    if (content.type === 'welcome') return greet(client, content, messageId(id, account))
    if (content.type === 'card_update' && content.inPlace) return unchangeable(recipients)
    const chat = await chats.find(account)
    if (chat === null) return { platformId: null, refused: refusing(recipients, 'they never wrote'), cardHandle: null }
    if (!chat.open) return waits(account)
    const msgid = messageId(id, account, content)
    try {
      await client.post('kf/send_msg', { touser: account, open_kfid: chat.openKfId, msgid, ...(await render(content)) })
    } catch (error) {
      const outcome = failed(error, { msgid, content })
      if (outcome === 'not now') {
        await chats.shut(account)
        return waits(account)
      }
      if (outcome === 'failed') throw error
    }
    await chats.sent(account)
    return { platformId: msgid, refused: [], cardHandle: null }
  }

  /**
   * A `msgid` is taken once: where the answer to the first try was lost, that it may not be used means that it was taken.
   * Any other refusal says nothing of the first try, which is remembered until that is known.
   */
  function failed(
    error: unknown,
    { msgid, content }: { msgid: string; content: Content },
  ): 'not now' | 'sent' | 'failed' {
    if (!(error instanceof ChannelError)) return 'failed'
    if (error.fault === 'ambiguous') {
      if (unsure.size >= MOST_UNSURE) unsure.clear()
      unsure.add(msgid)
      return 'failed'
    }
    if (error.code === SAID_BEFORE && unsure.delete(msgid)) return 'sent'
    if (error.code === MEDIA_GONE && (content.type === 'image' || content.type === 'file')) {
      uploads[content.type].forget(content.storageKey)
    }
    return error.code !== null && NOT_NOW.has(error.code) ? 'not now' : 'failed'
  }
}

/** Late (20 s), greeted already, or a chat that has begun: `rejected`, and that is that. */
async function greet(
  client: WecomClient,
  content: Extract<Content, { type: 'welcome' }>,
  msgid: string,
): Promise<SendResult> {
  await client.post('kf/send_msg_on_event', { code: content.code, msgid, ...renderKf(content) })
  return { platformId: msgid, refused: [], cardHandle: null }
}

function waits(recipient: string): SendResult {
  const deferred = [{ recipient, reason: WAITS_FOR_RESIDENT, retryAfterMs: LOOK_AGAIN_MS }]
  return { platformId: null, refused: [], deferred, cardHandle: null }
}

/**
 * Unique within a service account, at most 32 signs (§6.9): with it a message sent again is not sent twice. Made of the
 * content as well, for a database restored from a backup gives the same numbers anew.
 */
function messageId(sendId: string, account: string, content: Content | null = null): string {
  return createHash('sha256')
    .update(JSON.stringify([sendId, account, content]))
    .digest('hex')
    .slice(0, 32)
}
