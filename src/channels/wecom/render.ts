import { ChannelError } from '../../errors.ts'
import type { Content } from '../channel.ts'
import { cutBytes, cutBytesKeepingEnd, cutCharacters, plainLine, plainText } from '../text.ts'
import { isWecomLink, renderCard } from './render-card.ts'

/** `msgtype` and the member of the same name of a `message/send` body [D 90236]. */
export type Rendered = { msgtype: string } & Readonly<Record<string, unknown>>

const TEXT_BYTES = 2048
const WELCOME_BYTES = 4000
const WELCOME_LINK_TITLE = '责任区信息'

/** What `message/send` can carry as it stands; files go by a `media_id`, welcomes by a call of their own. */
export type SendableContent = Exclude<Content, { type: 'welcome' | 'image' | 'file' }>

/**
 * The same content always gives the same bytes, for WeCom knows a repeated message by its body.
 *
 * Longer texts are cut on a character at WeCom's limit; the caller splits them beforehand.
 *
 * @throws ChannelError `rejected` where the content cannot be made into a message at all
 */
export function renderContent(content: SendableContent): Rendered {
  switch (content.type) {
    case 'text':
      return renderText(content.text)
    case 'markdown':
      return {
        msgtype: 'markdown',
        markdown: { content: cutBytesKeepingEnd(plainText(content.markdown), TEXT_BYTES) },
      }
    case 'link':
      return renderLink(content)
    case 'card':
    case 'card_update':
      return renderCard(content.card)
  }
}

function renderText(text: string): Rendered {
  return { msgtype: 'text', text: { content: cutBytesKeepingEnd(plainText(text), TEXT_BYTES) } }
}

export function renderMedia(type: 'image' | 'file', mediaId: string): Rendered {
  return { msgtype: type, [type]: { media_id: mediaId } }
}

/** Title 128 characters, description 512, button 4 [D 90236]. Its HTML is not used. */
function renderLink({ title, text, url, button }: Extract<Content, { type: 'link' }>): Rendered {
  if (!isWecomLink(url)) throw new ChannelError('rejected', 'A link is no http address of at most 2048 bytes')
  return {
    msgtype: 'textcard',
    textcard: {
      title: cutCharacters(plainLine(title), 128),
      description: cutCharacters(plainText(text), 512),
      url,
      btntxt: cutCharacters(plainLine(button), 4),
    },
  }
}

/** Body of `externalcontact/send_welcome_msg` [J, W]: text of at most 4000 bytes and a link. */
export function renderWelcome({ code, text, url }: Extract<Content, { type: 'welcome' }>): object {
  const link = url === null || !isWecomLink(url) ? [] : [{ msgtype: 'link', link: { title: WELCOME_LINK_TITLE, url } }]
  return {
    welcome_code: code,
    text: { content: cutBytes(plainText(text), WELCOME_BYTES) },
    ...(link.length > 0 ? { attachments: link } : {}),
  }
}
