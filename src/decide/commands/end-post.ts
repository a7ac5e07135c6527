/** 老王不管3号楼了, 老王年底退: somebody answers for a zone no more; 我不管了 is a wish that goes to whoever leads. */
import { addDays } from '../../domain/calendar.ts'
import { mask } from '../../domain/privacy.ts'
import type { Decision } from '../decision.ts'
import type { BranchFacts, PersonFacts, ZoneFacts } from '../facts.ts'
import { branchOf, isThere, reachableFirst, zoneOf } from '../find.ts'
import { calledAmong } from '../people-called.ts'
import { withReceipt } from '../replies/words.ts'
import {
  dayBeforeToday,
  leaderTitle,
  leftNews,
  leftOpen,
  notIn,
  onlyMembersAnswer,
  postsEnded,
  secretaryFills,
  wishPassedOn,
  wishToLeave,
} from '../replies/zones.ts'
import { orderOf } from '../said-order.ts'
import { say, tellPerson } from '../tell.ts'
import { inboxOf, receiptOf, type SpokenTurn } from '../turn.ts'
import { askWhatIsMeant } from '../what.ts'
import { mayFill, zonesOrdered } from '../zones-called.ts'
import { endPost } from './fill-zones.ts'
import { casesLeft, staysWithout } from './left-cases.ts'
import { today } from './plan.ts'
import { tellLeaver } from './post-news.ts'
import { leaverOrdered, membersOf, ownPost } from './zone-people.ts'

export function endPosts(turn: SpokenTurn): Decision[] {
  const { person: sender } = turn.facts.sender
  if (!sender) return [say(turn, onlyMembersAnswer())]
  const branchId = sender.branchId ?? sender.assignments[0]?.branchId ?? ''
  const own = orderOf(turn).args.whom === '我'
  if (!own && orderOf(turn).args.zone === undefined && !isMeant(turn, branchId)) return askWhatIsMeant(turn)
  if (!own && !mayFill(turn.facts, branchId)) return [say(turn, secretaryFills())]
  const named = leaverOrdered(turn, branchId)
  if ('instead' in named) return named.instead
  const { leaver } = named
  if (!leaver) return [say(turn, secretaryFills())]
  const where = zonesMeantBy(turn, leaver)
  if ('instead' in where) return where.instead
  const { zones } = where
  const held = zones.filter((zone) => ownPost(turn, zone, leaver.id) !== null)
  if (held.length === 0) return [say(turn, notIn(leaver.name, zones))]
  const decides = held.every((zone) => mayFill(turn.facts, zone.branchId))
  return decides ? end(turn, leaver, held) : passOnWish(turn, leaver, held)
}

/** 李姐年底退休 is told of neighbours as well: without a zone it is an order only from who leads, of somebody who answers. */
function isMeant(turn: SpokenTurn, branchId: string): boolean {
  const called = calledAmong(turn.facts.zoning?.people ?? [], orderOf(turn).args.whom ?? '')
  return mayFill(turn.facts, branchId) && called.some(({ assignments }) => assignments.some((a) => a.zoneCode !== null))
}

/** Those that are named, else all of the person's. */
function zonesMeantBy(
  turn: SpokenTurn,
  { assignments }: PersonFacts,
): { zones: ZoneFacts[] } | { instead: Decision[] } {
  if (orderOf(turn).args.zone !== undefined) return zonesOrdered(turn)
  const codes = [...new Set(assignments.flatMap((a) => a.zoneCode ?? []))]
  return { zones: codes.flatMap((code) => zoneOf(turn.facts, code) ?? []) }
}

function end(turn: SpokenTurn, leaver: PersonFacts, zones: readonly ZoneFacts[]): Decision[] {
  const { until, to, text } = orderOf(turn).args
  const lastOn = until ?? to ?? addDays(today(turn), -1)
  const told = until ?? to
  if (told !== undefined && told < today(turn)) return [say(turn, dayBeforeToday(told))]
  const by = turn.facts.sender.person?.id ?? ''
  const empty = zones.filter((zone) => membersOf(turn, zone).every((post) => post.personId === leaver.id))
  const open = lastOn < today(turn) ? casesLeft(turn, leaver, zones) : []
  const stays = lastOn >= today(turn) || staysWithout(turn, leaver, zones)
  const left = leftOpen(leaver.name, open, stays)
  return [
    ...zones.map((zone) => endPost(zone, { person: leaver, lastOn }, { by, reason: text ?? null })),
    say(turn, postsEnded(zones, { name: leaver.name, lastOn, today: today(turn), empty, left })),
    ...tellLeaver(turn, leaver, { zones, lastOn, left: leftNews({ to: '', given: [], kept: open, stays }) }),
  ]
}

function passOnWish(turn: SpokenTurn, member: PersonFacts, zones: readonly ZoneFacts[]): Decision[] {
  const leader = leaderOf(branchOf(turn.facts, zones[0]?.branchId ?? null), member)
  const { text = '' } = orderOf(turn).args
  return [
    say(turn, wishPassedOn(leader && leaderTitle(leader, zones[0]?.branchId ?? ''))),
    ...tellPerson(turn, leader, {
      key: `wish-to-leave/${inboxOf(turn).id}`,
      lane: 'reminder',
      purpose: 'assignment',
      content: { type: 'text', text: withReceipt(wishToLeave(member.name, zones, mask(text)), receiptOf(turn)) },
      about: null,
    }),
  ]
}

/** Who leads and can be told, another than the person; `null`: nobody can be reached. */
export function leaderOf(branch: BranchFacts | null, { id }: Pick<PersonFacts, 'id'>): PersonFacts | null {
  const others = [...(branch?.secretaries ?? []), ...(branch?.above ?? [])].filter((p) => p.id !== id)
  const leader = reachableFirst([...others.filter(isThere), ...others])
  return leader && leader.addresses.length > 0 ? leader : null
}
