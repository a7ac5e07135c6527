/** What people are told of commendations, of what they are to put right, and of appeals. */
import type { CivilDate } from '../../domain/calendar.ts'
import { APPEAL_OUTCOMES, type AppealOutcome } from '../../domain/review/vocabulary.ts'
import { sayDay } from './handling.ts'
import { shown } from './words.ts'

export interface RectificationWorded {
  number: number
  /** Whose it is. */
  person: string
  what: string
  /** Why, what was reported or seen, what was answered. */
  words: string
  dueOn: CivilDate | null
}

const WHAT_CHARS = 120
const LINE_CHARS = 40
const LOOK = '回复“整改”打开。'

const what = ({ what: text }: Pick<RectificationWorded, 'what'>) => shown(text, WHAT_CHARS)
const because = ({ words }: Pick<RectificationWorded, 'words'>) => shown(words, WHAT_CHARS)
const until = ({ dueOn }: Pick<RectificationWorded, 'dueOn'>) => (dueOn === null ? '' : `${sayDay(dueOn)}前`)

export function givenText(one: RectificationWorded): string {
  return [
    `支部请您整改一件事（整改${one.number}），${until(one)}（含当天）做好：`,
    what(one),
    `原因：${because(one)}`,
    `做好了请回复：整改${one.number}已完成：加一句做了什么。`,
    `有话要说明，或者不同意要申诉（7天内，由别人来定）：${LOOK}`,
  ].join('\n')
}

export function extendedText(one: RectificationWorded): string {
  return `整改${one.number}的时间放宽了，改为${until(one)}做好：${what(one)}\n原因：${because(one)}`
}

export function helpText(one: RectificationWorded): string {
  return `支部请您帮${one.person}做好一件事，${until(one)}：${what(one)}\n${LOOK}`
}

export function reportedText(one: RectificationWorded): string {
  return `${one.person}说整改${one.number}做好了，请您去看一看：${what(one)}\n做了什么：${because(one)}\n${LOOK}`
}

export function answeredText(one: RectificationWorded): string {
  return `${one.person}对整改${one.number}说：${because(one)}\n这些话和整改留在一起。${LOOK}`
}

export function reportedLine({ person, number }: RectificationWorded): string {
  return `${person}的整改${number}等您去看。`
}

export function notYetText(one: RectificationWorded): string {
  return `整改${one.number}看过了，还要再做一点：${because(one)}\n请${until(one)}做好，做好了再告诉我。`
}

export function closedText(one: RectificationWorded): string {
  return `整改${one.number}看过了，已经做好：${because(one)}\n这件事结束了，谢谢您。`
}

export function cancelledText(one: RectificationWorded): string {
  return `整改${one.number}撤销了，不用再做：${what(one)}\n原因：${because(one)}`
}

export function appealedText(one: RectificationWorded): string {
  return `${one.person}对整改${one.number}提出申诉，请您来定：${because(one)}\n${LOOK}`
}

export function appealDecidedText(one: RectificationWorded & { outcome: AppealOutcome | null }): string {
  const ended = one.outcome === 'changed' ? '这件整改不用再做了。' : `请${until(one)}做好。`
  return `您对整改${one.number}的申诉有结果了：${outcomeWord(one)}。${because(one)}\n${ended}`
}

export function appealSettledText(one: RectificationWorded & { outcome: AppealOutcome | null }): string {
  return `${one.person}对整改${one.number}的申诉有结果了：${outcomeWord(one)}。${because(one)}`
}

function outcomeWord({ outcome }: { outcome: AppealOutcome | null }): string {
  return outcome === null ? '' : APPEAL_OUTCOMES[outcome]
}

export interface ReminderWorded {
  to: 'member' | 'giver'
  number: number
  person: string
  what: string
  daysLeft: number
}

/** One message for all that somebody is reminded of this morning. */
export function rectificationReminderText(reminders: readonly ReminderWorded[], today: CivilDate): string {
  const [only, ...others] = reminders.map(reminderLine)
  const lines =
    others.length === 0 ? [only] : ['整改有几件事提醒您：', ...[only, ...others].map((l, i) => `${i + 1}. ${l}`)]
  // Platforms swallow equal bodies: the day makes this one unlike the last.
  return `${lines.join('\n')}\n${LOOK}（提醒 ${sayDay(today)}）`
}

function reminderLine({ to, number, person, what: text, daysLeft }: ReminderWorded): string {
  const words = shown(text, LINE_CHARS)
  if (to === 'giver') return `${person}的整改${number}到期了，还没有说做好：${words}。可以问一问、放宽时间或撤销。`
  return `整改${number}${daysLeft === 0 ? '今天到期' : `还有${daysLeft}天到期`}：${words}。做好了请回复“整改${number}已完成：”加一句做了什么。`
}

/** The same in one line, for another week. */
export function rectificationReminderLine([first]: readonly ReminderWorded[]): string {
  if (!first) return ''
  return first.to === 'giver' ? `${first.person}的整改${first.number}到期了。` : `整改${first.number}快到期了。`
}
