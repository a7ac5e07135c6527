import type { Card, CardButton } from '../../channels/channel.ts'
import { CASE_STATES, type CaseState } from '../../domain/case.ts'
import { goodAction, notGoodAction } from '../actions.ts'
import type { DraftItem } from '../draft.ts'
import { button, cardOf } from './card.ts'
import { matterTitle, matterWords, shown, type Titled } from './words.ts'

/** A draft was confirmed in words. */
export function confirmedText(items: readonly DraftItem[]): string {
  const cases = items.flatMap((item) => (item.kind === 'case' ? [item] : []))
  const open = cases.filter((c) => !c.toldAsHandled)
  const lines = [
    open.length > 0 ? `好的，${codes(open)} 已记下${handlers(open)}。` : null,
    cases.length > open.length ? `好的，${codes(cases.filter((c) => c.toldAsHandled))} 已记下，算已处理好。` : null,
    items.length > cases.length ? '工作记录已保存，不用再报。' : null,
  ]
  return lines.filter(Boolean).join('\n')
}

function codes(cases: readonly { code: string }[]): string {
  return cases.map((c) => c.code).join('、')
}

function handlers(cases: readonly { handler: string | null }[]): string {
  const named = [...new Set(cases.flatMap((c) => c.handler ?? []))]
  return named.length > 0 ? `，由${named.join('、')}处理` : ''
}

export function alreadyRecorded(code: string): string {
  return `${code} 已经记下了。`
}

export function workAlreadyRecorded(): string {
  return '这次工作已经记下了，不用再报。'
}

export function noWorkToWithdraw(): string {
  return '这次工作的卡片已经处理过了。'
}

export function withdrawnText(caseCodes: readonly string[]): string {
  return caseCodes.length > 0 ? `好的，${caseCodes.join('、')} 已撤回。` : '好的，已撤回。'
}

/** For those who had heard of it. */
export function withdrawnNews(code: string): string {
  return `${code} 上报人已撤回，不用再处理。`
}

/** For whoever was to handle it before a correction moved it. */
export function movedNews(code: string): string {
  return `${code} 位置更正了，已转给别的责任区，您不用再处理。`
}

/** For the reporter. */
export function acceptedNews(matter: Titled): string {
  return `您反映的 ${matterTitle(matter)}已有人受理，办好会告诉您。`
}

/** How an ended matter is told to who reported it. */
const ENDS: Readonly<Partial<Record<CaseState, string>>> = {
  to_verify: '您反映的事办好了，请您看看',
  resolved: '您反映的事办好了，请您看看',
  answered_unresolved: '您反映的事有答复了',
  not_ours: '您反映的事不属本责任区',
}

interface Ended {
  taskId: string
  matter: Titled
  /** In which it is now. */
  state: CaseState
  /** What was done, or why it ends like this. */
  done: string
}

/** For the reporter: what was done, and whether it is good. */
export function rateCard({ taskId, matter, state, done }: Ended): Card {
  return cardOf({
    taskId,
    title: ENDS[state] ?? `您反映的事${CASE_STATES[state]}`,
    subtitle: matterWords(matter),
    facts: [['编号', matter.code]],
    text: shown(done, 200) || null,
    buttons: judgingButtons(matter.code, '好', '没好'),
  })
}

/** For a second person: whether what was done is done. */
export function verifyCard({ taskId, matter, done, place }: Omit<Ended, 'state'> & { place: string | null }): Card {
  return cardOf({
    taskId,
    title: '请您看看这件事办好了没有',
    subtitle: matterWords(matter),
    facts: [
      ['编号', matter.code],
      ['位置', place],
    ],
    text: `办理情况：${shown(done, 160)}\n路过时看一眼就行，不用专门跑一趟。`,
    buttons: judgingButtons(matter.code, '看过了，修好了', '还没好'),
  })
}

function judgingButtons(code: string, good: string, notGood: string): CardButton[] {
  return [
    button({ label: good, action: goodAction(code), says: `好了 ${code}`, style: 'primary' }),
    button({ label: notGood, action: notGoodAction(code), says: `没好 ${code}` }),
  ]
}

