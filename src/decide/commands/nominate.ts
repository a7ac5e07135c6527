/** 我报3号楼: a member offers to answer for a zone, and takes it back; whoever leads says yes or no. */
import type { InboundTap } from '../../channels/channel.ts'
import { addDays } from '../../domain/calendar.ts'
import { mask } from '../../domain/privacy.ts'
import type { Decision } from '../decision.ts'
import type { PersonFacts, ZoneFacts } from '../facts.ts'
import { branchOf, zoneOf } from '../find.ts'
import { calledAmong } from '../people-called.ts'
import { cardOf } from '../replies/card.ts'
import { secretaryHelpsText } from '../replies/commands.ts'
import {
  alreadyOffered,
  alreadyYours,
  noOfferOf,
  offerAcceptedNews,
  offerAcceptedText,
  offerCard,
  offerDeclinedNews,
  offerDeclinedText,
  offerKept,
  offerSettledBefore,
  offersTakenBack,
  whichOffer,
  whichToOffer,
} from '../replies/offers.ts'
import { withReceipt } from '../replies/words.ts'
import { leaderTitle, onlyMembersAnswer, secretaryFills } from '../replies/zones.ts'
import { orderOf } from '../said-order.ts'
import { say, tellPerson, update } from '../tell.ts'
import { cardSeed, inboxOf, receiptOf, type SpokenTurn, type Turn } from '../turn.ts'
import { askZone, mayFill, zonesOrdered } from '../zones-called.ts'
import type { OfferFacts } from '../zoning-facts.ts'
import { leaderOf } from './end-post.ts'
import { fill } from './fill-zones.ts'
import { today } from './plan.ts'
import { membersOf, nameOf, ownPost } from './zone-people.ts'

export function offerZone(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  // 提名老王: of others a person decides.
  if (orderOf(turn).args.person !== undefined) return [say(turn, secretaryHelpsText('提名', person))]
  if (!person) return [say(turn, onlyMembersAnswer())]
  if (orderOf(turn).args.zone === undefined) return askWhich(turn)
  const named = zonesOrdered(turn)
  if ('instead' in named) return named.instead
  const yours = named.zones.filter((zone) => answersFor(turn, zone, person))
  const open = named.zones.filter((zone) => !yours.includes(zone) && offerOf(turn, person.id, zone.code) !== null)
  const fresh = named.zones.filter((zone) => !yours.includes(zone) && !open.includes(zone))
  if (fresh.length === 0) return [say(turn, yours.length > 0 ? alreadyYours(yours) : alreadyOffered(open))]
  // Whoever leads decides, also of themselves.
  if (fresh.every((zone) => mayFill(turn.facts, zone.branchId))) return takeThemselves(turn, person, fresh)
  const leader = leaderOf(branchOf(turn.facts, fresh[0]?.branchId ?? null), person)
  return [
    ...fresh.map((zone): Decision => ({ do: 'offer_zone', personId: person.id, zoneCode: zone.code })),
    say(turn, offerKept(fresh, leader && leaderTitle(leader, fresh[0]?.branchId ?? ''))),
    ...fresh.flatMap((zone, i) => askLeader(turn, leader, { person, zone, i })),
  ]
}

/** Zones without a member first. */
function askWhich(turn: SpokenTurn): Decision[] {
  const { zones } = turn.facts
  const free = zones.filter((zone) => membersOf(turn, zone).length === 0)
  return askZone(turn, free.length > 0 ? free : zones, whichToOffer(free.slice(0, 5), zones.slice(0, 5)))
}

function answersFor(turn: Turn, zone: ZoneFacts, { id }: PersonFacts): boolean {
  const post = ownPost(turn, zone, id)
  return post !== null && post.role !== 'helper' && !post.backup && post.endsOn === null
}

function takeThemselves(turn: SpokenTurn, person: PersonFacts, zones: readonly ZoneFacts[]): Decision[] {
  const filling = { zones, people: [person], leaver: null, lastOn: null, from: today(turn), until: null }
  return fill(turn, { ...filling, as: 'member', reason: orderOf(turn).args.text ?? null, known: true })
}

