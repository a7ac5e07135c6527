/** 我的事都交给老王: everything in hand goes to another, for good. */
import { may } from '../../domain/permission.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts, PersonFacts } from '../facts.ts'
import { isThere } from '../find.ts'
import { personAsActor } from '../permit.ts'
import { secretaryHelpsText } from '../replies/commands.ts'
import {
  allGiven,
  allGivenNews,
  askWhomAll,
  awayThemselves,
  matterLines,
  nothingToGive,
  notThemselves,
} from '../replies/leave.ts'
import { handlerTitle } from '../replies/people.ts'
import { withReceipt } from '../replies/words.ts'
import { say, tellPerson } from '../tell.ts'
import { inboxOf, receiptOf, type SpokenTurn, senderActor } from '../turn.ts'
import { awaitPerson, personNamed } from './which-person.ts'

/** Their clocks go on as they are. What may not be given stays, and is named. */
export function handAllOver(turn: SpokenTurn): Decision[] {
  const { sender, todo } = turn.facts
  if (!sender.person) return [say(turn, secretaryHelpsText('交接', null))]
  const own = todo.filter((c) => c.handlerId === sender.person?.id)
  if (own.length === 0) return [say(turn, nothingToGive())]
  const named = personNamed(turn)
  if ('ask' in named) return [awaitPerson(turn, named.options), say(turn, named.ask)]
  const { person } = named
  if (!person) return [awaitPerson(turn), say(turn, askWhomAll())]
  if (person.id === sender.person.id) return [awaitPerson(turn), say(turn, notThemselves(null))]
  if (!isThere(person)) return [awaitPerson(turn), say(turn, awayThemselves(person.name))]
  return give(turn, own, person)
}

function give(turn: SpokenTurn, own: readonly CaseFacts[], person: PersonFacts): Decision[] {
  const by = senderActor(turn)
  const given = own.filter((c) => mayBeGiven(c, person))
  const kept = own.filter((c) => !given.includes(c)).map((c) => c.code)
  const who = handlerTitle(turn.facts, person, null) ?? person.name
  const hears = person.addresses.length > 0
  return [
    ...given.map((c): Decision => ({ do: 'assign_case', caseId: c.id, handlerId: person.id, by })),
    say(turn, allGiven(given.length, who, { hears, kept })),
    ...(given.length > 0 ? tellWhoTakesOver(turn, given, person) : []),
  ]
}

/** Nobody handles what names them, and integrity is given by nobody but a secretary, one by one. */
function mayBeGiven(record: CaseFacts, person: PersonFacts): boolean {
  return record.category !== 'integrity' && may(personAsActor(person), 'handle', { ...record, handlerId: person.id })
}

function tellWhoTakesOver(turn: SpokenTurn, given: readonly CaseFacts[], person: PersonFacts): Decision[] {
  const lines = matterLines(given.map((matter) => ({ matter, withText: true })))
  const text = allGivenNews(turn.facts.sender.person?.name ?? '', lines)
  return tellPerson(turn, person, {
    key: `handed-all/${inboxOf(turn).id}/${person.id}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
    about: null,
  })
}
