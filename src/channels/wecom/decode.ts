import type { Inbound, InboundMessage, InboundTap, MessagePart, Sender } from '../channel.ts'
import { cutBytes } from '../text.ts'
import { decodeEvent } from './decode-event.ts'
import { type InnerHead, readHead, readInner } from './inner.ts'
import { pointOf } from './point.ts'
import { childOf, childrenOf, textOf, type XmlElement } from './xml.ts'

/** Longer texts are cut: WeCom itself lets people write far less. */
const LONGEST_TEXT_BYTES = 64 * 1024
/** How long a card may be changed after it was sent or tapped [D 90236, D 94888]. */
export const CARD_HANDLE_LIFE_MS = 72 * 60 * 60 * 1000
/** Marks the task id of a card that had to be sent anew, see `render-card.ts`. */
const ANEW_MARK = /@[0-9a-f]{16}$/

const CARD_EVENTS = new Set(['template_card_event', 'template_card_menu_event'])

/**
 * What a kept callback says (wecom.md §1.8–1.12). Kinds that we do not know become `unsupported` or `other`, so that
 * the sender gets a polite answer.
 *
 * @throws ChannelError `malformed`
 */
export function decodeWecom(raw: string): Inbound {
  const root = readInner(raw)
  const head = readHead(root)
  if (head.messageType !== 'event') return decodeMessage(root, head)
  const event = textOf(root, 'Event')?.toLowerCase() ?? ''
  return CARD_EVENTS.has(event) ? decodeTap(root, head) : decodeEvent(root, { head, event, from: senderOf(head) })
}

function senderOf({ fromUser }: InnerHead): Sender {
  return { externalId: fromUser.toLowerCase(), displayId: fromUser, name: null }
}

function decodeMessage(root: XmlElement, head: InnerHead): InboundMessage {
  return {
    type: 'message',
    // An application gets messages of members to itself only, never those of groups [D 90235].
    chat: { kind: 'single' },
    from: senderOf(head),
    sentAt: head.sentAt,
    parts: [decodePart(root, head.messageType)],
    quoted: null,
    replyHandle: null,
  }
}

function decodePart(root: XmlElement, type: string): MessagePart {
  if (type === 'text') return { type, text: cutBytes(childOf(root, 'Content')?.text ?? '', LONGEST_TEXT_BYTES) }
  if (type === 'link') return decodeLink(root)
  if (type === 'location') return decodeLocation(root)
  const mediaId = textOf(root, 'MediaId')
  if (mediaId === null) return { type: 'unsupported', what: type }
  switch (type) {
    case 'image':
    case 'video':
      return { type, mediaId }
    case 'voice':
      // `Recognition` is not documented, but Tencent's own plugin looks for it [T shared/xml-parser.ts].
      return { type, mediaId, format: textOf(root, 'Format'), transcript: textOf(root, 'Recognition') }
    case 'file':
      // Not in the list of documented kinds either [D 90239], yet Tencent's plugin knows it.
      return { type, mediaId, name: textOf(root, 'FileName') }
    default:
      return { type: 'unsupported', what: type }
  }
}

function decodeLink(root: XmlElement): MessagePart {
  return {
    type: 'link',
    title: textOf(root, 'Title') ?? '',
    description: textOf(root, 'Description') ?? '',
    url: textOf(root, 'Url') ?? '',
  }
}

/** `Location_X` is the latitude, contrary to its name [D 90239]. */
function decodeLocation(root: XmlElement): MessagePart {
  const point = pointOf(root, 'Location_X', 'Location_Y')
  if (point === null) return { type: 'unsupported', what: 'location' }
  return { type: 'location', ...point, datum: 'GCJ-02', label: textOf(root, 'Label') }
}

function decodeTap(root: XmlElement, head: InnerHead): InboundTap {
  const code = textOf(root, 'ResponseCode')
  return {
    type: 'tap',
    from: senderOf(head),
    sentAt: head.sentAt,
    taskId: (textOf(root, 'TaskId') ?? '').replace(ANEW_MARK, ''),
    action: textOf(root, 'EventKey') ?? '',
    selected: selectedOptions(root),
    cardHandle: code === null ? null : { code, expiresAt: new Date(head.sentAt.getTime() + CARD_HANDLE_LIFE_MS) },
  }
}

/** Present documentation writes `OptionIds`, older platforms `OpitonIds` [D 90240, F]. */
function selectedOptions(root: XmlElement): Record<string, string[]> {
  const items = childrenOf(childOf(root, 'SelectedItems'), 'SelectedItem')
  return Object.fromEntries(
    items.map((item) => {
      const options = childOf(item, 'OptionIds') ?? childOf(item, 'OpitonIds')
      const ids = [...childrenOf(options, 'OptionId'), ...childrenOf(options, 'OpitonId')]
      return [textOf(item, 'QuestionKey') ?? '', ids.map((id) => id.text.trim())]
    }),
  )
}
