import type { Card, CardButton } from '../../channels/channel.ts'

/** Lines of label and value that every platform shows. */
const FACTS_MAX = 6

/** A card with what is given; label-value lines without a value are left out, and so are those beyond the sixth. */
export function cardOf(
  parts: Pick<Card, 'taskId' | 'title'> & {
    subtitle?: string | null
    facts?: readonly (readonly [label: string, value: string | null])[]
    text?: string | null
    buttons?: readonly CardButton[]
    closedAs?: string | null
  },
): Card {
  const facts = (parts.facts ?? []).flatMap(([label, value]) => (value ? [{ label, value }] : []))
  return {
    taskId: parts.taskId,
    title: parts.title,
    subtitle: parts.subtitle ?? null,
    facts: facts.slice(0, FACTS_MAX),
    text: parts.text ?? null,
    buttons: [...(parts.buttons ?? [])],
    choices: null,
    url: null,
    closedAs: parts.closedAs ?? null,
  }
}

/** The same card after it was answered: nothing left to tap. */
export function closed(card: Card, closedAs: string): Card {
  const asked = card.title.endsWith('对吗？')
  const answered = closedAs === '已撤回' ? closedAs : '已记下'
  return { ...card, title: asked ? answered : card.title, buttons: [], closedAs }
}

export function button({
  style = 'plain',
  ...parts
}: Omit<CardButton, 'style'> & Partial<Pick<CardButton, 'style'>>): CardButton {
  return { ...parts, style }
}