/** What a tap leaves of such a card, or what an old one shows when it is tapped: how the matter stands. */
export function judgedCard(taskId: string, matter: Titled & { state: CaseState }, answer: string | null): Card {
  return cardOf({
    taskId,
    title: answer === null ? alreadyJudged() : '谢谢，记下了',
    subtitle: matterWords(matter),
    facts: [
      ['编号', matter.code],
      ['现在', CASE_STATES[matter.state]],
    ],
    closedAs: answer ?? CASE_STATES[matter.state],
  })
}

function alreadyJudged(): string {
  return '这件事现在是这样'
}

export function judgedGoodText(code: string): string {
  return `谢谢，${code} 记为办好了。`
}

export function reopenedText(code: string): string {
  return `好的，${code} 重新办理，已经告诉处理人。`
}

/** For the reporter who said no more than 没好; `code`: of what, where that is not said beside. */
export function whatIsWrong(code: string | null): string {
  const which = code === null ? '' : `${code} `
  return `${which}哪里还没好？回一句就行，我转给处理人，不回也行。`
}

/** `words` empty: a picture. For those who work on it, after they heard that it is not good, or while it is still under way. */
export function reporterAdds(matter: Titled, words: string): string {
  return `${matterTitle(matter)}的上报人${words === '' ? '发来了照片' : `说：${shown(words, 160)}`}`
}

interface UnderWay {
  /** Who has it; `null`: nobody yet, or nobody who may be named. */
  handler: string | null
  /** What became of the words that were said besides; `null`: there were none. */
  words: 'passed-on' | 'kept' | null
  withText: boolean
}

/** For whoever says 没好 of what is still being worked on. */
export function stillUnderWay(matter: Titled & { state: CaseState }, { handler, words, withText }: UnderWay): string {
  const whose = handler === null ? '' : `，由${handler}办理`
  const aside = words === null ? '' : words === 'kept' ? '您说的已记下。' : '您说的已转给处理人。'
  return `${matterTitle(matter, withText)}还没办结，现在${CASE_STATES[matter.state]}${whose}。${aside}`
}

export function tooLateToReopen(code: string, days: number): string {
  return `${code} 办结已经超过${days}天。现在还有问题，请直接说一句在哪里、什么事，我另外记一件。`
}

export function notYoursToJudge(code: string): string {
  return `${code} 由上报人或另一位同志来看，您这里不用看。`
}

export function whichToJudge(matters: readonly Titled[], good: boolean): string {
  const [first] = matters
  const said = good ? '好了' : '没好'
  return [
    '您说的是哪一件？',
    ...matters.map((m) => matterTitle(m)),
    `请带上编号，例如：${said} ${first?.code ?? 'A3-0017'}`,
  ].join('\n')
}

export function nothingToJudge(): string {
  return '最近没有等您看的事。有事请直接说一句：在哪里、什么事。'
}

/** For whoever closes what somebody else has to look at first; `tellsReporter`: that is left to them. */
export function toVerifyText(code: string, who: readonly string[], tellsReporter: boolean): string {
  const next = who.length > 0 ? `请${who.join('和')}看一眼` : '过两天没人说没好就办结'
  return `好的，${code} 记为办好了，${next}。您不用再报。${tellsReporter ? unreached() : ''}`
}

/** For whoever closes a matter, where no message reaches its reporter. */
export function unreached(): string {
  return '上报人收不到我的消息，请您告诉一声。'
}

/** For its handler, when somebody else closed it. */
export function closedByAnother(matter: Titled, { who, done }: { who: string; done: string }): string {
  return `${matterTitle(matter)}已由${who}办结：${shown(done, 160)}\n您不用再处理。`
}

/** For those who follow it, who may be anybody. */
export function followedNews(matter: Titled & { state: CaseState }): string {
  const now = matter.state === 'to_verify' ? '已办好，正请人看过' : CASE_STATES[matter.state]
  return `您关注的 ${matterTitle(matter, false)}${now}。`
}

/** What is wrong with it still, in the words of whoever found it. */
export function stillWrong(words: string): string {
  return `现在的情况：${shown(words, 80)}`
}

/** How the card begins that tells of a matter which was found not good. */
export function notGoodTitle(code: string, byReporter: boolean): string {
  return byReporter ? `上报人说没好 ${code}` : `看过还没好 ${code}`
}
