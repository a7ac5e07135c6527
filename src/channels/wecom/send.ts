import { RECIPIENTS_PER_CALL } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import type { Card, CardHandle, Content, Media, Outbound, SendResult } from '../channel.ts'
import { refusing, unchangeable } from '../refusing.ts'
import { UploadCache } from '../upload-cache.ts'
import type { WecomAnswer, WecomClient } from './client.ts'
import { CARD_HANDLE_LIFE_MS } from './decode.ts'
import { CARD_SENT_BEFORE, CARD_UNCHANGEABLE, cardRefused, MEDIA_GONE, NOBODY_REACHED } from './faults.ts'
import { uploadMedia } from './media.ts'
import { addressable, leftOut } from './recipients.ts'
import { type Rendered, renderContent, renderMedia, renderWelcome } from './render.ts'
import { cardAnew, cardAsText, renderCardUpdate } from './render-card.ts'

/** The longest that WeCom remembers a body; within it a resend reaches nobody twice [D 90236]. */
const DUPLICATE_CHECK_SECONDS = 4 * 60 * 60
/** Updates of unknown outcome that are remembered. */
const MOST_UNSURE = 1_000

export interface SenderOptions {
  agentId: number
  /** The application's calls, and those of customer contact. */
  app: WecomClient
  contact: WecomClient
  now: () => Date
  log?: { warn(fields: object, message: string): void }
  readFile?: (storageKey: string) => Promise<Media | null>
}

/** `Channel.send` for WeCom. */
export function createWecomSender(options: SenderOptions): (message: Outbound) => Promise<SendResult> {
  const { app, readFile } = options
  const uploads = { image: cacheOf('image'), file: cacheOf('file') }
  const unsureUpdates = new Set<string>()

  function cacheOf(type: 'image' | 'file'): UploadCache {
    const upload = async (storageKey: string) => {
      const media = (await readFile?.(storageKey)) ?? null
      if (media === null) throw new ChannelError('rejected', 'The file to send is not there')
      return uploadMedia(app, type, media)
    }
    return new UploadCache(upload, options.now)
  }

  return async (message) => {
    const { content, recipients } = message
    if (recipients.length > RECIPIENTS_PER_CALL.wecom)
      throw new ChannelError('rejected', 'Too many recipients for one message')
    switch (content.type) {
      case 'welcome':
        return sendWelcome(options, content)
      case 'image':
      case 'file':
        return sendMedia(options, {
          message,
          type: content.type,
          storageKey: content.storageKey,
          uploads: uploads[content.type],
        })
      case 'card':
        // WeCom takes a task id once, and a second call for other people would pass for a resend of the first.
        return sendCard(options, message, content.toMany ? cardAnew(content.card, message.id) : content.card)
      case 'card_update':
        return updateCard(options, { message, content, unsureUpdates })
      default:
        return sendMessage(options, message, renderContent(content))
    }
  }
}

type CardUpdate = Extract<Content, { type: 'card_update' }>

/** One `message/send`. Without any account WeCom would refuse the call, so it is not made. */
async function sendMessage(options: SenderOptions, message: Outbound, rendered: Rendered): Promise<SendResult> {
  const { userIds, refused } = addressable(message.recipients)
  const reachable = message.recipients.filter((recipient) => !refused.some((r) => r.recipient === recipient))
  if (userIds.length === 0) return { platformId: null, refused, cardHandle: null }
  const body = {
    touser: userIds.join('|'),
    agentid: options.agentId,
    ...rendered,
    enable_duplicate_check: 1,
    duplicate_check_interval: DUPLICATE_CHECK_SECONDS,
  }
  try {
    const answer = await options.app.post('message/send', body)
    const { msgid } = answer
    return {
      platformId: typeof msgid === 'string' ? msgid : null,
      refused: [...refused, ...leftOut(reachable, answer)],
      cardHandle: cardHandleOf(answer, options.now()),
    }
  } catch (error) {
    const code = codeOf(error)
    if (code === null || !NOBODY_REACHED.has(code)) throw error
    const everybody = [...refused, ...refusing(reachable, code === 81013 ? 'invaliduser' : `WeCom ${code}`)]
    return { platformId: null, refused: everybody, cardHandle: null }
  }
}

