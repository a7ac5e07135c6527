/** What a person reads on the screen of each platform, as lines that can be read aloud. */
import type { Card, Content } from '../../src/channels/channel.ts'
import type { Shown } from '../platforms/dingtalk/phones.ts'
import type { Received } from '../platforms/wecom/members.ts'

/** A message as it stands on a screen now. */
export interface OnScreen {
  id: string
  lines: string[]
}

interface WecomCard {
  main_title?: { title?: string; desc?: string }
  sub_title_text?: string
  horizontal_content_list?: { keyname: string; value: string }[]
  button_list?: { text: string; replace_text?: string }[]
  replace_text?: string
}

export function onWecom({ msgId, text, card, body }: Received): OnScreen {
  if (text !== null) return { id: msgId, lines: text.split('\n') }
  if (card === null) return { id: msgId, lines: linkLines(body) }
  const { main_title, sub_title_text, horizontal_content_list, button_list, replace_text } = card as WecomCard
  return {
    id: msgId,
    lines: cardLines({
      title: main_title?.title,
      subtitle: main_title?.desc,
      facts: (horizontal_content_list ?? []).map(({ keyname, value }) => [keyname, value]),
      text: sub_title_text,
      buttons: replace_text === undefined ? (button_list ?? []).map((b) => b.text) : [],
      closedAs: replace_text,
    }),
  }
}

/** A link with a title and a line, as `textcard` shows it. */
function linkLines(body: Received['body']): string[] {
  const { title, description } = body.textcard as { title: string; description: string }
  return [`【${title}】`, ...description.split('\n')]
}

export function onDingtalk({ messageId, kind, text, content }: Shown): OnScreen {
  if (kind !== 'card') return { id: messageId, lines: plainLines(text) }
  const value = (name: string) => String(content[name] ?? '')
  const numbers = [1, 2, 3, 4, 5, 6]
  return {
    id: messageId,
    lines: cardLines({
      title: value('title'),
      subtitle: value('subtitle'),
      facts: numbers.map((n) => [value(`fact${n}Label`), value(`fact${n}Value`)]),
      text: value('text'),
      buttons: numbers.map((n) => value(`button${n}Label`)),
      closedAs: value('closedAs'),
    }),
  }
}

/** Without the signs of markdown; a title that its text repeats stands once. */
function plainLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/^#+ /, '').trim())
  return lines.filter((line, i) => line !== '' && line !== lines[i - 1])
}

/** Of the local chat's lines; a changed card stands where the card stood. */
export function onLocal(messages: readonly { key: string; content: Content }[]): OnScreen[] {
  const screen: OnScreen[] = []
  for (const { key, content } of messages) {
    const isCard = content.type === 'card' || content.type === 'card_update'
    const id = isCard ? content.card.taskId : key
    const lines = isCard ? ourCardLines(content.card) : wordsOf(content)
    const before = screen.find((message) => message.id === id)
    if (before) before.lines = lines
    else screen.push({ id, lines })
  }
  return screen
}

function ourCardLines({ facts, buttons, ...card }: Card): string[] {
  return cardLines({
    ...card,
    facts: facts.map(({ label, value }) => [label, value]),
    buttons: card.closedAs === null ? buttons.map((button) => button.label) : [],
  })
}

function wordsOf(content: Content): string[] {
  switch (content.type) {
    case 'text':
    case 'welcome':
      return content.text.split('\n')
    case 'markdown':
      return content.markdown.split('\n')
    case 'link':
      return [`【${content.title}】`, ...content.text.split('\n')]
    default:
      return [content.type]
  }
}

interface CardWords {
  title: string | undefined
  subtitle: string | null | undefined
  facts: readonly (readonly [label: string, value: string])[]
  text: string | null | undefined
  buttons: readonly string[]
  closedAs: string | null | undefined
}

function cardLines({ title, subtitle, facts, text, buttons, closedAs }: CardWords): string[] {
  return [
    `【${title ?? ''}】`,
    subtitle,
    ...facts.filter(([label]) => label !== '').map(([label, value]) => `${label}：${value}`),
    ...(text ?? '').split('\n'),
    closedAs && `〔${closedAs}〕`,
    buttons
      .filter(Boolean)
      .map((label) => `［${label}］`)
      .join(''),
  ].filter((line): line is string => Boolean(line))
}
