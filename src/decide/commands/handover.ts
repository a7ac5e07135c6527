/** 我的事都交给老王: everything in hand goes to another, for good. */
import type { Decision } from '../decision.ts'
import type { CaseFacts, PersonFacts } from '../facts.ts'
import { isThere } from '../find.ts'
import { secretaryHelpsText } from '../replies/commands.ts'
import { allGiven, allGivenNews, askWhomAll, awayThemselves, nothingToGive, notThemselves } from '../replies/leave.ts'
import { handlerTitle } from '../replies/people.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { assigned, linesOf, mayBeGiven, tellReceiver } from './give-cases.ts'
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
  const given = own.filter((c) => mayBeGiven(c, person))
  const kept = own.filter((c) => !given.includes(c)).map((c) => c.code)
  const who = handlerTitle(turn.facts, person, null) ?? person.name
  const hears = person.addresses.length > 0
  return [
    ...assigned(turn, given, person),
    say(turn, allGiven(given.length, who, { hears, kept })),
    ...(given.length > 0
      ? tellReceiver(turn, person, allGivenNews(turn.facts.sender.person?.name ?? '', linesOf(given)))
      : []),
  ]
}
