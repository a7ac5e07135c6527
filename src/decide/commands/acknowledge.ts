/** The three knows, as far as they are said: the branch decided on its zones, a member knows of theirs. */
import type { InboundTap } from '../../channels/channel.ts'
import type { Decision } from '../decision.ts'
import { zoneOf } from '../find.ts'
import { cardOf } from '../replies/card.ts'
import {
  knownText,
  knownZonesText,
  notYourZone,
  onlyMembersAnswer,
  onlySecretaryApproves,
  zonesApproved,
} from '../replies/zones.ts'
import { say, update } from '../tell.ts'
import type { SpokenTurn, Turn } from '../turn.ts'
import { mayFill, zonesOrdered } from '../zones-called.ts'
import { ownPost } from './zone-people.ts'

/** 责任区划分支部通过了: all zones of the branches that the sender leads. */
export function approveZones(turn: SpokenTurn): Decision[] {
  const { facts } = turn
  const led = facts.branches.filter(({ id }) => mayFill(facts, id) && facts.zones.some((z) => z.branchId === id))
  const by = facts.sender.person?.id
  if (by === undefined || led.length === 0) return [say(turn, onlySecretaryApproves())]
  const ids = led.map(({ id }) => id)
  const open = facts.zones.filter((zone) => ids.includes(zone.branchId) && !isApproved(turn, zone.code))
  return [
    ...ids.map((branchId): Decision => ({ do: 'approve_zones', branchId, by })),
    say(turn, zonesApproved(open.length)),
  ]
}

function isApproved({ facts }: Turn, code: string): boolean {
  return facts.zoning?.zones.find((zone) => zone.code === code)?.approved ?? false
}

/** 知道了 A3. */
export function knowZone(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  if (!person) return [say(turn, onlyMembersAnswer())]
  const named = zonesOrdered(turn)
  if ('instead' in named) return named.instead
  const codes = named.zones.filter((zone) => ownPost(turn, zone, person.id) !== null).map((zone) => zone.code)
  if (codes.length === 0) return [say(turn, notYourZone(named.zones))]
  return [{ do: 'know_zones', personId: person.id, zoneCodes: codes }, say(turn, knownText())]
}

/** 知道了, 我清楚了: no zone, and nothing else. */
const KNOWS = /^我?(?:已经?|都)*(?:知道|知晓|知悉|明白|清楚|晓得)[了啦的]*[\p{P}\s]*$/u

/** Whether the words say that somebody knows, without saying of what. */
export function saysKnown(plain: string): boolean {
  return KNOWS.test(plain.trim())
}

/** 知道了, where the sender was asked of late whether they know of their zones. `null`: it is about nothing. */
export function knowAsked(turn: SpokenTurn): Decision[] | null {
  const { sender, askedToKnow = [] } = turn.facts
  const zones = askedToKnow.flatMap((code) => zoneOf(turn.facts, code) ?? [])
  if (!sender.person || zones.length === 0 || !saysKnown(turn.reading.plain)) return null
  const zoneCodes = zones.map((zone) => zone.code)
  return [{ do: 'know_zones', personId: sender.person.id, zoneCodes }, say(turn, knownZonesText(zones))]
}

export function knowByTap(turn: Turn, tap: InboundTap, zoneCodes: readonly string[]): Decision[] {
  const { person } = turn.facts.sender
  const zones = zoneCodes.flatMap((code) => zoneOf(turn.facts, code) ?? [])
  const own = person ? zones.filter((zone) => ownPost(turn, zone, person.id) !== null) : []
  if (!person || own.length === 0) {
    return [update(turn, cardOf({ taskId: tap.taskId, title: notYourZone(zones), closedAs: '已处理过' }))]
  }
  return [
    { do: 'know_zones', personId: person.id, zoneCodes: own.map((zone) => zone.code) },
    update(turn, cardOf({ taskId: tap.taskId, title: knownText(), closedAs: '知道了' })),
  ]
}
