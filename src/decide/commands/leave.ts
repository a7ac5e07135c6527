/** 我下周出差，老王代; 给王秀兰请三天假: somebody is away, and another stands in; 销假: they are back. */
import { addDays, type CivilDate } from '../../domain/calendar.ts'
import { may } from '../../domain/permission.ts'
import type { Decision } from '../decision.ts'
import type { Absence, Facts, PersonFacts, ZoneFacts } from '../facts.ts'
import { actingFor, personOf } from '../find.ts'
import { inHandsOf } from '../in-hands.ts'
import { personAsActor } from '../permit.ts'
import { isSurelyOrder } from '../reading.ts'
import {
  awayThemselves,
  type Days,
  daysAreOver,
  howToLeave,
  leaveDropped,
  leaveSet,
  leaveSetAskWho,
  leaveToldFor,
  matterLines,
  notThemselves,
  otherIsBack,
  otherLeaveDropped,
  otherWasNotAway,
  returnToldFor,
  standInNews,
  standInNotNeeded,
  standInOver,
  wasNotAway,
  welcomeBack,
} from '../replies/leave.ts'
import { reporterTitle } from '../replies/people.ts'
import { withReceipt } from '../replies/words.ts'
import { orderOf } from '../said-order.ts'
import { say, tellPerson } from '../tell.ts'
import { inboxOf, receiptOf, type SpokenTurn } from '../turn.ts'
import { type Leaver, leaverOf } from './leave-of.ts'
import { today } from './plan.ts'
import { awaitPerson, personNamed, type WhoIsMeant } from './which-person.ts'

/** Further ahead nobody means: a day that is over was read as one of the next year. */
const AHEAD_DAYS_MAX = 200

/** Leave from today on, or on the days told. It is noted at once, though it be open who stands in. */
export function leave(turn: SpokenTurn): Decision[] {
  const whose = leaverOf(turn, '请假')
  if ('instead' in whose) return whose.instead
  const { from, to, person: name } = orderOf(turn).args
  const days = { from: from ?? today(turn), until: from === undefined ? null : (to ?? null) }
  if (from === undefined && name === undefined && !isSurelyOrder(turn.reading)) return [say(turn, howToLeave())]
  if (days.from > addDays(today(turn), AHEAD_DAYS_MAX)) return [say(turn, daysAreOver(days.from))]
  const named = coverNamed(turn, whose, days)
  return 'ask' in named ? leaveAndAsk(turn, whose, { ...named, days }) : leaveWith(turn, whose, { ...named, days })
}

/** Who is to stand in on those days; `null`: nobody was named. */
function coverNamed(turn: SpokenTurn, whose: Leaver, days: Days): { cover: PersonFacts | null } | WhoIsMeant {
  const named = personNamed(turn, whose.person)
  if ('ask' in named) return named
  const { person: cover } = named
  if (cover?.id === whose.person.id) return { ask: notThemselves(nameOfOther(whose)), options: [] }
  if (cover && isAwayOn(cover, days)) return { ask: awayThemselves(cover.name), options: [] }
  return { cover }
}

function leaveAndAsk(turn: SpokenTurn, whose: Leaver, { days, ask, options }: WhoIsMeant & { days: Days }): Decision[] {
  return [
    setAbsence(whose.person, days, null),
    awaitPerson(turn, options),
    say(turn, leaveSetAskWho(nameOfOther(whose), days, ask)),
    ...tellOther(turn, whose, leaveToldFor(days, { by: reporterTitle(turn.facts), names: [] })),
  ]
}

interface Agreed {
  days: Days
  cover: PersonFacts | null
}

function leaveWith(turn: SpokenTurn, whose: Leaver, { days, cover }: Agreed): Decision[] {
  const { person } = whose
  const standIns = cover ? [cover] : standInsOf(turn, person)
  const names = standIns.map((p) => p.name)
  const senderId = turn.facts.sender.person?.id
  const informed = standIns.filter((p) => p.id !== senderId)
  const unreached = [...(whose.bySelf || hears(person) ? [] : [person]), ...(informed.some(hears) ? [] : informed)].map(
    (p) => p.name,
  )
  return [
    setAbsence(person, days, cover),
    say(
      turn,
      leaveSet(nameOfOther(whose), days, {
        names: standIns.map((p) => (p.id === senderId ? '您' : p.name)),
        unreached,
      }),
    ),
    ...tellOther(turn, whose, leaveToldFor(days, { by: reporterTitle(turn.facts), names })),
    ...informed.flatMap((standIn) => tellStandIn(turn, whose, { standIn, days, cover })),
    ...coversBefore(person, days)
      .filter(({ coverId }) => coverId !== cover?.id)
      .flatMap(({ coverId }) => tellOnce(turn, personOf(turn.facts, coverId), standInNotNeeded(person.name, days))),
  ]
}

