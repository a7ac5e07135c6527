import type { Card } from '../../channels/channel.ts'
import { describePlace } from '../../domain/places.ts'
import { ACTIVITIES, AT_A_SPOT, categoryLabel, URGENCIES } from '../../domain/vocabulary.ts'
import { draftAction } from '../actions.ts'
import { cardTaskId, codesOf, type DraftCase, type DraftCheckIn, type DraftItem, draftName } from '../draft.ts'
import { button, cardOf } from './card.ts'
import { askForAgreement, askForGuardian } from './hardship.ts'
import { sayTime, shown } from './words.ts'

/** Records that one card numbers; further ones are counted. */
const ITEMS_MAX = 6
const NOT_TOLD = '没有提到'

export interface DraftShown {
  taskId: string
  version: number
  items: readonly DraftItem[]
  /** Said before anything else: what was heard, what was changed. */
  remark?: string | null
}

/** The one card that answers a report: what was understood, and 对 / 改 / 撤回. */
export function draftCard({ taskId, version, items, remark = null }: DraftShown): Card {
  const codes = codesOf(items)
  const mark = { taskId, version, codes }
  const name = draftName(items)
  const [only] = items
  return cardOf({
    taskId: cardTaskId(mark),
    title: items.length > 1 ? `我记成了 ${items.length} 条，对吗？` : titleOf(only),
    subtitle: codes.length > 0 ? `编号 ${codes.join('、')}` : null,
    facts: items.length > 1 ? items.map(numbered) : only ? factsOf(only) : [],
    text: [remark ?? ownWords(items), notes(items)].filter(Boolean).join('\n') || null,
    buttons: [
      button({ label: '对', action: draftAction('confirm', mark), says: `确认 ${name}`, style: 'primary' }),
      button({ label: '改', action: draftAction('change', mark), says: `改 ${name}` }),
      button({ label: '撤回', action: draftAction('withdraw', mark), says: `撤回 ${name}`, style: 'danger' }),
    ],
  })
}

/** What the sender said, where there is room for it and it is not shown yet. */
function ownWords([only, ...more]: readonly DraftItem[]): string | null {
  if (only?.kind !== 'case' || only.category === 'grievance' || more.length > 0) return null
  return `原话：${shown(only.text, 120)}`
}

function titleOf(item: DraftItem | undefined): string {
  return item?.kind === 'check_in' ? '这次工作我这样记，对吗？' : '这件事我这样记，对吗？'
}

function factsOf(item: DraftItem): [string, string | null][] {
  return item.kind === 'case' ? caseFactsOf(item) : checkInFactsOf(item)
}

function caseFactsOf(item: DraftCase): [string, string | null][] {
  return [
    ['类别', categoryLabel(item.category, item.zoneKind)],
    ['位置', shown(describePlace(item.place), 30) || NOT_TOLD],
    ['时间', sayTime(item.occurredAt) ?? NOT_TOLD],
    ['紧急度', URGENCIES[item.urgency]],
    item.toldAsHandled ? ['情况', '已经处理好'] : ['责任区', item.zone],
    ['转给', item.toldAsHandled ? null : item.handler],
  ]
}

function checkInFactsOf(item: DraftCheckIn): [string, string | null][] {
  return [
    ['工作', ACTIVITIES[item.activity]],
    ['位置', shown(describePlace(item.place), 30) || NOT_TOLD],
    ['时间', sayTime(item.occurredAt) ?? NOT_TOLD],
    ['责任区', item.zone],
  ]
}

function numbered(item: DraftItem, index: number): [string, string] {
  return [`第${index + 1}条`, oneLine(item)]
}

/** `公共设施 · 3号楼2单元 · 11月21日 · 一般`. */
export function oneLine(item: DraftItem): string {
  const what = item.kind === 'case' ? categoryLabel(item.category, item.zoneKind) : ACTIVITIES[item.activity]
  const end = item.kind === 'case' ? (item.toldAsHandled ? '已处理' : URGENCIES[item.urgency]) : null
  return [what, shown(describePlace(item.place), 14), sayTime(item.occurredAt), end].filter(Boolean).join(' · ')
}

/** What the sender must know besides: hidden names, what is not kept, what has no room. */
function notes(items: readonly DraftItem[]): string | null {
  const lines = items.flatMap((item) => {
    const aside = item.kind === 'case' && item.keptFromSecretary ? [keptFromSecretary(item.handler)] : []
    return [...aside, ...noteOf(item)]
  })
  const hidden = items.length - ITEMS_MAX
  if (hidden > 0) lines.push(`还有 ${hidden} 条也记下了。`)
  return lines.length > 0 ? lines.join('\n') : null
}

/** What speaks of the secretary: who does not see it, and where else to turn. */
function keptFromSecretary(handler: string | null): string {
  const told = handler === null ? '' : `已转给${handler}。`
  return `本支部书记看不到这件事。${told}请直接向上级党组织或纪检监察部门反映。`
}

/** Whether its card asks where it is: a matter at a spot that nobody has told yet. */
export function asksForPlace(item: DraftItem): boolean {
  return item.kind === 'case' && item.place === null && !item.toldAsHandled && AT_A_SPOT.includes(item.category)
}

function noteOf(item: DraftItem): string[] {
  if (asksForPlace(item)) {
    return ['还不知道在哪里，请补一句，例如：3号楼2单元。']
  }
  if (item.kind === 'case' && item.category === 'grievance') {
    return [`只记事情，不记人名：${shown(item.text, 100)}`]
  }
  if (item.kind === 'case' && item.category === 'hardship' && item.urgency !== 'emergency') return [askForAgreement()]
  if (item.kind === 'case' && item.category === 'student' && item.urgency !== 'emergency') return [askForGuardian()]
  return item.kind === 'check_in' && item.activity === 'talk' ? ['谈心只记谈过，不记内容。'] : []
}
