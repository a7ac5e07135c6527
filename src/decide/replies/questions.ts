import type { Card } from '../../channels/channel.ts'
import { zoneAction } from '../actions.ts'
import { cardTaskId, codesOf, draftName } from '../draft.ts'
import type { ZoneFacts } from '../facts.ts'
import { button, cardOf } from './card.ts'
import { type DraftShown, oneLine } from './draft-card.ts'

/** Which of these zones is meant? Each answer is one tap; words do as well. */
export function zoneQuestionCard(draft: DraftShown, zones: readonly ZoneFacts[]): Card {
  const mark = { ...draft, codes: codesOf(draft.items) }
  const name = draftName(draft.items)
  return cardOf({
    taskId: cardTaskId(draft),
    title: '这件事在哪个责任区？',
    subtitle: '点一下，或直接回复名称',
    facts: draft.items.map((item, i) => [draft.items.length > 1 ? `第${i + 1}条` : '内容', oneLine(item)]),
    text: zones.map((z) => `${z.code} ${z.name}`).join('\n'),
    buttons: zones.map((z) =>
      button({
        label: z.name.length <= 10 ? z.name : z.code.slice(0, 10),
        action: zoneAction(z.code, mark),
        says: `${name} 转到 ${z.code}`,
      }),
    ),
  })
}

/** Where is it? For a resident whose place nobody knows. */
export function placeQuestionCard(draft: DraftShown): Card {
  return cardOf({
    taskId: cardTaskId(draft),
    title: '这件事在哪里？',
    subtitle: '请直接回复，例如：幸福小区3号楼',
    facts: draft.items.map((item, i) => [draft.items.length > 1 ? `第${i + 1}条` : '内容', oneLine(item)]),
  })
}

/** What is unclear is asked once. */
export function askWhat(): string {
  return '我没听明白。请说一句：在哪里、什么事？'
}

export function askAgainWhichRecord(count: number): string {
  return `要改第几条？请这样说：第2条改成5号楼（共 ${count} 条）。`
}

export function askWhatToChange(): string {
  return '请直接说要改哪里，例如：不是3号楼，是5号楼。'
}

/** 改 where no card is open; `code`: the last matter that the sender told. */
export function askWhichToChange(code: string | null): string {
  const example = code === null ? '例如：A3-0017 改成5号楼' : `例如：${code} 改成5号楼`
  return `请说要改哪一条、改成什么，${example}。`
}

export function noRecordToChange(): string {
  return '我没找到要改的那条。请把在哪里、什么事完整说一遍。'
}

/** Kept for a person: the second answer was no clearer. */
export function keptForPersonText(code: string, handler: string | null): string {
  return handler === null || handler === '您本人'
    ? `您说的已原样记下，编号 ${code}。`
    : `您说的已原样记下，编号 ${code}，交给${handler}看。`
}

/** Neither what was written first nor the answer says anything that a person could act on. */
export function nothingKept(): string {
  return '还是没看明白，先不记。有事请写几个字，说说在哪里、什么事。'
}

export function droppedQuestion(): string {
  return '好的，刚才那句不记。'
}
