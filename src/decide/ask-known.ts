/** Whoever is new in a zone by the roster is asked, once, whether they know; those assigned in chat were asked there. */
import type { Decision } from './decision.ts'
import type { PersonFacts, ZoneFacts } from './facts.ts'
import { knowCard } from './replies/zones.ts'
import { tellPerson } from './tell.ts'
import type { Turn } from './turn.ts'

/** One card for all zones of a person that are asked about now. */
export function askKnown(turn: Turn, person: PersonFacts, zones: readonly ZoneFacts[]): Decision[] {
  const codes = zones.map((zone) => zone.code).sort()
  const at = turn.now.getTime().toString(36)
  return tellPerson(turn, person, {
    key: `know/${person.id}/${at}/${codes.join(',')}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'card', card: knowCard(`know-${at}-${person.id}`, zones) },
    about: null,
  })
}
