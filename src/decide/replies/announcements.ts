/** What is said of announcements: the preview, what became of one, and texts to begin the activity with. */
import type { Card } from '../../channels/channel.ts'
import type { Audience } from '../../domain/announcement.ts'
import type { ChannelName } from '../../domain/vocabulary.ts'
import { sendAction } from '../actions.ts'
import type { AnnouncementFacts, Reach } from '../branch-work-facts.ts'
import { button, cardOf } from './card.ts'
import { shown } from './words.ts'

const CHANNEL_WORDS: Readonly<Record<ChannelName, string>> = {
  wecom: '企业微信',
  dingtalk: '钉钉',
  local: '本机聊天',
  kf: '微信客服',
  page: '自己的网页',
}

export interface AnnouncementShown {
  taskId: string
  audience: Audience
  /** Names of the zones that it is for; empty: all. */
  zones: readonly string[]
  /** An administrator's: of all branches below. */
  whole: boolean
  text: string
  /** As `sayMoment`; `null`: at once. */
  at: string | null
  reach: Reach
}

/** What is about to be told to many, whom, and how many of them it reaches how. */
export function announcementCard(preview: AnnouncementShown): Card {
  const { taskId, audience, reach, text, at } = preview
  const able = reachable(reach)
  return cardOf({
    taskId,
    title: '请看一遍，要发出吗？',
    subtitle: reachLine(audience, reach),
    facts: [
      ['发给', toWhom(preview)],
      ['怎么收', able > 0 ? byChannel(reach) : audience === 'residents' ? '公示页上看' : '现在没有人能收到'],
      ['何时发', at ?? '马上'],
      ['注意', text.includes('**') ? '电话或证件号已隐去' : null],
    ],
    text: isLong(text) ? null : text,
    buttons: sendButtons(taskId, { yes: '发出', no: '不发' }),
  })
}

/** Cards have no room for it. */
const LONG_CHARS = 80

export function isLong(text: string): boolean {
  return [...text].length > LONG_CHARS || text.includes('\n')
}

/** @param what it is: 通知 */
export function fullTextOf(what: string, text: string): string {
  return `${what}全文：\n${text}`
}

/** Answers to what is shown before it is done; each says what its label says. */
export function sendButtons(taskId: string, { yes, no }: { yes: string; no: string }) {
  return [
    button({ label: yes, says: yes, action: sendAction(true, taskId), style: 'primary' }),
    button({ label: no, says: no, action: sendAction(false, taskId) }),
  ]
}

function toWhom({ audience, zones, whole }: AnnouncementShown): string {
  const where = zones.length > 0 ? zones.join('、') : whole ? '下属各支部' : '本支部'
  return shown(`${where}的${audience === 'members' ? '党员' : '居民'}`, 24)
}

function reachable({ byChannel }: Reach): number {
  return byChannel.reduce((sum, { count }) => sum + count, 0)
}

function byChannel({ byChannel: channels }: Reach): string {
  return channels.map(({ channel, count }) => `${CHANNEL_WORDS[channel]} ${count} 人`).join('，')
}

function reachLine(audience: Audience, reach: Reach): string {
  const able = reachable(reach)
  if (audience === 'residents') {
    return able === 0
      ? '居民现在都收不到消息，会写在公示页上，扫码能看'
      : `居民里有 ${able} 人能收到，其余的人扫公示牌上的码看`
  }
  const left = reach.total - able
  if (left <= 0) return `共 ${able} 人，都能收到`
  return `共 ${reach.total} 人，${able} 人能收到，${left} 人还没绑定，请当面告诉`
}

export function onlyLeadersAnnounce(): string {
  return `${leadersAnnounce()}要报一件事，直接说在哪里、什么事就行。`
}

/** Before the words are passed on. */
export function leadersAnnounce(): string {
  return '给大家发通知要由支部书记来发。'
}

export function notInYourBranch(): string {
  return '这几处不在您的支部里，不能发给那里的人。'
}

export function tooLongToAnnounce(): string {
  return '这条太长了，一条最多六百个字，请分成两条，或者短一些。'
}

export function announcedText(at: string | null, audience: Audience): string {
  const board = audience === 'residents' ? '公示页上也写着，说的日子过了就撤下，没说日子的写两周。' : ''
  const when = at === null ? '好的，正在发出。' : `好的，${at} 发出。`
  return `${when}${board}要撤回请说“撤回刚才的通知”。`
}

export function notSent(): string {
  return '好的，没有发出。'
}

/** How a preview is changed. */
export function sayItAnew(): string {
  return '还没有发出。要改的话，请把改好的通知整条再说一遍。'
}

/** A button of a preview that nobody waits for any more. */
export function previewOver(): { title: string; closedAs: string } {
  return { title: '这份预览已经过期，要办请再说一遍', closedAs: '已过期' }
}

export function sentAs(yes: boolean, text: string): { title: string; closedAs: string } {
  return { title: `“${shown(text, 24)}”`, closedAs: yes ? '已发出' : '没有发出' }
}

export function nothingAnnounced(): string {
  return '最近两周没有发过通知。要发请说，例如：通知全体党员，周五下午两点开会。'
}

export function recalledText({ text, toldAt, sentCount }: AnnouncementFacts): string {
  const what = `“${shown(text, 16)}”`
  if (toldAt === null) return `好的，通知${what}取消了，还没有人收到。`
  if (sentCount === 0) return `好的，通知${what}撤回了，还没有人收到。`
  return `好的，通知${what}撤回了：没发出的不发了，已发给 ${sentCount} 人的，能收回的会收回。可能有人已经看过，要紧的请再说一声。`
}

/** The newest first, one line each. */
export function announcementsText(list: readonly AnnouncementFacts[], sayAt: (at: Date) => string): string {
  return ['最近的通知：', ...list.map((one) => announcementLine(one, sayAt))].join('\n')
}

function announcementLine(one: AnnouncementFacts, sayAt: (at: Date) => string): string {
  const { id, audience, text, at, toldAt, recipientCount, sentCount, readCount } = one
  const whom = audience === 'members' ? '党员' : '居民'
  const head = `${id}. “${shown(text, 16)}”发给${whom}，`
  if (toldAt === null) return `${head}${sayAt(at)} 发出。`
  const read = readCount === null ? '' : `，${readCount} 人看过`
  return `${head}${sayAt(at)} 发，该收 ${recipientCount ?? 0} 人，送到 ${sentCount} 人${read}。`
}

/** Texts to begin with, for members, for residents and for the door, to be copied or sent on. */
export function campaignTexts(branch: string): string {
  const name = shown(branch, 20)
  return [
    '可以直接用，也可以改了再发：',
    `【给党员】同志们，${name}把地方分成一片一片的责任区，每片有党员负责。事情不多报：看到什么、办了什么，跟责任区助手说一句就行，办好了它会记下，不用再填表。`,
    `【给居民】街坊邻居们，楼里楼外有事，扫公示牌上的码就能说，不用留名字。责任区党员看到就来办，办到哪一步、办没办好，都会告诉您。着火、有人受伤请先打 119、120。`,
    '【标语】有事说一句，有人管到底。',
    '要发出去，请说“通知全体党员”或“通知全体居民”，后面跟上要发的话。',
  ].join('\n')
}
