import { type Actor, type CaseAction, may } from '../domain/permission.ts'
import type { CaseFacts, Facts, PersonFacts } from './facts.ts'
import { inHandsOf } from './in-hands.ts'
import type { Turn } from './turn.ts'

/** Whether the sender may do this to the case. Whoever stands in for its handler may do what they may. */
export function mayDo({ facts }: Turn, action: CaseAction, record: CaseFacts): boolean {
  const { person } = facts.sender
  const inHands = person !== null && inHandsOf(facts, record).some((p) => p.id === person.id)
  return may(senderAsActor(facts), action, inHands ? { ...record, handlerId: person.id } : record)
}

function senderAsActor({ sender }: Facts): Actor {
  const { person, identityId } = sender
  return {
    via: 'chat',
    identityId,
    personId: person?.id ?? null,
    name: person?.name ?? null,
    posts: person?.assignments ?? [],
  }
}

/** A person of the roster, who asks nothing: may they hear of it? */
export function personAsActor({ id, name, assignments }: PersonFacts): Actor {
  return { via: 'chat', identityId: null, personId: id, name, posts: assignments }
}
