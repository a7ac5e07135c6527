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

/** Both sides, the newest first. A card that changed stands once, where it changed last. */
export function entriesOf(seal: Seal, told: readonly ToldLine[], own: readonly OwnLine[]): PageEntry[] {
  const yours = own.map((line): PageEntry => ({ at: line.at, who: 'you', text: ownWords(seal, line) }))
  // What was said and answered in the same instant is read in that order: sorting leaves equals as they are.
  return [...yours, ...ourEntries(told)].sort((a, b) => a.at.getTime() - b.at.getTime()).reverse()
}

function ownWords(seal: Seal, { payload }: OwnLine): string | null {
  if (payload === null) return null
  const act = readPageAct(seal.open('inbox', payload))
  return act.type === 'message' ? act.text : act.label
}

function ourEntries(told: readonly ToldLine[]): PageEntry[] {
  const entries = new Map<string, PageEntry>()
  for (const { id, at, content } of told) {
    const card = cardIn(content)
    if (card === null) {
      entries.set(`line ${id}`, { at, who: 'us', text: wordsIn(content) })
      continue
    }
    const name = `card ${card.taskId}`
    const known = entries.get(name)
    // What only shows how a matter stands now stays where it was.
    const stays = known !== undefined && content.type === 'card_update' && content.inPlace === true
    if (!stays) entries.delete(name)
    entries.set(name, { at: stays ? known.at : at, who: 'us', card })
  }
  return [...entries.values()]
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
