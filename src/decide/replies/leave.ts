/** Being away, being back, and giving everything in hand to another. */
import type { CivilDate } from '../../domain/calendar.ts'
import { matterTitle, sayTime, shown, type Titled } from './words.ts'

/** First and last day; `null`: until they say that they are back. */
export interface Days {
  from: CivilDate
  until: CivilDate | null
}

function onDays({ from, until }: Days): string {
  const first = sayTime({ date: from, time: null })
  if (until === null) return `从${first}起`
  return until === from ? `${first}` : `${first}到${sayTime({ date: until, time: null })}`
}

/** What is said of those who stand in. */
export interface StandingIn {
  names: readonly string[]
  /** Whom my messages do not reach. */
  unreached: readonly string[]
}

/** @param other the name of who is away; `null`: the reader */
export function leaveSet(other: string | null, days: Days, { names, unreached }: StandingIn): string {
  const who = names.length === 0 ? '暂时没有人代' : `由${names.join('、')}代`
  const aside = unreached.length === 0 ? '' : `${unreached.join('、')}收不到我的消息，请您说一声。`
  const back = other === null ? '销假' : `${other}回来了`
  const end = days.until === null ? `回来后说一声“${back}”就行。` : `提前回来就说一声“${back}”。`
  return `好的，${awayOn(other, days)}，${who}。这段时间新的事和提醒不发给${other ?? '您'}。${aside}${end}`
}

/** It is noted already; only who stands in is open. */
export function leaveSetAskWho(other: string | null, days: Days, question: string): string {
  return `好的，${awayOn(other, days)}，记下了。${question}`
}

function awayOn(other: string | null, days: Days): string {
  return `${onDays(days)}${other ?? '您'}不在`
}

/** To whoever is put on leave by another. */
export function leaveToldFor(days: Days, { by, names }: { by: string; names: readonly string[] }): string {
  const who = names.length === 0 ? '' : `，由${names.join('、')}代`
  return `${by}给您记了请假，${onDays(days)}${who}。这段时间新的事和提醒不发给您。不对或者提前回来，说一声“销假”。`
}

export function notForOthers(whom: string, verb: '请假' | '销假'): string {
  return `别人的${verb}要支部书记来说。${shown(whom, 12)}自己也可以跟我说一声。`
}

export function whichOfThem(names: readonly string[]): string {
  return `您说的是${names.join('，还是')}？回一个就行。`
}

export function tooManyCalled(name: string): string {
  return `叫${shown(name, 12)}的有好几位，请回一下全名。`
}

export function alikeInAll(name: string): string {
  return `支部里有几位${shown(name, 12)}，我分不清，请支部书记帮您安排。`
}

export function sayWholeName(name: string): string {
  return `支部里没有找到“${shown(name, 12)}”，请回一下全名。`
}

export function awayThemselves(name: string): string {
  return `${name}那几天也不在，请换一位，回个名字就行。`
}

/** @param other as `leaveSet` */
export function notThemselves(other: string | null): string {
  const [who, self] = other === null ? ['您', '您自己'] : [other, '本人']
  return `代${who}的不能是${self}，请回另一位的名字。`
}

export function nobodyThen(): string {
  return '好的，先不指定人。'
}

export function daysAreOver(from: CivilDate): string {
  return `${sayTime({ date: from, time: null })}已经过了，请再说一下是哪几天。`
}

export function howToLeave(): string {
  return '您要请假吗？请说哪几天、谁代，例如：我下周出差，老王代。'
}

export function welcomeBack(openCount: number): string {
  const open = openCount === 0 ? '' : `您手上有 ${openCount} 件事，说“我的待办”可以看。`
  return `好的，欢迎回来，新的事和提醒照常发给您。${open}`
}

export function wasNotAway(): string {
  return '好的，您现在没有请假，新的事和提醒照常发给您。'
}

export function leaveDropped(): string {
  return '好的，之前说的请假取消了，新的事和提醒照常发给您。'
}

export function otherIsBack(name: string): string {
  return `好的，${name}回来了，新的事和提醒照常发给${name}。`
}

