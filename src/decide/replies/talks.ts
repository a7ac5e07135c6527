/** What is said of resident talks. */
import type { Card } from '../../channels/channel.ts'
import { TALK_STATES } from '../../domain/talk.ts'
import type { TalkFacts } from '../branch-work-facts.ts'
import { sendButtons } from './announcements.ts'
import { cardOf } from './card.ts'
import { shown } from './words.ts'

export function onlyLeadersTalk(): string {
  return '恳谈会由支部书记安排和记录，请跟书记说一声。'
}

export function whenAndWhere(): string {
  return '请连时间、地点一起说一遍，例如：下周五晚上七点在活动室开恳谈会，聊停车。'
}

interface TalkShown {
  number: number | string
  topic: string
  place: string
  /** As `sayMoment`. */
  at: string
  zone: string | null
}

export function talkHeld({ topic, place, at, zone }: Omit<TalkShown, 'number'>): string {
  const where = zone === null ? '本支部各责任区' : shown(zone, 20)
  return [
    `好的，恳谈会定在${at}，地点${shown(place, 20)}，主题“${shown(topic, 30)}”。${where}的公示页上已经写了，居民扫码能看到。`,
    '开完请说“恳谈会记录：”，后面一条一条说听到的事，不用写是谁说的。不开了请说“取消恳谈会”。',
  ].join('\n')
}

export function noTalk(): string {
  return '没有找到这场恳谈会。要先预告，例如：下周五晚上七点在活动室开恳谈会，聊停车。'
}

export function talkCancelled(talk: TalkFacts, at: string): string {
  return `好的，${at} 的恳谈会（${shown(talk.topic, 20)}）取消了，公示页上会写明。`
}

/** Each matter as it was put down, a promise with the code that it goes on under. */
export function talkRecorded(matters: readonly { text: string; code: string | null; due: string | null }[]): string {
  const lines = matters.map(({ text, code, due }, i) => {
    const promise = code === null ? '' : `（已立为 ${code}，${due ?? '按平常的期限'}办好）`
    return `${i + 1}. ${shown(text, 40)}${promise}`
  })
  return [`记下了 ${matters.length} 条，没有记是谁说的：`, ...lines, '要让居民看到，请说“公布恳谈结果”。'].join('\n')
}

export function whatWasHeard(): string {
  return '听到了哪些事？请说“恳谈会记录：”，后面一条一条说，用分号隔开。'
}

export function nothingToPublish(): string {
  return '这场恳谈会还没有记录。请先说“恳谈会记录：”，后面一条一条说。'
}

/** What everybody may read of a talk: how it stands, never who said it. */
export function talkResult(matters: readonly { text: string; state: string | null }[]): string {
  return matters.map(({ text, state }, i) => `${i + 1}. ${text}${state === null ? '' : `——${state}`}`).join('\n')
}

export function resultCard(taskId: string, { at, topic, result }: { at: string; topic: string; result: string }): Card {
  return cardOf({
    taskId,
    title: '恳谈结果要这样公布吗？',
    facts: [
      ['恳谈会', shown(`${at}，${topic}`, 24)],
      ['写在哪里', '公示页，扫码能看'],
    ],
    text: result,
    buttons: sendButtons(taskId, { yes: '公布', no: '不公布' }),
  })
}

export function resultPublished(): string {
  return '好的，恳谈结果写在公示页上了。'
}

export function talksText(talks: readonly TalkFacts[], sayAt: (at: Date) => string): string {
  if (talks.length === 0) return noTalk()
  const lines = talks.map(({ number, startsAt, place, topic, state, matters }) => {
    const heard = matters.length === 0 ? '' : `，记了 ${matters.length} 条`
    return `${number}. ${sayAt(startsAt)}，${shown(place, 16)}，${shown(topic, 20)}，${TALK_STATES[state]}${heard}`
  })
  return ['恳谈会：', ...lines].join('\n')
}

export function notPublished(): string {
  return '好的，没有公布。'
}

/** How a result that is shown is changed. */
export function sayResultAnew(): string {
  return '还没有公布。要改的话，请说“公布恳谈结果”，后面跟上改好的话。'
}

export function publishedAs(yes: boolean, text: string): { title: string; closedAs: string } {
  return { title: `“${shown(text, 24)}”`, closedAs: yes ? '已公布' : '没有公布' }
}
