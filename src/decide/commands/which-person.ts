/** Whom of the branch an order names, asked once where that is not clear. */
import type { Decision } from '../decision.ts'
import type { PersonFacts } from '../facts.ts'
import { pending } from '../pending.ts'
import { nameWithPost, peopleCalled } from '../people-called.ts'
import { alikeInAll, sayWholeName, whichOfThem } from '../replies/leave.ts'
import { maskedOrder, orderOf } from '../said-order.ts'
import type { SpokenTurn } from '../turn.ts'

/** Somebody, nobody named at all (`null`), or what has to be asked. */
export type Named = { person: PersonFacts | null } | { ask: string; options: readonly PersonFacts[] }

/** Whom the order names, among those of the sender's branch. */
export function personNamed(turn: SpokenTurn): Named {
  const { person: name } = orderOf(turn).args
  const { person: sender } = turn.facts.sender
  if (name === undefined) return { person: null }
  const called = peopleCalled(turn.facts, name, sender?.branchId ?? sender?.assignments[0]?.branchId ?? null)
  const others = called.filter((p) => p.id !== sender?.id)
  const people = others.length > 0 ? others : called
  const [person] = people
  if (!person) return { ask: sayWholeName(name), options: [] }
  if (people.length === 1) return { person }
  const names = people.map(nameWithPost)
  if (new Set(names).size < names.length) return { ask: alikeInAll(person.name), options: [] }
  return { ask: whichOfThem(names), options: people }
}

/** The order waits for a name. */
export function awaitPerson(turn: SpokenTurn, options: readonly PersonFacts[] = []): Decision {
  const offered = options.map((p) => ({ id: nameWithPost(p), label: nameWithPost(p) }))
  return {
    do: 'remember',
    question: { ...pending('which_person', turn.now, { options: offered }), order: maskedOrder(orderOf(turn)) },
  }
}