export function otherLeaveDropped(name: string): string {
  return `好的，${name}的请假取消了，新的事和提醒照常发给${name}。`
}

export function otherWasNotAway(name: string): string {
  return `${name}现在没有请假，新的事和提醒照常发给${name}。`
}

/** To whom another told to be back. */
export function returnToldFor(by: string, wasAway: boolean): string {
  const what = wasAway ? '说您已经回来' : '取消了您之前的请假'
  return `${by}${what}，新的事和提醒照常发给您。要是还不在，请再跟我说一声哪几天请假。`
}

interface Absent {
  name: string
  zoneCodes: readonly string[]
  days: Days
  /** Lines for the matters in hand, and how many they are; `null`: not known now. */
  inHand: { lines: readonly string[]; count: number } | null
}

/** To whoever stands in. */
export function standInNews({ name, zoneCodes, days, inHand }: Absent): string {
  const what = zoneCodes.length === 0 ? '的事' : `责任区 ${zoneCodes.join('、')} 的事`
  const asked = `${name}${onDays(days)}不在，请您代一下${what}，新的事会直接发给您。`
  if (inHand === null) return `${asked}\n${name}手上的事，到时说“我的待办”可以看。`
  return [asked, ...(inHand.count === 0 ? [] : [`${name}手上现在有 ${inHand.count} 件：`, ...inHand.lines])].join('\n')
}

export function standInOver(name: string): string {
  return `${name}已经回来，您不用再代了。代办的事已交还，转给您的还由您办。`
}

export function standInNotNeeded(name: string, days: Days): string {
  return `${name}${onDays(days)}不用您代了。`
}

/** One line for each of the first matters; `more` stands for those left out. */
export function matterLines(matters: readonly { matter: Titled; withText: boolean }[]): string[] {
  const shownOnes = matters.slice(0, LINES_MAX).map(({ matter, withText }) => matterTitle(matter, withText))
  return matters.length > LINES_MAX
    ? [...shownOnes, `还有 ${matters.length - LINES_MAX} 件，说“我的待办”可以看。`]
    : shownOnes
}

const LINES_MAX = 8

export function askWhomAll(): string {
  return '您手上的事交给谁？回个名字就行。'
}

export function nothingToGive(): string {
  return '您手上现在没有要转交的事。'
}

export function allGiven(
  count: number,
  who: string,
  { hears, kept }: { hears: boolean; kept: readonly string[] },
): string {
  const given = count === 0 ? '' : `好的，您手上的 ${count} 件事都交给${who}了。`
  const aside = count > 0 && !hears ? '对方收不到我的消息，请您说一声。' : ''
  const rest = kept.length === 0 ? '' : `${kept.join('、')} 不能交给${who}，还在您这里，请支部书记安排。`
  return `${given}${aside}${rest}`
}

export function allGivenNews(from: string, lines: readonly string[]): string {
  return [`${from}把手上的事交给您办，以后由您办：`, ...lines].join('\n')
}

/** Matters of somebody who is gone, each with who has it now, where that is not the reader. */
export function leftBehindLines(
  matters: readonly { matter: Titled; withText: boolean; to: string | null }[],
): string[] {
  const lines = matters.slice(0, LINES_MAX).map(({ matter, withText, to }) => {
    return `${matterTitle(matter, withText)}${to === null ? '' : `，现由${to}办`}`
  })
  return matters.length > LINES_MAX ? [...lines, `另有 ${matters.length - LINES_MAX} 件。`] : lines
}

export function leftBehindNews(from: readonly string[], lines: readonly string[]): string {
  return [`${from.join('、')}已不在支部名册上，以下的事改由您办：`, ...lines, '说“我的待办”可以看全部。'].join('\n')
}

export function leftBehindReport(from: readonly string[], lines: readonly string[]): string {
  return [`${from.join('、')}已不在支部名册上，手上的事这样改派了：`, ...lines, '要换人请说“编号 转给姓名”。'].join(
    '\n',
  )
}
