/** Who answers for which zone: offers, assignments, ends, and who knows. */
import type { Card } from '../../channels/channel.ts'
import type { CivilDate } from '../../domain/calendar.ts'
import { ROLE_TITLES, SECRETARY_ROLES } from '../../domain/vocabulary.ts'
import { knowAction } from '../actions.ts'
import type { PersonFacts, ZoneFacts } from '../facts.ts'
import { button, cardOf } from './card.ts'
import { codesShown } from './hand-on.ts'
import { zoneTitle } from './people.ts'
import { sayTime, shown } from './words.ts'

const AREA_CHARS = 40

/** Who decides on zones, as members read it: by the post that lets them, not by a zone that they answer for too. */
export function leaderTitle({ name, assignments }: PersonFacts, branchId: string): string {
  const leading = [...SECRETARY_ROLES, 'organisation_admin' as const]
  const posts = assignments.filter(({ role }) => leading.includes(role))
  const post = posts.find((a) => a.branchId === branchId) ?? posts[0]
  return post ? `${ROLE_TITLES[post.role]} ${name}` : name
}

/** `东区（A3）`, one or several. */
export function zoneNames(zones: readonly ZoneFacts[]): string {
  return zones.map((zone) => shown(zoneTitle(zone), 24)).join('、')
}

/** Where it is, as the roster tells; empty where it does not. */
export function zoneAreas({ areas }: ZoneFacts): string {
  return shown(areas.map((area) => area.text).join('、'), AREA_CHARS)
}

/** With the year where it is another one. */
export function onDay(date: CivilDate, today: CivilDate): string {
  const year = date.slice(0, 4)
  return `${year === today.slice(0, 4) ? '' : `${year}年`}${sayTime({ date, time: null })}`
}

/** `您负责东区（A3）：3号楼、4号楼。`, a line each. */
export function ownZonesText(zones: readonly ZoneFacts[]): string {
  return zones
    .map((zone) => {
      const areas = zoneAreas(zone)
      return `您负责${shown(zoneTitle(zone), 24)}${areas === '' ? '' : `：${areas}`}。`
    })
    .join('\n')
}

export function noOwnZone(): string {
  return '您现在没有分到责任区。想管哪里，可以说：我报3号楼。'
}

export function noSuchZone(word: string, zones: readonly ZoneFacts[]): string {
  const known = zones.length === 0 ? '' : `有的是：${zoneNames(zones)}。`
  return `没有找到“${shown(word, 16)}”这个责任区，请说编号或名称。${known}`
}

export function whichZone(zones: readonly ZoneFacts[]): string {
  if (zones.length === 0) return '支部里还没有划分责任区，请先请支部书记划分。'
  return `您说的是哪个责任区？${zones.map(zoneOption).join('，')}。回编号就行。`
}

/** `A3 东区`, as one of several to choose from. */
export function zoneOption(zone: ZoneFacts): string {
  return `${zone.code} ${shown(zone.name, 16)}`
}

export function onlyMembersAnswer(): string {
  return '责任区由支部里的党员负责。您看到什么事，直接说一句就行。'
}

/** To a member who says who answers for a zone. */
export function secretaryFills(): string {
  return '谁负责哪个责任区，由支部书记定。您自己想负责，可以说：我报3号楼。'
}

/** Somebody answers for the zone already: with them, or in their stead? */
export function togetherOrInstead(zones: readonly ZoneFacts[], names: string, members: readonly string[]): string {
  const [zone] = zones
  const where = zone && zones.length === 1 && zone.areas.length > 0 ? `，范围是${zoneAreas(zone)}` : ''
  const now = members.join('、')
  return `${zoneNames(zones)}现在由${now}负责${where}。${names}是和${now}一起负责，还是换成${names}？回“一起”或“换”就行。`
}

export interface PostsSaid {
  zones: readonly ZoneFacts[]
  names: string
  as: 'member' | 'backup' | 'helper'
  /** They only help in the branch, so they help in the zone, whatever was said. */
  onlyHelp: boolean
  from: CivilDate
  until: CivilDate | null
  today: CivilDate
  /** Who answers for the zone already and stays. */
  beside: readonly string[]
  /** Who goes, and their last day. */
  leaving: readonly { name: string; lastOn: CivilDate }[]
  /** What becomes of what they had in hand, a sentence each. */
  left: readonly string[]
  /** Whom my messages do not reach. */
  unreached: readonly string[]
}

