import type { Card } from '../../channels/channel.ts'
import { ACTIVITIES, categoryLabel } from '../../domain/vocabulary.ts'
import type { Doubt } from '../../understanding/understanding.ts'
import { doubtAction } from '../actions.ts'
import { codesOf, type DraftItem } from '../draft.ts'
import type { PendingQuestion } from '../facts.ts'
import { button } from './card.ts'
import { type DraftShown, draftCard } from './draft-card.ts'

const KINDS = { incident: '要处理的事', checkin: '做完的工作' } as const
const INTENTS = { report: '要记下的事', enquiry: '只是问一下', chat: '只是聊聊' } as const

/** What people read for each answer that may be right. */
export function answerLabels(doubt: Doubt, item: DraftItem): string[] {
  switch (doubt.about) {
    case 'category':
      return doubt.likeliest.map(({ answer }) => categoryLabel(answer, item.kind === 'case' ? item.zoneKind : null))
    case 'activity':
      return doubt.likeliest.map(({ answer }) => ACTIVITIES[answer])
    case 'kind':
      return doubt.likeliest.map(({ answer }) => KINDS[answer])
    case 'intent':
      return doubt.likeliest.map(({ answer }) => INTENTS[answer])
  }
}

interface Asked {
  about: Doubt['about']
  /** The number on the card of the record in doubt, from 1. */
  number: number
  options: PendingQuestion['options']
}

/** The card of a draft with one question: which answer is right. The answers stand in place of 对. */
export function doubtCard(shown: DraftShown, { about, number, options }: Asked): Card {
  const card = draftCard(shown)
  const mark = { ...shown, codes: codesOf(shown.items) }
  const item = shown.items[number - 1]
  const which = shown.items.length > 1 ? `第${number}条` : ''
  const answers = options.map(({ id, label }) =>
    button({ label, action: doubtAction(id, mark), says: saysOf(item, about, label) }),
  )
  return {
    ...card,
    title: `${which}${QUESTIONS[about]}${either(options.map((o) => o.label))}？`,
    buttons: [...answers, ...card.buttons.slice(1)],
  }
}

const QUESTIONS: Readonly<Record<Doubt['about'], string>> = {
  category: '这是哪一类：',
  activity: '这是哪种工作：',
  kind: '这是',
  intent: '这是',
}

/** `公共设施、环境卫生，还是治安安全`. */
function either(labels: readonly string[]): string {
  return `${labels.slice(0, -1).join('、')}，还是${labels.at(-1)}`
}

function saysOf(item: DraftItem | undefined, about: Doubt['about'], label: string): string {
  const words = about === 'category' || about === 'activity' ? `改成${label}` : label
  return item?.kind === 'case' ? `${item.code} ${words}` : words
}
