/** Whom of the branch an order names, asked once where that is not clear. */
import type { Decision } from '../decision.ts'
import type { PendingQuestion, PersonFacts } from '../facts.ts'
import { pending } from '../pending.ts'
import { nameWithPost, peopleCalled } from '../people-called.ts'
import { alikeInAll, sayWholeName, tooManyCalled, whichOfThem } from '../replies/leave.ts'
import { maskedOrder, orderOf } from '../said-order.ts'
import type { SpokenTurn } from '../turn.ts'

/** What has to be asked, and who may be meant. */
export interface WhoIsMeant {
  ask: string
  options: readonly PersonFacts[]
}

/** Somebody, nobody named at all (`null`), or what has to be asked. */
export type Named = { person: PersonFacts | null } | WhoIsMeant

/** More of them nobody reads through. */
const OFFERED_MAX = 5

/** Whom the order names to do something in the stead of `of`, among those of their branch. `我`: the sender. */
export function personNamed(turn: SpokenTurn, of: PersonFacts | null = turn.facts.sender.person): Named {
  const { person: name } = orderOf(turn).args
  if (name === undefined) return { person: null }
  if (name === '我') return { person: turn.facts.sender.person }
  const called = peopleCalled(turn.facts, name, of?.branchId ?? of?.assignments[0]?.branchId ?? null)
  const others = called.filter((p) => p.id !== of?.id)
  return onlyOne(others.length > 0 ? others : called, name)
}

/** The only one of these whom the name means, or which of them is asked. */
export function onlyOne(people: readonly PersonFacts[], name: string): { person: PersonFacts } | WhoIsMeant {
  const [person] = people
  if (!person) return { ask: sayWholeName(name), options: [] }
  if (people.length === 1) return { person }
  const names = people.map(nameWithPost)
  if (new Set(names).size < names.length) return { ask: alikeInAll(person.name), options: [] }
  if (people.length > OFFERED_MAX) return { ask: tooManyCalled(name), options: [] }
  return { ask: whichOfThem(names), options: people }
}

/** The order waits for a name. */
export function awaitPerson(
  turn: SpokenTurn,
  options: readonly PersonFacts[] = [],
  about: Extract<PendingQuestion['about'], 'which_person' | 'who_is_away'> = 'which_person',
): Decision {
  const offered = options.map((p) => ({ id: nameWithPost(p), label: nameWithPost(p) }))
  return {
    do: 'remember',
    question: { ...pending(about, turn.now, { options: offered }), order: maskedOrder(orderOf(turn)) },
  }
}
