/** Whom an order about zones names, and who is in which zone. */
import { ANSWERING_ROLES, answers, type ZonePost } from '../../domain/coverage.ts'
import type { Decision } from '../decision.ts'
import type { Facts, PersonFacts, ZoneFacts } from '../facts.ts'
import { calledAmong } from '../people-called.ts'
import { tooManyNames } from '../replies/zones.ts'
import { orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { today } from './plan.ts'
import { awaitPerson, onlyOne } from './which-person.ts'

/** Everybody of the branch, guests among them. */
function peopleOf({ zoning }: Facts, branchId: string): PersonFacts[] {
  const belongs = (p: PersonFacts) => p.branchId === branchId || p.assignments.some((a) => a.branchId === branchId)
  return zoning?.people.filter(belongs) ?? []
}

export function nameOf({ zoning }: Facts, personId: string): string {
  return zoning?.people.find((p) => p.id === personId)?.name ?? ''
}

/** Those whom the order names; or what the sender is answered instead. */
export function peopleOrdered(turn: SpokenTurn, branchId: string): { people: PersonFacts[] } | { instead: Decision[] } {
  const { person: words = '' } = orderOf(turn).args
  const people: PersonFacts[] = []
  for (const name of words.split('、')) {
    const named = onlyOne(calledAmong(peopleOf(turn.facts, branchId), name), name)
    if ('person' in named) people.push(named.person)
    else if (words === name) return { instead: [awaitPerson(turn, named.options), say(turn, named.ask)] }
    else return { instead: [say(turn, tooManyNames())] }
  }
  return { people: people.filter((p, i) => people.indexOf(p) === i) }
}

/** Who leaves, by the order; `null`: nobody is named. */
export function leaverOrdered(
  turn: SpokenTurn,
  branchId: string,
): { leaver: PersonFacts | null } | { instead: Decision[] } {
  const { whom } = orderOf(turn).args
  if (whom === undefined) return { leaver: null }
  if (whom === '我') return { leaver: turn.facts.sender.person }
  const named = onlyOne(calledAmong(peopleOf(turn.facts, branchId), whom), whom)
  if ('person' in named) return { leaver: named.person }
  return { instead: [awaitPerson(turn, named.options, 'who_is_away'), say(turn, named.ask)] }
}

/** What people are in the zone today or will be. */
function postsIn({ zoning }: Facts, { code }: ZoneFacts): readonly ZonePost[] {
  return zoning?.zones.find((zone) => zone.code === code)?.posts ?? []
}

/** Those who answer for the zone today, the first of them first; without backups where `first` is asked for. */
export function membersOf(turn: SpokenTurn | { facts: Facts; now: Date }, zone: ZoneFacts): ZonePost[] {
  const on = today(turn)
  const held = postsIn(turn.facts, zone).filter((post) => answers(post, on))
  return [...held.filter((post) => !post.backup), ...held.filter((post) => post.backup)]
}

/** What the person is in the zone today or will be, as one who answers, stands by or helps. */
export function ownPost({ facts }: { facts: Facts }, zone: ZoneFacts, personId: string): ZonePost | null {
  const own = postsIn(facts, zone).filter((post) => post.personId === personId)
  return own.find((post) => ANSWERING_ROLES.includes(post.role)) ?? own.find((post) => post.role === 'helper') ?? null
}

export function namesOf(people: readonly Pick<PersonFacts, 'name'>[]): string {
  return people.map((p) => p.name).join('、')
}
