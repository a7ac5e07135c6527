import { ChannelError } from '../../errors.ts'
import type { Card, Content } from '../channel.ts'
import { cutCharacters, isLink } from '../text.ts'
import {
  fitted,
  markdownLines,
  markdownLink,
  roomBefore,
  safeText,
  sendBackLink,
  titleOf,
  words,
  wordsInLine,
} from './words.ts'

/** A message of the robot in both ways that DingTalk takes it. */
export interface Rendered {
  /** `msgKey` and the members of `msgParam` [KB 0699]. */
  msgKey: string
  msgParam: Readonly<Record<string, string>>
  /** The body for a sessionWebhook; `null`: it takes no such kind. */
  reply: object | null
}

/** What goes as it stands; cards by template and files have calls of their own. */
export type SendableContent = Exclude<Content, { type: 'image' | 'file' }>

/** Each takes some 200 characters with the words it sends back. */
const MOST_OPTIONS = 8
const LINK_BYTES = 2_000

/**
 * @param inGroup words that a button would send back reach the robot only where nobody has to be addressed
 * @throws ChannelError `rejected` where the content cannot be made into a message at all
 */
export function renderContent(content: SendableContent, { inGroup }: { inGroup: boolean }): Rendered {
  switch (content.type) {
    case 'text':
    case 'welcome':
      return renderText(content.type === 'welcome' ? withUrl(content) : content.text)
    case 'markdown':
      return renderMarkdown(fitted(markdownLines(safeText(content.markdown))))
    case 'link':
      return renderLink(content)
    case 'card':
      return renderMarkdown(cardMarkdown(content.card, inGroup))
    case 'card_update':
      return renderMarkdown(changedCardMarkdown(content.card, inGroup))
  }
}

/** `mediaId` stands for the file inside DingTalk [KB 0646]. */
export function renderImage(mediaId: string): Rendered {
  return { msgKey: 'sampleImageMsg', msgParam: { photoURL: mediaId }, reply: null }
}

export function renderFile(mediaId: string, name: string): Rendered {
  const fileName = cutCharacters(safeText(name).replace(/[\\/\s]+/g, ' '), 100)
  const fileType = /\.([0-9A-Za-z]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? 'file'
  return { msgKey: 'sampleFile', msgParam: { mediaId, fileName, fileType }, reply: null }
}

function renderText(text: string): Rendered {
  const content = fitted(safeText(text))
  return { msgKey: 'sampleText', msgParam: { content }, reply: { msgtype: 'text', text: { content } } }
}

/** Greetings by a code are WeCom's; here they are words like others. */
function withUrl({ text, url }: Extract<Content, { type: 'welcome' }>): string {
  return url === null ? text : `${text}\n${url}`
}

function renderMarkdown(text: string): Rendered {
  const title = titleOf(text)
  return {
    msgKey: 'sampleMarkdown',
    msgParam: { title, text },
    reply: { msgtype: 'markdown', markdown: { title, text } },
  }
}

function renderLink({ title, text, url, button }: Extract<Content, { type: 'link' }>): Rendered {
  if (!isLink(url, LINK_BYTES)) throw new ChannelError('rejected', 'A link is no http address of at most 2000 bytes')
  const shown = {
    title: cutCharacters(wordsInLine(title), 64),
    text: fitted(markdownLines(`#### ${wordsInLine(title)}\n\n${words(text)}`)),
  }
  const singleTitle = cutCharacters(wordsInLine(button), 20)
  return {
    msgKey: 'sampleActionCard',
    msgParam: { ...shown, singleTitle, singleURL: url },
    reply: { msgtype: 'actionCard', actionCard: { ...shown, btnOrientation: '0', singleTitle, singleURL: url } },
  }
}

/** A card in words, where there is no template for it: facts as lines, buttons as links that say their words back. */
function cardMarkdown(card: Card, inGroup: boolean): string {
  const facts = card.facts.map(({ label, value }) => `- ${wordsInLine(label)}：${wordsInLine(value)}`)
  const text = card.text === null ? [] : [words(card.text)]
  const head = [...headOf(card), facts.join('\n'), ...text].filter((part) => part !== '').join('\n\n')
  const tail = tailOf(card, inGroup)
  return fitted(markdownLines(head), roomBefore(tail)) + tail
}

/** The card was shown before in words that cannot change: once it is closed, how it ended is enough. */
function changedCardMarkdown(card: Card, inGroup: boolean): string {
  if (card.closedAs === null) return cardMarkdown(card, inGroup)
  return fitted(markdownLines([...headOf(card), words(card.closedAs)].join('\n\n')))
}

function headOf({ title, subtitle }: Card): string[] {
  return [`#### ${wordsInLine(title)}`, ...(subtitle === null ? [] : [wordsInLine(subtitle)])]
}

function tailOf(card: Card, inGroup: boolean): string {
  const link = card.url !== null && isLink(card.url, LINK_BYTES) ? [markdownLink('查看详情', card.url)] : []
  const parts = card.closedAs === null ? [...answersOf(card, inGroup), ...link] : [wordsInLine(card.closedAs), ...link]
  return parts.map((part) => `\n\n${part}`).join('')
}

function answersOf({ choices, buttons }: Card, inGroup: boolean): string[] {
  const options = (choices?.options ?? []).slice(0, MOST_OPTIONS)
  if (inGroup) {
    return choices === null
      ? []
      : [`${wordsInLine(choices.question)}：${options.map((o) => wordsInLine(o.label)).join(' / ')}`]
  }
  const linksOf = (answers: readonly { label: string; says: string }[]) =>
    answers.map(({ label, says }) => sendBackLink(label, says)).join('　')
  return [
    ...(choices === null ? [] : [`${wordsInLine(choices.question)}\n\n${linksOf(options)}`]),
    ...(buttons.length > 0 ? [linksOf(buttons)] : []),
  ]
}
