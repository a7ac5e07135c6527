/** Whose leave an order is about: the sender's own, or that of a member whose branch the sender leads. */
import { isSecretaryAbove, isSecretaryOf } from '../../domain/roles.ts'
import type { Decision } from '../decision.ts'
import type { BranchFacts, Facts, PersonFacts } from '../facts.ts'
import { nameWithPost, peopleCalled } from '../people-called.ts'
import { secretaryHelpsText } from '../replies/commands.ts'
import { notForOthers } from '../replies/leave.ts'
import { orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { awaitPerson, onlyOne } from './which-person.ts'

/** Who is away or back, and whether they tell it themselves. */
export interface Leaver {
  person: PersonFacts
  bySelf: boolean
}

/**
 * Of whom it is told; or what the sender is answered instead.
 *
 * @param verb what was ordered, as it is said to whoever may not
 */
export function leaverOf(turn: SpokenTurn, verb: '请假' | '销假'): Leaver | { instead: Decision[] } {
  const { facts } = turn
  const { person: sender } = facts.sender
  const { whom } = orderOf(turn).args
  if (!sender) return { instead: [say(turn, secretaryHelpsText(verb, null))] }
  if (whom === undefined || whom === sender.name || whom === nameWithPost(sender)) {
    return { person: sender, bySelf: true }
  }
  const led = facts.branches.filter((branch) => leads(sender, branch))
  if (led.length === 0) return { instead: [say(turn, notForOthers(whom, verb))] }
  const named = onlyOne(meant(calledIn(led, whom, facts), verb), whom)
  if ('ask' in named) return { instead: [awaitPerson(turn, named.options, 'who_is_away'), say(turn, named.ask)] }
  return { person: named.person, bySelf: named.person.id === sender.id }
}

/** Secretaries and deputies of the branch, and of those above it; whoever administers from above leads nobody there. */
function leads({ assignments }: PersonFacts, { id }: BranchFacts): boolean {
  return isSecretaryOf(assignments, id) || isSecretaryAbove(assignments, id)
}

function calledIn(branches: readonly BranchFacts[], name: string, facts: Facts): PersonFacts[] {
  const called = branches.flatMap(({ id }) => peopleCalled(facts, name, id))
  return [...new Map(called.map((p) => [p.id, p])).values()]
}

/** Of several of a name those are back who were away. */
function meant(people: PersonFacts[], verb: '请假' | '销假'): PersonFacts[] {
  const away = people.filter((p) => p.absence || p.absencesToCome?.length)
  return verb === '销假' && away.length > 0 ? away : people
}
