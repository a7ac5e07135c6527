/** What is said of what zones look at above all. */
import type { Card } from '../../channels/channel.ts'
import type { CivilDate } from '../../domain/calendar.ts'
import { focusAction } from '../actions.ts'
import type { FocusFacts } from '../branch-work-facts.ts'
import { button, cardOf } from './card.ts'
import { sayTime, shown } from './words.ts'

/** Zones on one card; the rest is on the page. */
const LINES_MAX = 12

/** What the cases of the last quarter propose, for whoever leads the branch. */
export function focusProposalCard(taskId: string, focuses: readonly FocusFacts[]): Card {
  const [first] = focuses
  return cardOf({
    taskId,
    title: '本季度各责任区的重点，这样定吗？',
    subtitle: '按上一季度居民说得最多的事提出来',
    text: [...focusLines(focuses, true), ...(focuses.length > 1 && first ? [howToDecideOne(first.zoneCode)] : [])].join(
      '\n',
    ),
    buttons: [
      button({ label: '都同意', says: '同意重点', action: focusAction(true, first?.id ?? ''), style: 'primary' }),
      button({ label: '都不用', says: '不用重点', action: focusAction(false, first?.id ?? '') }),
    ],
  })
}

function howToDecideOne(zoneCode: string): string {
  return `也可以一个一个定，例如：“同意${zoneCode}的重点”“${zoneCode}的重点改成停车”。`
}

function focusLines(focuses: readonly FocusFacts[], withCount: boolean): string[] {
  const lines = focuses.slice(0, LINES_MAX).map(({ zoneCode, title, caseCount }) => {
    return `${zoneCode}：${shown(title, 30)}${withCount && caseCount > 0 ? `（上季度 ${caseCount} 件）` : ''}`
  })
  return focuses.length > LINES_MAX ? [...lines, `还有 ${focuses.length - LINES_MAX} 条没有列出。`] : lines
}

export function noFocus(): string {
  return '本季度还没有定重点。书记可以说，例如：3号楼的重点改成停车。'
}

export function nothingToDecide(): string {
  return '没有等您定的重点。'
}

export function focusText(accepted: readonly FocusFacts[], proposed: readonly FocusFacts[]): string {
  const set = accepted.length === 0 ? [] : ['本季度的重点：', ...focusLines(accepted, false)]
  const open =
    proposed.length === 0
      ? []
      : ['等书记定的：', ...focusLines(proposed, true), '同意请说“同意重点”，不用请说“不用重点”。']
  return [...set, ...open].join('\n')
}

export function focusAccepted(focuses: readonly FocusFacts[]): string {
  return ['好的，定了，公示页上会写：', ...focusLines(focuses, false)].join('\n')
}

export function focusDeclined(focuses: readonly FocusFacts[]): string {
  return `好的，这 ${focuses.length} 条不定，公示页上不写。`
}

export function focusSet(zone: string, title: string): string {
  return `好的，${shown(zone, 20)}本季度的重点定为：${shown(title, 30)}。公示页上会写。`
}

/** To the members of the zone, once. */
export function focusNews(zone: string, titles: readonly string[], endsOn: CivilDate): string {
  const until = sayTime({ date: endsOn, time: null })
  return `${shown(zone, 20)}到${until}的重点是：${titles.map((t) => shown(t, 30)).join('；')}。平时多留意，不用另外报。`
}

export function onlyLeadersFocus(): string {
  return '重点由支部书记定，您有想法可以直接跟书记说。'
}

export function focusAnsweredAs(accepted: boolean): string {
  return accepted ? '已同意' : '没有定'
}