function setAbsence({ id: personId }: PersonFacts, { from, until }: Days, cover: PersonFacts | null): Decision {
  return { do: 'set_absence', personId, startsOn: from, endsOn: until, coverId: cover?.id ?? null }
}

/** Without a cover: the others of each of the zones, else the secretary. */
function standInsOf({ facts }: SpokenTurn, person: PersonFacts): PersonFacts[] {
  const away = { ...person, absence: { until: null, coverId: null } }
  const zones = zonesOf(facts, person)
  const people = (zones.length > 0 ? zones : [null]).flatMap((zone) => actingFor(facts, away, zone))
  return people.filter((p, i) => people.findIndex((o) => o.id === p.id) === i)
}

/** The zones in which the person acts first. */
function zonesOf({ zones }: Facts, { id }: PersonFacts): ZoneFacts[] {
  return zones.filter((z) => z.primary?.id === id)
}

function hears({ addresses }: PersonFacts): boolean {
  return addresses.length > 0
}

/** Of whom it is told, where that is not the sender. */
function nameOfOther({ person, bySelf }: Leaver): string | null {
  return bySelf ? null : person.name
}

/** What is in hand now is told only as far as it will be in the hands of whoever stands in; of others it is not known. */
function tellStandIn(
  turn: SpokenTurn,
  { person, bySelf }: Leaver,
  { standIn, days, cover }: Agreed & { standIn: PersonFacts },
): Decision[] {
  const { facts } = turn
  const away = { ...person, absence: { until: days.until, coverId: cover?.id ?? null } }
  const then = { ...facts, sender: { ...facts.sender, person: away } }
  const matters = (bySelf ? facts.todo : [])
    .filter((c) => c.handlerId === person.id && inHandsOf(then, c).some((p) => p.id === standIn.id))
    .map((matter) => ({
      matter,
      withText: may(personAsActor(standIn), 'read', { ...matter, handlerId: standIn.id }),
    }))
  const zoneCodes = zonesOf(facts, person).map((z) => z.code)
  const inHand = bySelf ? { lines: matterLines(matters), count: matters.length } : null
  return tellOnce(turn, standIn, standInNews({ name: person.name, zoneCodes, days, inHand }))
}

/** 销假, 老王回来了. Leave that is still to come is dropped too. */
export function returnToWork(turn: SpokenTurn): Decision[] {
  const whose = leaverOf(turn, '销假')
  if ('instead' in whose) return whose.instead
  const { person } = whose
  const wasAway = person.absence || person.absencesToCome?.length
  if (!whose.bySelf && !wasAway) return [say(turn, otherWasNotAway(person.name))]
  const on = today(turn)
  return [
    { do: 'end_absence', personId: person.id, on },
    say(turn, returnedText(turn, whose)),
    ...tellOther(turn, whose, returnToldFor(reporterTitle(turn.facts), Boolean(person.absence))),
    ...coversBefore(person, { from: on, until: null })
      .filter(({ coverId }) => coverId !== turn.facts.sender.person?.id)
      .flatMap(({ coverId, days }) =>
        tellOnce(
          turn,
          personOf(turn.facts, coverId),
          days.from <= on ? standInOver(person.name) : standInNotNeeded(person.name, days),
        ),
      ),
  ]
}

function returnedText({ facts }: SpokenTurn, { person, bySelf }: Leaver): string {
  if (!bySelf) return person.absence ? otherIsBack(person.name) : otherLeaveDropped(person.name)
  if (person.absence) return welcomeBack(facts.todo.filter((c) => c.handlerId === person.id).length)
  return person.absencesToCome?.length ? leaveDropped() : wasNotAway()
}

/** Days away told before that these days touch, and who was to stand in. */
function coversBefore(person: PersonFacts, days: Days): { coverId: string; days: Days }[] {
  return absencesOf(person)
    .filter((a) => overlap(a, days))
    .flatMap(({ coverId, from, until }) => (coverId === null ? [] : [{ coverId, days: { from, until } }]))
}

function isAwayOn(person: PersonFacts, days: Days): boolean {
  return absencesOf(person).some((a) => overlap(a, days))
}

/** Whoever is away today has been so since some day before. */
function absencesOf({ absence, absencesToCome = [] }: PersonFacts): (Absence & { from: CivilDate })[] {
  return [...(absence ? [{ ...absence, from: '' }] : []), ...absencesToCome]
}

function overlap(a: Days, b: Days): boolean {
  return (a.until === null || a.until >= b.from) && (b.until === null || a.from <= b.until)
}

/** Whoever is away hears what another told of them. */
function tellOther(turn: SpokenTurn, { person, bySelf }: Leaver, text: string): Decision[] {
  return bySelf ? [] : tellOnce(turn, person, text)
}

/** One notice for a person about this message. */
function tellOnce(turn: SpokenTurn, person: PersonFacts | null, text: string): Decision[] {
  return tellPerson(turn, person, {
    key: `leave/${inboxOf(turn).id}/${person?.id}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
    about: null,
  })
}
