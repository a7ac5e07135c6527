/** Offers of members to answer for a zone: put down, shown to whoever leads, decided, taken back. */
import type { Card } from '../../channels/channel.ts'
import { offerAction } from '../actions.ts'
import type { PersonFacts, ZoneFacts } from '../facts.ts'
import { button, cardOf } from './card.ts'
import { shown } from './words.ts'
import { whichZone, zoneAreas, zoneNames, zoneOption } from './zones.ts'

export function whichToOffer(free: readonly ZoneFacts[], all: readonly ZoneFacts[]): string {
  if (all.length === 0) return whichZone([])
  const zones = free.length > 0 ? free : all
  const what = free.length > 0 ? '现在没有人负责的有' : '有的是'
  return `您想报哪个责任区？${what}：${zones.map(zoneOption).join('，')}。回编号就行。`
}

export function offerKept(zones: readonly ZoneFacts[], leader: string | null): string {
  const next = leader === null ? '支部书记现在收不到我的消息，请您当面说一声。' : `等${leader}同意，定了告诉您。`
  return `好的，您报了${zoneNames(zones)}，${next}`
}

export function alreadyYours(zones: readonly ZoneFacts[]): string {
  return `${zoneNames(zones)}已经由您负责，不用再报。`
}

export function alreadyOffered(zones: readonly ZoneFacts[]): string {
  return `${zoneNames(zones)}您已经报过了，支部定了告诉您。`
}

export function offersTakenBack(zones: readonly ZoneFacts[]): string {
  return zones.length === 0 ? '您现在没有报责任区。' : `好的，${zoneNames(zones)}不报了。`
}

export interface OfferShown {
  taskId: string
  person: Pick<PersonFacts, 'id' | 'name'>
  zone: ZoneFacts
  /** Names of those who answer for it now. */
  members: readonly string[]
  /** Zones that the one who offers answers for already. */
  holds: readonly string[]
  reason: string
}

/** To whoever leads: may this member answer for this zone? */
export function offerCard({ taskId, person, zone, members, holds, reason }: OfferShown): Card {
  const { name } = person
  return cardOf({
    taskId,
    title: '有人报责任区，同意吗？',
    facts: [
      ['谁', shown(name, 20)],
      ['责任区', zoneNames([zone])],
      ['范围', zoneAreas(zone)],
      ['现在', members.length === 0 ? '没有人负责' : `${shown(members.join('、'), 30)}负责`],
      ['已负责', shown(holds.join('、'), 30)],
      ['理由', shown(reason, 40)],
    ],
    buttons: [
      button({
        label: '同意',
        action: offerAction(true, person.id, zone.code),
        says: `同意${name}报${zone.code}`,
        style: 'primary',
      }),
      button({
        label: '不同意',
        action: offerAction(false, person.id, zone.code),
        says: `不同意${name}报${zone.code}`,
      }),
    ],
  })
}

export function offerSettledBefore(): string {
  return '这个报名已经处理过了。'
}

export function noOfferOf(name: string | null): string {
  return name === null ? '现在没有等您定的报名。' : `${shown(name, 12)}现在没有等您定的报名。`
}

export function whichOffer(offers: readonly { name: string; zone: ZoneFacts }[]): string {
  const said = offers.map(({ name, zone }) => `同意${name}报${zone.code}`)
  return `等您定的报名不止一个，请说清是哪个，例如：${said.slice(0, 2).join('，或者')}。`
}

export function offerAcceptedText(name: string, zone: ZoneFacts, partners: readonly string[]): string {
  const who = partners.length === 0 ? `由${name}负责` : `由${name}和${partners.join('、')}一起负责`
  return `好的，${zoneNames([zone])}${who}，已告诉${name}。`
}

export function offerDeclinedText(name: string, zone: ZoneFacts): string {
  return `好的，${name}报${zoneNames([zone])}没有同意，已告诉本人。`
}

export function offerAcceptedNews(zone: ZoneFacts, partners: readonly string[]): string {
  const beside = partners.length === 0 ? '' : `和您一起负责的有${partners.join('、')}。`
  return `支部同意您负责${zoneNames([zone])}。${beside}那里的事会发给您，说“我的职责”可以看要做什么。`
}

export function offerDeclinedNews(zone: ZoneFacts, reason: string): string {
  const why = reason === '' ? '' : `理由：${shown(reason, 60)}。`
  return `您报的${zoneNames([zone])}，支部这次没有同意。${why}谢谢您愿意出力，想报别的可以再说一声。`
}
