import type { Card, CardButton } from '../channels/channel.ts'
import { offeredButtons } from '../channels/offered-buttons.ts'
import { ROLES } from '../domain/vocabulary.ts'
import type { ChatContent, ChatLine } from '../http/chat/lines.ts'
import type { PlayablePerson } from '../store/local-people.ts'

/** What can be chosen on an open card, numbered from 1: the options to tick, then the buttons. */
export function cardAnswers(card: Card): { options: { id: string; label: string }[]; buttons: CardButton[] } {
  if (card.closedAs !== null) return { options: [], buttons: [] }
  return { options: card.choices?.options ?? [], buttons: offeredButtons(card) }
}

/** A line of the transcript in plain text, with who said it and when. */
export function printedLine(line: ChatLine): string {
  const time = new Date(line.at).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false })
  const words = printable(printedContent(line.content)).split('\n').join('\n  ')
  return `${line.direction === 'in' ? '我' : '助手'} ${time}\n  ${words}`
}

function printedContent(content: ChatContent): string {
  switch (content.type) {
    case 'text':
      return content.text
    case 'markdown':
      return content.markdown
    case 'link':
      return `${content.title}\n${content.text}\n${content.button}：${content.url}`
    case 'welcome':
      return content.url ? `${content.text}\n${content.url}` : content.text
    case 'card':
    case 'card_update':
      return printedCard(content.card)
    case 'image':
      return `[照片] ${content.url}`
    case 'file':
      return `[文件] ${content.name} ${content.url}`
    case 'location':
      return `[位置] ${content.label ?? ''} ${content.latitude}，${content.longitude}`
    case 'tap':
      return `[按了] ${content.label}`
    case 'scan':
      return `[扫码] ${content.zoneCode} ${content.zoneName}`
  }
}

function printedCard(card: Card): string {
  const { options, buttons } = cardAnswers(card)
  const numbered = [...options, ...buttons].map(({ label }, index) => `[${index + 1}] ${label}`)
  const lines = [
    `【${card.title}】`,
    card.subtitle,
    ...card.facts.map(({ label, value }) => `${label}：${value}`),
    card.text,
    card.closedAs === null ? card.choices?.question : `（${card.closedAs}）`,
    ...numbered.slice(0, options.length),
    numbered.slice(options.length).join('  '),
    card.url,
  ]
  return lines.filter(Boolean).join('\n')
}

/** The people who can be played, one a line; which of them are made up is said where not all are. */
export function printedPeople(people: readonly PlayablePerson[]): string {
  const isMixed = people.some((person) => !person.demo)
  const rows = people.map(({ account, name, group, roles, zones, demo }) => {
    const what = roles.map((role) => ROLES[role]).join('、') || (group === 'resident' ? '居民' : '党员')
    const where = zones.map((zone) => `${zone.code} ${zone.name}`).join('、')
    const about = [what, where, demo && isMixed && '演示'].filter(Boolean)
    return `  ${name}（${account}） ${about.join(' · ')}`
  })
  return printable(rows.join('\n'))
}

/** Without control characters: what people write must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, '')
}