/** A card that WeCom does not take goes as words, so that it reaches the person all the same. */
async function sendCard(options: SenderOptions, message: Outbound, card: Card): Promise<SendResult> {
  try {
    return await sendMessage(options, message, renderContent({ type: 'card', card }))
  } catch (error) {
    const code = codeOf(error)
    // The first try was cut off after WeCom had taken it: told, but the right to change the card is lost.
    if (code === CARD_SENT_BEFORE) return { platformId: null, refused: [], cardHandle: null }
    if (!cardRefused(code)) throw error
    options.log?.warn({ errcode: code, task_id: card.taskId }, 'WeCom refused a card, sending it as text')
    return sendMessage(options, message, cardAsText(card))
  }
}

/**
 * Change a card that was sent, or send it anew where that is no longer possible.
 *
 * A handle is good for one change. If the answer to the change was lost, "used already" on the next try means that it
 * had been made.
 */
async function updateCard(
  options: SenderOptions,
  { message, content, unsureUpdates }: { message: Outbound; content: CardUpdate; unsureUpdates: Set<string> },
): Promise<SendResult> {
  const { card } = content
  const anew = async () =>
    content.inPlace ? unchangeable(message.recipients) : sendCard(options, message, cardAnew(card, message.id))
  const { userIds, refused } = addressable(message.recipients)
  if (message.cardHandle === null || userIds.length === 0) return anew()
  const body = {
    userids: userIds,
    agentid: options.agentId,
    response_code: message.cardHandle,
    template_card: renderCardUpdate(card),
  }
  try {
    const answer = await options.app.post('message/update_template_card', body)
    return { platformId: null, refused: [...refused, ...leftOut(message.recipients, answer)], cardHandle: null }
  } catch (error) {
    if (error instanceof ChannelError && error.fault === 'ambiguous') {
      if (unsureUpdates.size >= MOST_UNSURE) unsureUpdates.clear()
      unsureUpdates.add(message.cardHandle)
    }
    const code = codeOf(error)
    if (code === null || !(CARD_UNCHANGEABLE.has(code) || cardRefused(code))) throw error
    if (CARD_UNCHANGEABLE.has(code) && unsureUpdates.delete(message.cardHandle)) {
      return { platformId: null, refused, cardHandle: null }
    }
    return anew()
  }
}

/** `media_id` may have run out while the message waited: the file is uploaded once more. */
async function sendMedia(
  options: SenderOptions,
  media: { message: Outbound; type: 'image' | 'file'; storageKey: string; uploads: UploadCache },
): Promise<SendResult> {
  const { message, type, storageKey, uploads } = media
  try {
    return await sendMessage(options, message, renderMedia(type, await uploads.mediaIdOf(storageKey)))
  } catch (error) {
    if (codeOf(error) !== MEDIA_GONE) throw error
    uploads.forget(storageKey)
    return sendMessage(options, message, renderMedia(type, await uploads.mediaIdOf(storageKey)))
  }
}

/** Too late (41050), greeted by another application (41051) or being greeted (41096): `rejected`, and that is that. */
async function sendWelcome(
  { contact }: SenderOptions,
  content: Extract<Content, { type: 'welcome' }>,
): Promise<SendResult> {
  await contact.post('externalcontact/send_welcome_msg', renderWelcome(content))
  return { platformId: null, refused: [], cardHandle: null }
}

function cardHandleOf({ response_code: code }: WecomAnswer, now: Date): CardHandle | null {
  if (typeof code !== 'string' || code === '') return null
  return { code, expiresAt: new Date(now.getTime() + CARD_HANDLE_LIFE_MS) }
}

function codeOf(error: unknown): number | null {
  return error instanceof ChannelError ? error.code : null
}
