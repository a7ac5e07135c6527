import { ChannelError } from '../../../errors.ts'
import type { Card, Content } from '../../channel.ts'
import { offeredButtons } from '../../offered-buttons.ts'
import { cutBytes, cutBytesKeepingEnd, plainLine, plainText } from '../../text.ts'
import { cardAsText } from '../render-card.ts'

/** `msgtype` and the member of the same name of a `kf/send_msg` body. */
export type KfMessage = { msgtype: string } & Readonly<Record<string, unknown>>

const TEXT_BYTES = 2048
/** A menu: words above its lines, and what each line says; a tap on it sends those words. */
const MENU_HEAD_BYTES = 1024
const MENU_LINE_BYTES = 128
const MENU_LINES = 10

/** What goes out as words; pictures and files go by a `media_id`. */
export type Sayable = Exclude<Content, { type: 'image' | 'file' }>

/** The same content always gives the same message. Longer texts are cut at WeCom's limit. */
export function renderKf(content: Sayable): KfMessage {
  switch (content.type) {
    case 'text':
      return asText(content.text)
    case 'markdown':
      return asText(content.markdown)
    // A link of its own would need a picture that lies at WeCom.
    case 'link':
      return asText(`${content.title}\n${content.text}\n${content.url}`)
    case 'card':
    case 'card_update':
      return asMenu(content.card) ?? cardAsText(content.card)
    case 'welcome':
      return asText(content.url === null ? content.text : `${content.text}\n${content.url}`)
  }
}

export function renderKfMedia(type: 'image' | 'file', mediaId: string): KfMessage {
  return { msgtype: type, [type]: { media_id: mediaId } }
}

function asText(text: string): KfMessage {
  const content = cutBytesKeepingEnd(plainText(text), TEXT_BYTES)
  if (content.trim() === '') throw new ChannelError('rejected', 'There is nothing to say')
  return { msgtype: 'text', text: { content } }
}

function wordsOf(card: Card): string {
  const rendered = cardAsText(card)
  return rendered.msgtype === 'text' ? rendered.text.content : card.title
}

/** `null`: it has nothing to tap, or does not fit; several ticks at once no menu can take. */
function asMenu(card: Card): KfMessage | null {
  if (card.closedAs !== null || card.choices?.many) return null
  const says = [...(card.choices?.options ?? []), ...(card.choices ? card.buttons : offeredButtons(card))].map((line) =>
    plainLine(line.says),
  )
  const head = wordsOf({ ...card, buttons: [], choices: null })
  const question = card.choices === null ? '' : `\n${plainLine(card.choices.question)}`
  const fits = Buffer.byteLength(head + question) <= MENU_HEAD_BYTES && says.length <= MENU_LINES
  if (!fits || says.length === 0) return null
  const list = says.map((line, index) => ({
    type: 'click',
    click: { id: String(index + 1), content: cutBytes(line, MENU_LINE_BYTES) },
  }))
  return { msgtype: 'msgmenu', msgmenu: { head_content: head + question, list } }
}
