import type { Card, CardButton } from '../../channels/channel.ts'
import { transition } from '../../domain/case.ts'
import { describePlace } from '../../domain/places.ts'
import { categoryLabel } from '../../domain/vocabulary.ts'
import { acceptAction, digestAction, lookAction } from '../actions.ts'
import type { CaseException, DigestCase, DigestItem, DigestView, WeekSpan } from '../digest.ts'
import { rectificationWords } from '../rectification-counts.ts'
import { gapWords } from '../zone-gaps.ts'
import { button, cardOf } from './card.ts'
import { burdenWords, figureLines } from './week-figures.ts'
import { matterWords, sayTime, shown } from './words.ts'

/** At most five characters: no platform shows more of a label. */
const CASE_LABELS: Readonly<Record<CaseException, string>> = {
  emergency: '突发未结',
  overdue: '超时未办',
  unassigned: '无人接手',
  reopened: '重新打开',
  outside: '外部未回',
  extension: '申请延期',
}
const ZONE_LABEL = '无人负责'
const ROOT_CAUSE_LABEL = '反复出现'

export function itemLabel(item: DigestItem): string {
  switch (item.about) {
    case 'case':
      return CASE_LABELS[item.why]
    case 'zone':
      return ZONE_LABEL
    case 'root_cause':
      return ROOT_CAUSE_LABEL
  }
}

/** What it is about, in one line. */
export function itemWords(item: DigestItem): string {
  switch (item.about) {
    case 'case':
      return `${item.record.code} ${matterWords(item.record, item.withText)}`
    case 'zone':
      return shown(`${item.zone.code} ${item.zone.name}`, LINE_CHARS)
    case 'root_cause':
      return rootCauseWords(item.cause)
  }
}

/** `3号楼2单元 公共设施，90天里3次`. */
function rootCauseWords({ place, category, caseCount }: Extract<DigestItem, { about: 'root_cause' }>['cause']): string {
  return `${shown(place, 14)} ${categoryLabel(category, null)}，90天里${caseCount}次`
}

/** What to do about it, as a sentence that the bot understands, or that says who can. */
export function itemAdvice(item: DigestItem): string {
  if (item.about === 'zone') return `请定一位党员，例如说：让老王管${item.zone.code}。说“覆盖情况”看可以请谁。`
  if (item.about === 'root_cause') return '请想一想根子在哪里，一次办好。'
  const { code } = item.record
  switch (item.why) {
    case 'emergency':
    case 'unassigned':
      return `接手请说：认领 ${code}。交给别人请说：${code} 转给某某。`
    case 'reopened':
      return `上报人说没好。再办请说：认领 ${code}。`
    case 'outside':
      return `可以请办理人再问一问，回了请说：${code} 回了，再加结果。`
    case 'extension':
      return `同意请说：同意延期 ${code} 到周五。不同意请说：不同意延期 ${code}。`
    case 'overdue':
      return `换人请说：${code} 转给某某。办好了请说：办结 ${code}，再加一句做了什么。`
  }
}

/** Lines of label and value, and buttons, that every platform shows; the last button opens the page. */
const LINES_MAX = 6
const BUTTONS_MAX = 5
const LINE_CHARS = 30
/** What asks for a decision, before the numbers of a week. */
const LINES_BEFORE_FIGURES = 2

export interface DigestCardOptions {
  taskId: string
  /** Of which week it tells; `null`: of the day. */
  week: WeekSpan | null
  /** Nobody who leads these branches can be reached. */
  instead: boolean
}

/** One card about all branches that the reader leads: what asks for a decision, and once a week how it went. */
export function digestCard(views: readonly DigestView[], options: DigestCardOptions): Card {
  const { taskId, week } = options
  const count = views.reduce((sum, view) => sum + view.itemCount, 0)
  const items = views.flatMap((view) => view.items)
  return cardOf({
    taskId,
    title: titleOf(count, week),
    subtitle: subtitleOf(views, options),
    ...(week === null ? { facts: lines(items, count) } : weekParts(views, items, count)),
    buttons: [...items.flatMap(itemButton).slice(0, BUTTONS_MAX), pageButton()],
  })
}

function weekParts(views: readonly DigestView[], items: readonly DigestItem[], count: number) {
  const gravest = items.slice(0, LINES_BEFORE_FIGURES)
  const gaps = gapWords(views) + rectificationWords(views)
  return {
    facts: [...gravest.map(itemLine), ...figureLines(views)],
    text: [...(count === 0 && gaps !== '' ? [] : [summary(items, count)]), gaps, burdenWords(views)].join('') || null,
  }
}

function titleOf(count: number, week: WeekSpan | null): string {
  if (week === null) return `今天有 ${count} 件事请您看看`
  const span = [week.startsOn, week.endsOn].map((date) => sayTime({ date, time: null })).join('到')
  return `一周小结：${span}`
}

function subtitleOf(views: readonly DigestView[], { instead }: DigestCardOptions): string {
  const [first, ...others] = views
  const name = shown(first?.branch.name ?? '', 20)
  const names = others.length === 0 ? name : `${name}等 ${views.length} 个支部`
  return instead ? `${names}的书记联系不上，先请您看` : names
}

function lines(items: readonly DigestItem[], count: number): [string, string][] {
  const listed = count > LINES_MAX ? items.slice(0, LINES_MAX - 1) : items
  const told = listed.map(itemLine)
  return count > listed.length ? [...told, ['还有', `${count - listed.length} 件，点“看全部”`]] : told
}

/** `超时未办`, `A3-0005 楼道灯坏了，王秀兰办`. */
function itemLine(item: DigestItem): [string, string] {
  const hands = shown(item.about === 'case' && item.record.handler ? `，${item.record.handler}办` : '', LINE_CHARS / 3)
  return [itemLabel(item), `${shown(itemWords(item), LINE_CHARS - [...hands].length)}${hands}`]
}

/** What the lines before the numbers leave out: `请您看看 4 件：超时未办 3，无人接手 1。` */
function summary(items: readonly DigestItem[], count: number): string {
  if (count === 0) return '没有要您定的事。'
  if (count <= LINES_BEFORE_FIGURES) return ''
  const labels = [...new Set(items.map(itemLabel))]
  const counted = labels.map((label) => `${label} ${items.filter((item) => itemLabel(item) === label).length}`)
  return count === items.length ? `请您看看 ${count} 件：${counted.join('，')}。` : `请您看看 ${count} 件，点“看全部”。`
}

/** One tap takes it on where nobody has; else shows it with what can be done. */
function itemButton(item: DigestItem): CardButton[] {
  if (item.about !== 'case') return []
  const { code } = item.record
  return [
    mayTakeOn(item.record)
      ? button({ label: `认领${code}`.slice(0, 10), action: acceptAction(code), says: `认领 ${code}` })
      : button({ label: `看${code}`.slice(0, 10), action: lookAction(code), says: `查 ${code}` }),
  ]
}

/** Whether whoever leads can take it on by one tap. */
export function mayTakeOn({ state }: Pick<DigestCase, 'state'>): boolean {
  return transition(state, 'accept', 'secretary') !== null
}

function pageButton(): CardButton {
  return button({ label: '看全部', action: digestAction(), says: '摘要', style: 'primary' })
}

/** `3号楼2单元`, as far as the reader may know it. */
export function itemPlace(item: DigestItem): string | null {
  if (item.about !== 'case' || !item.withText) return null
  return shown(describePlace(item.record.place), 40) || null
}

export function nothingToLeadText(): string {
  return '摘要是给支部书记看的。您的事请说“我的待办”。'
}
