import type { Card, Content } from '../../channels/channel.ts'
import { readPageAct } from '../../channels/page/channel.ts'
import type { OwnLine, ToldLine } from '../../store/page-lines.ts'
import type { Seal } from '../../store/seal.ts'

/** One line of a page, as its owner reads it. */
export type PageEntry = { at: Date } & (
  | { who: 'you'; text: string }
  /** The words went with the original. */
  | { who: 'you'; text: null }
  | { who: 'us'; text: string }
  | { who: 'us'; card: Card }
)

/** The line at the end by which platforms tell equal texts apart: nobody needs it on a page. */
const RECEIPT = /\n回执 [0-9A-Z]+$/u

/** Both sides in the order of time, the oldest first. A card that changed stands once, where it changed last. */
export function entriesOf(seal: Seal, told: readonly ToldLine[], own: readonly OwnLine[]): PageEntry[] {
  const yours = own.map((line): PageEntry => ({ at: line.at, who: 'you', text: ownWords(seal, line) }))
  return [...yours, ...ourEntries(told)].sort((a, b) => a.at.getTime() - b.at.getTime())
}

function ownWords(seal: Seal, { payload }: OwnLine): string | null {
  if (payload === null) return null
  const act = readPageAct(seal.open('inbox', payload))
  return act.type === 'message' ? act.text : act.label
}

function ourEntries(told: readonly ToldLine[]): PageEntry[] {
  const cards = new Map<string, { at: Date; card: Card }>()
  const texts: PageEntry[] = []
  for (const { at, content } of told) {
    const card = cardIn(content)
    if (card === null) texts.push({ at, who: 'us', text: wordsIn(content) })
    else {
      const known = cards.get(card.taskId)
      // What only shows how a matter stands now stays where it was.
      const stays = known !== undefined && content.type === 'card_update' && content.inPlace === true
      cards.set(card.taskId, { at: stays ? known.at : at, card })
    }
  }
  return [...texts, ...[...cards.values()].map(({ at, card }): PageEntry => ({ at, who: 'us', card }))]
}

function cardIn(content: Content): Card | null {
  return content.type === 'card' || content.type === 'card_update' ? content.card : null
}

function wordsIn(content: Content): string {
  switch (content.type) {
    case 'text':
    case 'welcome':
      return content.text.replace(RECEIPT, '')
    case 'markdown':
      return content.markdown
    case 'link':
      return `${content.title}\n${content.text}`
    case 'file':
      return content.name
    default:
      return ''
  }
}
