/** 我下周出差，老王代: somebody is away, and another stands in; 销假: they are back. */
import { addDays, type CivilDate } from '../../domain/calendar.ts'
import { may } from '../../domain/permission.ts'
import type { Decision } from '../decision.ts'
import type { Absence, PersonFacts } from '../facts.ts'
import { actingFor, ownZones, personOf } from '../find.ts'
import { inHandsOf } from '../in-hands.ts'
import { personAsActor } from '../permit.ts'
import { isSurelyOrder } from '../reading.ts'
import { secretaryHelpsText } from '../replies/commands.ts'
import {
  awayThemselves,
  type Days,
  daysAreOver,
  howToLeave,
  leaveDropped,
  leaveSet,
  leaveSetAskWho,
  matterLines,
  notYourself,
  standInNews,
  standInNotNeeded,
  standInOver,
  wasNotAway,
  welcomeBack,
} from '../replies/leave.ts'
import { withReceipt } from '../replies/words.ts'
import { orderOf } from '../said-order.ts'
import { say, tellPerson } from '../tell.ts'
import { inboxOf, receiptOf, type SpokenTurn } from '../turn.ts'
import { today } from './plan.ts'
import { awaitPerson, personNamed } from './which-person.ts'

/** Further ahead nobody means: a day that is over was read as one of the next year. */
const AHEAD_DAYS_MAX = 200

/** Leave from today on, or on the days told. It is noted at once, though it be open who stands in. */
export function leave(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  if (!person) return [say(turn, secretaryHelpsText('请假', null))]
  const { from, to, person: name } = orderOf(turn).args
  const days = { from: from ?? today(turn), until: from === undefined ? null : (to ?? null) }
  if (from === undefined && name === undefined && !isSurelyOrder(turn.reading)) return [say(turn, howToLeave())]
  if (days.from > addDays(today(turn), AHEAD_DAYS_MAX)) return [say(turn, daysAreOver(days.from))]
  const named = personNamed(turn)
  if ('ask' in named) return leaveAndAsk(turn, person, { days, ask: named.ask, options: named.options })
  const { person: cover } = named
  if (cover?.id === person.id) return leaveAndAsk(turn, person, { days, ask: notYourself(), options: [] })
  if (cover && isAwayOn(cover, days)) {
    return leaveAndAsk(turn, person, { days, ask: awayThemselves(cover.name), options: [] })
  }
  return leaveWith(turn, person, { days, cover })
}

function leaveAndAsk(
  turn: SpokenTurn,
  person: PersonFacts,
  { days, ask, options }: { days: Days; ask: string; options: readonly PersonFacts[] },
): Decision[] {
  return [setAbsence(person, days, null), awaitPerson(turn, options), say(turn, leaveSetAskWho(days, ask))]
}

function leaveWith(
  turn: SpokenTurn,
  person: PersonFacts,
  { days, cover }: { days: Days; cover: PersonFacts | null },
): Decision[] {
  const standIns = cover ? [cover] : standInsOf(turn, person)
  const names = standIns.map((p) => p.name)
  const hears = standIns.some((p) => p.addresses.length > 0)
  return [
    setAbsence(person, days, cover),
    say(turn, leaveSet(days, { names, hears })),
    ...standIns.flatMap((standIn) => tellStandIn(turn, person, { standIn, days, cover })),
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
  const zones = ownZones(facts).filter((z) => z.primary?.id === person.id)
  const people = (zones.length > 0 ? zones : [null]).flatMap((zone) => actingFor(facts, away, zone))
  return people.filter((p, i) => people.findIndex((o) => o.id === p.id) === i)
}

/** What is in hand now is told only as far as it will be in the hands of whoever stands in. */
function tellStandIn(
  turn: SpokenTurn,
  person: PersonFacts,
  { standIn, days, cover }: { standIn: PersonFacts; days: Days; cover: PersonFacts | null },
): Decision[] {
  const { facts } = turn
  const away = { ...person, absence: { until: days.until, coverId: cover?.id ?? null } }
  const then = { ...facts, sender: { ...facts.sender, person: away } }
  const matters = facts.todo
    .filter((c) => c.handlerId === person.id && inHandsOf(then, c).some((p) => p.id === standIn.id))
    .map((matter) => ({
      matter,
      withText: may(personAsActor(standIn), 'read', { ...matter, handlerId: standIn.id }),
    }))
  const zoneCodes = ownZones(facts)
    .filter((z) => z.primary?.id === person.id)
    .map((z) => z.code)
  const news = { name: person.name, zoneCodes, days, lines: matterLines(matters), count: matters.length }
  return tellOnce(turn, standIn, standInNews(news))
}

/** 销假. Leave that is still to come is dropped too. */
export function returnToWork(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  if (!person) return [say(turn, secretaryHelpsText('销假', null))]
  const on = today(turn)
  const covers = coversBefore(person, { from: on, until: null })
  const own = turn.facts.todo.filter((c) => c.handlerId === person.id)
  const text = person.absence ? welcomeBack(own.length) : person.absencesToCome?.length ? leaveDropped() : wasNotAway()
  return [
    { do: 'end_absence', personId: person.id, on },
    say(turn, text),
    ...covers.flatMap(({ coverId, days }) =>
      tellOnce(
        turn,
        personOf(turn.facts, coverId),
        days.from <= on ? standInOver(person.name) : standInNotNeeded(person.name, days),
      ),
    ),
  ]
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