const AS = { member: '负责', backup: '作备用', helper: '协助' } as const

export function postsBegun(said: PostsSaid): string {
  const { zones, names, as, onlyHelp, from, until, today, beside, leaving, left, unreached } = said
  const since = from > today ? `从${onDay(from, today)}起` : ''
  const term = until === null ? '' : `，任期到${onDay(until, today)}`
  const told = unreached.length === 0 ? `已告诉${names}。` : `${unreached.join('、')}收不到我的消息，请您说一声。`
  const gone = [...leaving.map((one) => lastDaySaid(one, today)), ...left].join('')
  const why = onlyHelp ? `${names}在名册里是协助员，记为协助。` : ''
  const by = beside.length === 0 ? `由${names}` : `由${names}和${beside.join('、')}一起`
  return `好的，${zoneNames(zones)}${since}${by}${AS[as]}${term}。${why}${gone}${told}不对就再说一句。`
}

function lastDaySaid({ name, lastOn }: { name: string; lastOn: CivilDate }, today: CivilDate): string {
  return lastOn >= today ? `${name}负责到${onDay(lastOn, today)}。` : `${name}不再负责。`
}

interface Left {
  given: readonly { code: string }[]
  /** What whoever takes over may not get. */
  kept: readonly { code: string }[]
  /** Whether the one who leaves can end it. */
  stays: boolean
  to: string
}

const codesOf = (matters: readonly { code: string }[]) => codesShown(matters.map(({ code }) => code))

/** To whoever leads: who goes on with what the one who leaves had in hand. Empty: they had nothing. */
export function leftSaid({ from, to, given, kept, stays }: Left & { from: string }): string {
  const over = given.length === 0 ? '' : `${from}没办完的 ${given.length} 件事（${codesOf(given)}）也改由${to}办。`
  const then = stays ? `仍由${from}办完` : '马上另外安排，派给谁会告诉您'
  return kept.length === 0 ? over : `${over}${codesOf(kept)} 不便转给${to}，${then}。`
}

/** The same to the one who leaves. `null`: what they have in hand stays theirs. */
export function leftNews({ to, given, kept, stays }: Left): string | null {
  if (given.length === 0 && kept.length === 0 && !stays) return ''
  if (given.length === 0) return stays ? null : '您没办完的事会另外安排。'
  const rest = kept.length > 0 && stays ? `${codesOf(kept)} 请您办完。` : ''
  return `您没办完的 ${given.length} 件事改由${to}办。${rest}`
}

export function postAsBefore(zones: readonly ZoneFacts[], names: string, as: PostsSaid['as']): string {
  return `${zoneNames(zones)}已经由${names}${AS[as]}，不用再改。`
}

export interface PostNews {
  taskId: string
  zones: readonly ZoneFacts[]
  as: PostsSaid['as']
  from: CivilDate
  until: CivilDate | null
  today: CivilDate
  partners: readonly string[]
  reason: string
  /** Codes of what the one before them had not ended. */
  given: readonly string[]
}

const TITLES = { member: '请您负责这个责任区', backup: '请您作这个责任区的备用', helper: '请您协助这个责任区' } as const

/** To whoever is new in a zone: one tap says that they know. */
export function postCard({ taskId, zones, as, from, until, today, partners, reason, given }: PostNews): Card {
  const codes = zones.map((zone) => zone.code)
  const [only, ...more] = zones
  const open = given.length === 0 ? '' : `没办完的 ${given.length} 件事也请您接着办，说“我的待办”可以看。`
  return cardOf({
    taskId,
    title: TITLES[as],
    facts: [
      ['责任区', zoneNames(zones)],
      ['范围', only && more.length === 0 ? zoneAreas(only) : null],
      ['从', from > today ? onDay(from, today) : null],
      ['任期', until === null ? null : `到${onDay(until, today)}`],
      ['一起', shown(partners.join('、'), 30)],
      ['说明', shown(reason, 40)],
    ],
    text: as === 'helper' ? null : `那里的事会发给您。${open}说“我的职责”可以看要做什么。`,
    buttons: [knowButton(codes)],
  })
}

