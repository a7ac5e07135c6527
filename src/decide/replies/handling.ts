/** What those read who work on a case: which one is meant, and what was made of their order. */
import type { CivilDate } from '../../domain/calendar.ts'
import { CASE_STATES, type CaseState } from '../../domain/case.ts'
import { foldPlace } from '../../domain/places.ts'
import type { CaseFacts, External } from '../facts.ts'
import { type StepOf, whatElse } from './next-step.ts'
import { unreached } from './outcome.ts'
import { matterTitle, nowIs, sayTime, shown, type Titled } from './words.ts'

const LINES_MAX = 20
const WORDS_MAX = 160

/** `11月20日`. */
export function sayDay(on: CivilDate): string {
  return sayTime({ date: on, time: null }) ?? on
}

export function askWhichCase(matters: readonly Titled[]): string {
  const listed = matters.slice(0, LINES_MAX).map((m, i) => `${i + 1}. ${matterTitle(m)}`)
  return ['您说的是哪一件？回编号或第几个就行：', ...listed].join('\n')
}

export function nothingInHand(verb: string): string {
  return `您手上现在没有可以${verb}的事。要查一件事，请说“查”加编号。`
}

/** Two said it at once, or it is over: how it stands. */
export function cannotDoNow(verb: string, record: StepOf): string {
  return [`${record.code} ${nowIs(record.state)}，不能${verb}。`, whatElse(record)].filter(Boolean).join('\n')
}

export function askReason(what: 'return' | 'answered_unresolved' | 'not_ours' | 'ask', matter: Titled): string {
  switch (what) {
    case 'return':
      return `${matterTitle(matter)}为什么退回？回一句就行，例如：不是我们区。`
    case 'answered_unresolved':
      return `${matterTitle(matter)}为什么办不了？回一句就行，上报人会看到。`
    case 'not_ours':
      return `${matterTitle(matter)}该归哪里管？回一句就行，上报人会看到。`
    case 'ask':
      return `${matterTitle(matter)}要问上报人什么？回一句就行。`
  }
}

export function fewWordsPlease(): string {
  return '请用几个字说一句，光有表情我看不明白。'
}

export function askDay(matter: Titled, verb: string): string {
  return `${matterTitle(matter)}${verb}到哪一天？回日子就行，例如：周五。`
}

export function dayIsOver(on: CivilDate): string {
  return `${sayDay(on)}已经过去了，请说今天以后的日子，例如：下周三。`
}

export function plannedText(matter: Titled, on: CivilDate): string {
  return `好的，${matterTitle(matter)}排到${sayDay(on)}，那天早上我提醒您。`
}

/** For the reporter. */
export function plannedNews(matter: Titled, on: CivilDate): string {
  return `您反映的 ${matterTitle(matter)}安排在${sayDay(on)}处理。`
}

/** For the reporter. */
export function askedNews(matter: Titled, question: string): string {
  return `关于您反映的 ${matterTitle(matter)}，想问您一句：${shown(question, WORDS_MAX)}\n直接回复就行。`
}

export function askedText(code: string): string {
  return `好的，您问的已转给 ${code} 的上报人。等回复的时间不算在期限里。`
}

export function reporterOutOfReach({ code, byProgram }: CaseFacts): string {
  const ask = byProgram ? `${code} 是从别的系统报来的，请到那边问` : `${code} 的上报人收不到我的消息，请您直接问一声`
  return `${ask}。问到了告诉我：${code} 上报人回了，再加一句。`
}

export function ownReport(code: string): string {
  return `${code} 是您自己报的，有补充直接说一句就行。`
}

/** For its handler. */
export function reporterAnswered(matter: Titled, words: string): string {
  const said = words === '' ? '发来了照片' : `回复：${shown(words, WORDS_MAX)}`
  return `${matterTitle(matter)}的上报人${said}\n可以接着办了。`
}

/** For the reporter who answered. */
export function answerPassedOn(matter: Titled): string {
  return `好的，您的回复已转给办 ${matterTitle(matter)}的人。`
}

