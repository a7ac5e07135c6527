/** More time for a case: asked for, given or not. */
import type { Card } from '../../channels/channel.ts'
import type { CivilDate } from '../../domain/calendar.ts'
import { EXTENSION_WORDS, type Extension } from '../../domain/case.ts'
import { RESOLVE_LIMIT_DAYS } from '../../domain/clocks.ts'
import { grantAction, refuseAction } from '../actions.ts'
import { button, cardOf } from './card.ts'
import { sayDay } from './handling.ts'
import { matterTitle, matterWords, shown, type Titled } from './words.ts'

export interface TimeAsked {
  taskId: string
  matter: Titled
  who: string
  on: CivilDate
  /** As it stands; `null`: none. */
  due: CivilDate | null
  reason: string
  /** Longer than any matter is to take. */
  isBeyondLimit: boolean
  /** Whether whoever decides may read its words. */
  withText: boolean
}

/** For whoever leads: one tap decides. */
export function moreTimeCard({ taskId, matter, who, on, due, ...asked }: TimeAsked): Card {
  const { code } = matter
  const reason = asked.withText ? asked.reason : ''
  return cardOf({
    taskId,
    title: '有一件事申请延期，同意吗？',
    subtitle: matterWords(matter, asked.withText),
    facts: [
      ['编号', code],
      ['申请人', who],
      ['延到', sayDay(on)],
      ['原期限', due && sayDay(due)],
      ['注意', asked.isBeyondLimit ? beyondLimit() : null],
    ],
    text: reason === '' ? null : `原因：${shown(reason, 160)}`,
    buttons: [
      button({
        label: '同意',
        action: grantAction(on, code),
        says: `同意延期 ${code} 到${sayDay(on)}`,
        style: 'primary',
      }),
      button({ label: '不同意', action: refuseAction(code), says: `不同意延期 ${code}` }),
    ],
  })
}

function beyondLimit(): string {
  return `总时间超过了${RESOLVE_LIMIT_DAYS}个工作日的上限`
}

/** What a tap leaves of it. */
export function decidedCard(taskId: string, matter: Titled, { extension, due }: Decided): Card {
  return cardOf({
    taskId,
    title: '延期申请',
    subtitle: matterWords(matter),
    facts: [
      ['编号', matter.code],
      ['期限', due && sayDay(due)],
    ],
    closedAs: EXTENSION_WORDS[extension],
  })
}

interface Decided {
  extension: Extension
  due: CivilDate | null
}

export function moreTimeAsked(code: string, who: string, on: CivilDate): string {
  return `好的，${code} 延到${sayDay(on)}的申请已交给${who}，定了告诉您。`
}

export function nobodyToAsk(code: string): string {
  return `支部书记和上级都收不到我的消息，${code} 的延期请您当面说一声。`
}

export function onlyOnce(code: string, extension: Extension): string {
  const before =
    extension === 'asked' ? '已经申请过延期，正等书记定' : `的延期${EXTENSION_WORDS[extension]}，再延要请书记来定`
  return `${code} ${before}。`
}

export function noNeedForTime(code: string, due: CivilDate): string {
  return `${code} 的期限是${sayDay(due)}，比这还晚，不用延期。`
}

export function secretaryDecides(code: string): string {
  return `${code} 的延期由支部书记定，您这里不能定。`
}

export function decidedBefore(code: string, { extension, due }: Decided): string {
  if (extension === 'none') return `${code} 没有人申请延期。要给时间，请说：${code} 延期到周五。`
  const until = extension === 'granted' && due ? `，期限是${sayDay(due)}` : ''
  return `${code} 的延期${EXTENSION_WORDS[extension]}${until}，先定的算数。要另定日子，请说：${code} 延期到周五。`
}

export function grantedText(code: string, on: CivilDate, isBeyondLimit: boolean): string {
  return `好的，${code} 延到${sayDay(on)}。${isBeyondLimit ? `请注意，${beyondLimit()}。` : ''}`
}

export function refusedText(code: string): string {
  return `好的，${code} 不延期，已告诉处理人。`
}

/** For its handler. */
export function grantedNews(matter: Titled, on: CivilDate): string {
  return `${matterTitle(matter)}可以延到${sayDay(on)}。`
}

/** For its handler. */
export function refusedNews(
  matter: Titled,
  due: CivilDate | null,
  { reason, who }: { reason: string; who: string },
): string {
  const until = due ? `，期限还是${sayDay(due)}` : ''
  const why = reason === '' ? '' : `${who}说：${shown(reason, 160)}`
  return `${matterTitle(matter)}这次不延期${until}。${why}`
}