function knowButton(codes: readonly string[]) {
  return button({ label: '知道了', action: knowAction(codes), says: `知道了 ${codes.join('、')}`, style: 'primary' })
}

/** To members whom the roster names: asked once. */
export function knowCard(taskId: string, zones: readonly Pick<ZoneFacts, 'code' | 'name'>[]): Card {
  const names = zones.map(({ code, name }) => (name.includes(code) ? name : `${name}（${code}）`)).join('、')
  return cardOf({
    taskId,
    title: '这些责任区由您负责',
    facts: [['责任区', shown(names, 60)]],
    text: '那里的事会发给您。说“我的职责”可以看要做什么。有不对的请告诉支部书记。',
    buttons: [knowButton(zones.map((zone) => zone.code))],
  })
}

export function knownText(): string {
  return '好的，记下了。'
}

/** To 知道了 alone: what it was taken to be about. */
export function knownZonesText(zones: readonly ZoneFacts[]): string {
  return `好的，记下了：${zoneNames(zones)}由您负责。`
}

export function notYourZone(zones: readonly ZoneFacts[]): string {
  return `${zoneNames(zones)}现在不由您负责，请和支部书记核对一下。`
}

/** To whoever leads: what lies with somebody whose zone nobody takes over at once. Empty: nothing. */
export function leftOpen(name: string, left: readonly { code: string }[], stays: boolean): string {
  if (left.length === 0) return ''
  const then = stays ? `仍由${name}办完` : '马上另外安排，派给谁会告诉您'
  return `没办完的 ${left.length} 件事（${codesOf(left)}）${then}。`
}

/** @param empty those that nobody is left to answer for; `left`: what becomes of what is in hand */
export function postsEnded(
  zones: readonly ZoneFacts[],
  {
    name,
    lastOn,
    today,
    empty,
    left,
  }: { name: string; lastOn: CivilDate; today: CivilDate; empty: readonly ZoneFacts[]; left: string },
): string {
  const later = lastOn >= today
  const gone = later ? `由${name}负责到${onDay(lastOn, today)}` : `不再由${name}负责`
  const [first] = empty
  const next = first ? `${later ? '到时' : '现在'}由谁接，请再说一句，例如：让老李管${first.code}。` : ''
  return `好的，${zoneNames(zones)}${gone}。${left}${next}`
}

export function notIn(name: string, zones: readonly ZoneFacts[]): string {
  return zones.length === 0 ? `${name}现在没有负责的责任区。` : `${zoneNames(zones)}现在不由${name}负责。`
}

/** To whoever no longer answers for a zone. `left`: what becomes of what they have in hand; `null`: it stays theirs. */
export function postEndedNews(
  zones: readonly ZoneFacts[],
  { lastOn, today, left }: { lastOn: CivilDate; today: CivilDate; left: string | null },
): string {
  const what = zoneNames(zones)
  const when = lastOn >= today ? `您负责到${onDay(lastOn, today)}，之后由别人接` : '从今天起不再由您负责'
  const open = left ?? '您手上的事请办完，要转交可以说：我的事都交给老李。'
  return `${what}${when}，谢谢您这些日子出力。${open}`
}

/** To the secretary: a member wants to answer for a zone no more. */
export function wishToLeave(name: string, zones: readonly ZoneFacts[], reason: string): string {
  const why = reason === '' ? '' : `（${shown(reason, 60)}）`
  return `${name}想不再负责${zoneNames(zones)}${why}。要定就说：${name}不管${zones[0]?.code ?? ''}了，要换人就说：${zones[0]?.code ?? ''}换成老李。`
}

export function wishPassedOn(leader: string | null): string {
  if (leader === null) return '这要由支部书记定，书记现在收不到我的消息，请您当面说一声。'
  return `好的，已告诉${leader}，定下来之前还由您负责。`
}

export function dayBeforeToday(date: CivilDate): string {
  return `${sayTime({ date, time: null })}已经过了，请再说一下是哪一天。`
}

export function zonesApproved(count: number): string {
  if (count === 0) return '支部的责任区都已经记为通过了。'
  return `好的，${count} 个责任区的划分记为支部已通过。`
}

export function onlySecretaryApproves(): string {
  return '责任区划分是否通过，由支部书记来说。'
}

export function tooManyNames(): string {
  return '一次请只说一个人，名字有重的请说全名。'
}
