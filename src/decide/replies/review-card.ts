/** What people are asked for in reviews, on a card with the way there. */
import type { Card } from '../../channels/channel.ts'
import type { RequestKind } from '../../domain/review/vocabulary.ts'
import { type Opened, openAction } from '../actions.ts'
import { button, cardOf } from './card.ts'
import { sayDay } from './handling.ts'
import { eachOnce, type RequestWorded, roundName, whatToDo } from './reviews.ts'

/** Two characters each, and where it is done; `null`: by words in the chat. */
const DONE_ON: Readonly<Record<RequestKind, { label: string; opens: Opened | null }>> = {
  phrase: { label: '抽签', opens: null },
  checklist: { label: '检查', opens: 'review' },
  own_words: { label: '说明', opens: 'review' },
  summary: { label: '总结', opens: 'review' },
  grading: { label: '评定', opens: 'review' },
  ballot: { label: '投票', opens: 'ballot' },
  recheck: { label: '复查', opens: 'rectifications' },
}

const BUTTONS: Readonly<Record<Opened, { label: string; says: string }>> = {
  review: { label: '打开', says: '我的考核' },
  ballot: { label: '去投票', says: '民主评议' },
  rectifications: { label: '看整改', says: '整改' },
}

/** One card for all that a person is asked for this morning; `null`: there is nothing to open. */
export function requestsCard(requests: readonly RequestWorded[], taskId: string): Card | null {
  const asked = eachOnce(requests)
  const opened = [...new Set(asked.flatMap(({ kind }) => DONE_ON[kind].opens ?? []))]
  const [first, ...others] = asked
  if (!first || opened.length === 0) return null
  const buttons = opened.map((what) => button({ ...BUTTONS[what], action: openAction(what), style: 'primary' }))
  if (others.length === 0) {
    const told = { title: roundName(first), subtitle: `${sayDay(first.dueOn)}前`, text: whatToDo(first) }
    return cardOf({ taskId, ...told, buttons })
  }
  const said = asked.filter(({ kind }) => DONE_ON[kind].opens === null)
  return cardOf({
    taskId,
    title: `有 ${asked.length} 件事请您办`,
    facts: asked.map((one) => [DONE_ON[one.kind].label, `${roundName(one)}，${sayDay(one.dueOn)}前`]),
    text: said.map(whatToDo).join('\n') || null,
    buttons,
  })
}