function askLeader(
  turn: SpokenTurn,
  leader: PersonFacts | null,
  { person, zone, i }: { person: PersonFacts; zone: ZoneFacts; i: number },
): Decision[] {
  const card = offerCard({
    taskId: `offer-${cardSeed(turn)}-${i}`,
    person,
    zone,
    members: membersOf(turn, zone).map((post) => nameOf(turn.facts, post.personId)),
    holds: [...new Set(person.assignments.flatMap((a) => a.zoneCode ?? []))],
    reason: mask(orderOf(turn).args.text ?? ''),
  })
  return tellPerson(turn, leader, {
    key: `offer/${inboxOf(turn).id}/${zone.code}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'card', card },
    about: null,
  })
}

/** 我不报3号楼了: those of the sender's offers that are named, or all. */
export function withdrawOffer(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  if (!person) return [say(turn, onlyMembersAnswer())]
  const named = orderOf(turn).args.zone === undefined ? null : zonesOrdered(turn)
  if (named && 'instead' in named) return named.instead
  const own = (turn.facts.zoning?.offers ?? []).filter((offer) => offer.personId === person.id)
  const meant = own.filter((offer) => !named || named.zones.some((zone) => zone.code === offer.zoneCode))
  return [
    ...meant.map((offer) => settled(offer, { state: 'withdrawn', by: person.id, reason: null })),
    say(turn, offersTakenBack(meant.flatMap((offer) => zoneOf(turn.facts, offer.zoneCode) ?? []))),
  ]
}

/** 同意老王报3号楼, 不同意老王报3号楼，他太忙. */
export function answerOffer(turn: SpokenTurn, yes: boolean): Decision[] {
  const open = (turn.facts.zoning?.offers ?? []).filter((offer) => decidedBy(turn, offer))
  if (!turn.facts.branches.some((branch) => mayFill(turn.facts, branch.id))) return [say(turn, secretaryFills())]
  const { person: name = null, zone } = orderOf(turn).args
  const named = zone === undefined ? null : zonesOrdered(turn)
  if (named && 'instead' in named) return named.instead
  const people = new Set(name === null ? null : calledAmong(turn.facts.zoning?.people ?? [], name).map((p) => p.id))
  const meant = open.filter(
    (offer) =>
      (name === null || people.has(offer.personId)) &&
      (!named || named.zones.some(({ code }) => code === offer.zoneCode)),
  )
  const [offer, ...others] = meant
  if (!offer) return [say(turn, noOfferOf(name))]
  if (others.length > 0) return [say(turn, whichOffer(meant.flatMap((o) => saidOf(turn, o))))]
  return settle(turn, offer, { yes, reason: mask(orderOf(turn).args.text ?? ''), tap: null })
}

export function answerOfferByTap(
  turn: Turn,
  tap: InboundTap,
  { yes, personId, zoneCode }: { yes: boolean; personId: string; zoneCode: string },
): Decision[] {
  const offer = offerOf(turn, personId, zoneCode)
  if (offer && decidedBy(turn, offer)) return settle(turn, offer, { yes, reason: '', tap })
  return [update(turn, cardOf({ taskId: tap.taskId, title: offerSettledBefore(), closedAs: '已处理过' }))]
}

function saidOf(turn: Turn, { personId, zoneCode }: OfferFacts) {
  const zone = zoneOf(turn.facts, zoneCode)
  return zone ? [{ name: nameOf(turn.facts, personId), zone }] : []
}

function offerOf({ facts }: Turn, personId: string, zoneCode: string): OfferFacts | null {
  return facts.zoning?.offers.find((o) => o.personId === personId && o.zoneCode === zoneCode) ?? null
}

/** Nobody decides of themselves; a secretary who offers takes the zone at once. */
function decidedBy({ facts }: Turn, { zoneCode, personId }: OfferFacts): boolean {
  const zone = zoneOf(facts, zoneCode)
  return zone !== null && mayFill(facts, zone.branchId) && facts.sender.person?.id !== personId
}

interface Answered {
  yes: boolean
  reason: string
  tap: InboundTap | null
}

function settle(turn: Turn, offer: OfferFacts, { yes, reason, tap }: Answered): Decision[] {
  const zone = zoneOf(turn.facts, offer.zoneCode)
  const person = turn.facts.zoning?.people.find((p) => p.id === offer.personId)
  const by = turn.facts.sender.person?.id ?? ''
  if (!zone || !person) return []
  const partners = membersOf(turn, zone).filter((post) => post.personId !== person.id)
  const names = partners.map((post) => nameOf(turn.facts, post.personId))
  const text = yes ? offerAcceptedText(person.name, zone, names) : offerDeclinedText(person.name, zone)
  return [
    settled(offer, { state: yes ? 'approved' : 'declined', by, reason: reason === '' ? null : reason }),
    ...(yes ? beginOffered(turn, { zone, person, first: names.length === 0, by }) : []),
    tap
      ? update(turn, cardOf({ taskId: tap.taskId, title: text, closedAs: yes ? '已同意' : '没有同意' }))
      : say(turn, text),
    ...tellPerson(turn, person, {
      key: `offer-settled/${offer.id}`,
      lane: 'reminder',
      purpose: 'assignment',
      content: {
        type: 'text',
        text: withReceipt(yes ? offerAcceptedNews(zone, names) : offerDeclinedNews(zone, reason), receiptOf(turn)),
      },
      about: null,
    }),
  ]
}

/** Whoever offered it knows of it. */
function beginOffered(
  turn: Turn,
  { zone, person, first, by }: { zone: ZoneFacts; person: PersonFacts; first: boolean; by: string },
): Decision[] {
  const before = ownPost(turn, zone, person.id)
  const role = person.branchId === zone.branchId ? 'zone_member' : 'guest_member'
  return [
    ...(before
      ? [
          {
            do: 'end_post' as const,
            personId: person.id,
            zoneCode: zone.code,
            lastOn: addDays(today(turn), -1),
            by,
            reason: null,
          },
        ]
      : []),
    {
      do: 'begin_post',
      post: {
        ...{ personId: person.id, zoneCode: zone.code, role, backup: false, first, startsOn: today(turn) },
        ...{ termEndsOn: null, by, reason: '自己报名', known: true },
      },
    },
  ]
}

function settled(
  { id }: OfferFacts,
  how: Pick<Extract<Decision, { do: 'settle_offer' }>, 'state' | 'by' | 'reason'>,
): Decision {
  return { do: 'settle_offer', offerId: id, ...how }
}