export function answerKept({ code, state }: { code: string; state: CaseState }): string {
  return `好的，上报人的回复已记在 ${code}，现在${CASE_STATES[state]}。`
}

export function askWhere(matter: Titled): string {
  return `${matterTitle(matter)}转给哪里？请带上名称，例如：${matter.code} 转12345。`
}

export function referredText(matter: Titled, { body, askAgainOn }: External): string {
  return `好的，${matterTitle(matter)}记为等${shown(body, 20)}回话，这段时间不算在期限里。${sayDay(askAgainOn)}我来问一声。`
}

/** To be copied and sent. */
export function textToSend(record: CaseFacts): string {
  const told = record.text.replace(/[。，,.\s]+$/u, '')
  const spot = record.place && !foldPlace(record.text).includes(foldPlace(record.place.text)) ? record.place.text : null
  const at = sayTime(record.occurredAt)
  const parts = [`您好，反映一件事：${told}`, spot && `地点：${spot}`, at && `时间：${at}`, '请尽快派人处理，谢谢']
  return `${parts.filter(Boolean).join('。')}。`
}

export function readyToSend(body: string, text: string): string {
  return `下面这段可以直接发给${shown(body, 20)}：\n${shown(text, 400)}`
}

/** What is sensitive is not made ready to be sent on. */
export function tellByMouth(): string {
  return '这类事请您当面或打电话说，只说要办什么，不转原话。'
}

export function tellNumber(code: string): string {
  return `有了单号告诉我：${code} 单号，再加号码。`
}

export function numberKept(code: string, { body, number, askAgainOn }: External): string {
  return `好的，${code} 在${shown(body, 20)}的单号记下了：${shown(number ?? '', 40)}。${sayDay(askAgainOn)}我来问一声。`
}

export function askAgainLater(code: string, { body, askAgainOn }: External): string {
  return `好的，${code} 接着等${shown(body, 20)}，${sayDay(askAgainOn)}我再问一声。`
}

/** For the reporter. */
export function referredNews(matter: Titled, body: string): string {
  return `您反映的 ${matterTitle(matter)}已转${shown(body, 20)}，办好会告诉您。`
}

export function backText(matter: Titled, done: string | null): string {
  const next = done === null ? '，再加一句做了什么' : ` ${shown(done, 40)}`
  const when = done === null ? '办好了请说' : '要是已经办好，请说'
  return `好的，${matterTitle(matter)}记为处理中。${when}：办结 ${matter.code}${next}。`
}

export function returnedText(code: string, leader: string | null): string {
  return leader === null
    ? `好的，${code} 已退回。请转给合适的人，例如：${code} 转给王秀英。`
    : `好的，${code} 已退回，请${leader}另外安排。`
}

/** For whoever leads. */
export function returnedNews(matter: Titled, { who, reason }: { who: string; reason: string }): string {
  const words = `${matterTitle(matter)}由${who}退回：${shown(reason, WORDS_MAX)}`
  return `${words}\n请转给合适的人，例如：${matter.code} 转给王秀英。自己办请说：认领 ${matter.code}。`
}

/** `tellsReporter`: that is left to whoever ended it. */
export function endedText({ code, state }: { code: string; state: CaseState }, tellsReporter: boolean): string {
  return `好的，${code} 记为${CASE_STATES[state]}。${tellsReporter ? unreached() : ''}`
}

/** For the reporter. */
export function sameAsNews(matter: Titled, otherCode: string): string {
  return `您反映的 ${matterTitle(matter)}和 ${otherCode} 是同一件，一起办，有进展会告诉您。`
}

export function isItself(code: string): string {
  return `${code} 就是这一件，请说它和哪一件重复。`
}

/** The case is closed; its reporter would like to know more. */
export function sayMoreIfYouLike(): string {
  return '想让上报人更明白，可以再回一句做了什么，不回也行。'
}

export function moreKept(code: string): string {
  return `好的，已补在 ${code}，不用再报。`
}

/** For the reporter. */
export function moreNews(matter: Titled, words: string): string {
  return `您反映的 ${matterTitle(matter)}，办理情况补充：${shown(words, WORDS_MAX)}`
}
