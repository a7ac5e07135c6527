import type { Card } from '../../channels/channel.ts'
import { CASE_STATES } from '../../domain/case.ts'
import { describePlace } from '../../domain/places.ts'
import type { Category } from '../../domain/vocabulary.ts'
import { categoryLabel, URGENCIES } from '../../domain/vocabulary.ts'
import { acceptAction } from '../actions.ts'
import type { CaseFacts } from '../facts.ts'
import { button, cardOf } from './card.ts'
import type { CaseShown } from './case-card.ts'
import { matterTitle, shown, type Titled } from './words.ts'

export type EmergencyNumber = '110' | '119' | '120' | '122'

/** Whom to call where the words alone did not tell it. */
const NUMBER_OF: Readonly<Partial<Record<Category, EmergencyNumber>>> = {
  security: '110',
  dispute: '110',
  nuisance: '110',
  traffic: '122',
  patient: '120',
  student: '120',
  staff: '120',
  hardship: '120',
  family: '120',
}

export function emergencyNumber(told: EmergencyNumber | null, category: Category): EmergencyNumber {
  return told ?? NUMBER_OF[category] ?? '119'
}

/** The first words of an answer to an emergency: whom to call, then what was done. */
export function emergencyAnswer(number: EmergencyNumber, codes: readonly string[], alerted: readonly string[]): string {
  const known = alerted.length > 0 ? `，并通知了${alerted.join('和')}` : ''
  return `请先拨打${number}，先保证人身安全。\n这件事已记下（${codes.join('、')}）${known}。`
}

/** Beside the alert, which says all there is: to take it on with one tap. */
export function alarmCard({ code, category, zoneKind, urgency, state }: CaseShown, taskId: string): Card {
  return cardOf({
    taskId,
    title: `突发 ${code}`,
    subtitle: [categoryLabel(category, zoneKind), URGENCIES[urgency], CASE_STATES[state]].join(' · '),
    text: '您去接手，请点“认领”，别人就知道了。',
    buttons: [button({ label: '认领', action: acceptAction(code), says: `认领 ${code}`, style: 'primary' })],
  })
}

/** In a group: the number, the code, no more. */
export function emergencyInGroup(number: EmergencyNumber, codes: readonly string[]): string {
  return `请先拨打${number}，先保证人身安全。\n已记下 ${codes.join('、')}。`
}

/** What was told after the alert, for those alarmed: what they do not know yet. */
export function emergencyNews(before: CaseFacts, after: CaseFacts, withText: boolean): string {
  if (!withText) return `突发 ${after.code} 有补充，内容只给处理人和支部书记看。`
  const spot = shown(describePlace(after.place), 40)
  const told = after.toldAsHandled && !before.toldAsHandled ? '上报人说已经处理好，请核实' : '有补充'
  const isMoved = spot !== '' && spot !== shown(describePlace(before.place), 40)
  const words = shown(addedTo(before.text, after.text), 300)
  const parts = [words && `突发 ${matterTitle(before)}${told}：${words}`, isMoved && `位置：${spot}`].filter(Boolean)
  return parts.length > 0 && words
    ? parts.join('\n')
    : `突发 ${matterTitle(before)}${told}。${isMoved ? `\n位置：${spot}` : ''}`
}

/** The words that were added, or all where they are other ones. */
function addedTo(before: string, after: string): string {
  return after.startsWith(before) ? after.slice(before.length).replace(/^[\s，。；,.;]+/u, '') : after
}

/** For the others who were alarmed. */
export function takenOnNews(matter: Titled, { who, withText }: { who: string; withText: boolean }): string {
  return `突发 ${matterTitle(matter, withText)}由${who}接手了。`
}

/** `number`: whom to call besides; `null`: nobody new. */
export function passedToAlarmed(code: string, number: EmergencyNumber | null): string {
  const first = number === null ? '' : `请先拨打${number}，先保证人身安全。\n`
  return `${first}收到，已补进 ${code}，并告诉了已通知的人。`
}

/** What the zone's member and the secretary get at once. Plain text, since every client shows it. */
export function emergencyAlert(subject: CaseShown, number: EmergencyNumber, withText: boolean): string {
  const place = shown(describePlace(subject.place), 40)
  return [
    `突发 ${subject.code}：${categoryLabel(subject.category, subject.zoneKind)}${place && withText ? `，${place}` : ''}`,
    withText ? shown(subject.text, 300) : '内容只给处理人和支部书记看。',
    [subject.zone && `责任区：${subject.zone}`, withText && subject.reporter && `上报人：${subject.reporter}`]
      .filter(Boolean)
      .join('；'),
    `已请上报人先拨打${number}。请马上联系或到场，接手请回复“认领 ${subject.code}”。`,
  ]
    .filter(Boolean)
    .join('\n')
}
