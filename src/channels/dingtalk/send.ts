import type { Alarms } from '../../alarms.ts'
import type { DingtalkConfig } from '../../config.ts'
import { RECIPIENTS_PER_CALL } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import type { Content, Media, Outbound, SendResult } from '../channel.ts'
import { unchangeable } from '../refusing.ts'
import { UploadCache } from '../upload-cache.ts'
import { type Cards, isCardRefused } from './cards.ts'
import { type DingtalkClient, isReplyAddress } from './client.ts'
import { platformCodeOf } from './faults.ts'
import { uploadMedia } from './media.ts'
import { destinationOf } from './recipients.ts'
import { type Rendered, renderContent, renderFile, renderImage, type SendableContent } from './render.ts'
import { createRobot } from './robot.ts'

export interface SenderOptions {
  config: DingtalkConfig
  client: DingtalkClient
  /** `null`: no template is set up, so cards go in words. */
  cards: Cards | null
  now: () => Date
  alarms?: Alarms
  log?: { warn(fields: object, message: string): void }
  readFile?: (storageKey: string) => Promise<Media | null>
}

/** `Channel.send` for DingTalk. */
export function createDingtalkSender(options: SenderOptions): (message: Outbound) => Promise<SendResult> {
  const { config, client, now } = options
  const robot = createRobot({ client, robotCode: config.robotCode })
  const uploads = {
    image: new UploadCache((key) => upload(options, 'image', key), now),
    file: new UploadCache((key) => upload(options, 'file', key), now),
  }
  const say = (message: Outbound, rendered: Rendered) =>
    robot({
      rendered,
      to: destinationOf(message.recipients),
      lane: message.lane,
      replyAddress: replyAddressOf(message, config),
    })
  const sayContent: Say = (message, content) =>
    say(message, renderContent(content, { inGroup: destinationOf(message.recipients).groupId !== null }))

  return async (message) => {
    const { content, recipients } = message
    if (recipients.length > RECIPIENTS_PER_CALL.dingtalk) {
      throw new ChannelError('rejected', 'Too many recipients for one message')
    }
    switch (content.type) {
      case 'image':
        return say(message, renderImage(await uploads.image.mediaIdOf(content.storageKey)))
      case 'file':
        return say(message, renderFile(await uploads.file.mediaIdOf(content.storageKey), content.name))
      case 'card':
        return sendCard({ ...options, sayContent }, message, content)
      case 'card_update':
        return updateCard({ ...options, sayContent }, message, content)
      default:
        return sayContent(message, content)
    }
  }
}

/** Sends content in words. */
type Say = (message: Outbound, content: SendableContent) => Promise<SendResult>
type CardContent = Extract<Content, { type: 'card' | 'card_update' }>

/** A card that DingTalk does not take goes in words, so that nobody is left without an answer. */
async function sendCard(
  { cards, alarms, log, sayContent }: SenderOptions & { sayContent: Say },
  message: Outbound,
  content: CardContent,
): Promise<SendResult> {
  const to = destinationOf(message.recipients)
  const nobody = to.groupId === null && to.userIds.length === 0
  if (cards === null || nobody) return sayContent(message, content)
  try {
    return await cards.create(message, content.card, to)
  } catch (error) {
    if (!isCardRefused(error)) throw error
    const code = platformCodeOf(error)
    alarms?.raise('sends_failed', `dingtalk card ${code ?? 'fault'}`)
    log?.warn({ code, task_id: content.card.taskId }, 'DingTalk refused a card, sending it in words')
    return sayContent(message, content)
  }
}

/** Change the card where it stands; where that cannot be, show it anew. */
async function updateCard(
  { cards, sayContent }: SenderOptions & { sayContent: Say },
  message: Outbound,
  content: CardContent,
): Promise<SendResult> {
  const { cardHandle: handle, lane } = message
  const inPlace = content.type === 'card_update' && content.inPlace
  const anew = async () => (inPlace ? unchangeable(message.recipients) : sayContent(message, content))
  if (cards === null || handle === null) return anew()
  const to = destinationOf(message.recipients)
  try {
    await cards.update({ handle, card: content.card, to, lane })
    return { platformId: null, refused: to.refused, cardHandle: null }
  } catch (error) {
    if (!isCardRefused(error)) throw error
    return anew()
  }
}

/** One that is none of DingTalk's is never posted to: the message goes by a call. */
function replyAddressOf({ replyHandle }: Outbound, { apiBase, oapiBase }: DingtalkConfig): string | null {
  return replyHandle !== null && isReplyAddress(replyHandle, [apiBase, oapiBase]) ? replyHandle : null
}

async function upload({ client, readFile }: SenderOptions, type: 'image' | 'file', key: string): Promise<string> {
  const media = (await readFile?.(key)) ?? null
  if (media === null) throw new ChannelError('rejected', 'The file to send is not there')
  return uploadMedia(client, type, media)
}
