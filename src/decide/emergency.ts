import { placeKey } from '../domain/places.ts'
import { type Announced, aboutOf, alarmed, caseShown, codeOf, mayReadText } from './announce.ts'
import type { Decision } from './decision.ts'
import type { Facts, PersonFacts } from './facts.ts'
import { zoneOf } from './find.ts'
import {
  alarmCard,
  type EmergencyNumber,
  emergencyAlert,
  emergencyAnswer,
  emergencyNumber,
} from './replies/emergency.ts'
import { roleTitle } from './replies/people.ts'
import { withReceipt } from './replies/words.ts'
import { say, tellPerson } from './tell.ts'
import { cardSeed, receiptOf, type Turn } from './turn.ts'

/** One alert per place in this time. */
const SLOT_MS = 10 * 60_000

/**
 * Tell everybody of the zone and the secretary at once, before anything is confirmed; once per place and ten minutes.
 *
 * In words, which every client shows, and on a card, by which it is taken on with one tap.
 */
export function alert(turn: Turn, subject: Announced, told: EmergencyNumber | null): Decision[] {
  const { facts, now } = turn
  const slot = Math.floor(now.getTime() / SLOT_MS)
  const number = emergencyNumber(told, subject.category)
  return alarmed(facts, subject).flatMap(([part, person]) => {
    const shown = caseShown(facts, subject, 'new')
    const withText = mayReadText(person, part, subject)
    const text = emergencyAlert(shown, number, withText)
    const card = alarmCard(shown, `alarm-${cardSeed(turn)}-${subject.ref ?? subject.id}-${part}`)
    const key = `emergency/${spotOf(facts, subject)}/${slot}/${part}`
    const news = { lane: 'emergency', purpose: 'emergency', about: aboutOf(subject) } as const
    return [
      ...tellPerson(turn, person, {
        ...news,
        key,
        content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
      }),
      ...tellPerson(turn, person, { ...news, key: `${key}/card`, content: { type: 'card', card } }),
    ]
  })
}

/** Two people who name no place may mean two places: then each is a spot of its own. */
function spotOf({ sender }: Facts, { place, zoneCode, branchId }: Announced): string {
  const spot = placeKey(place, zoneCode ?? branchId)
  return place && zoneCode ? spot : `${spot}/${sender.identityId}`
}

/** The first words to the sender: the number to call, that it is recorded, and who knows. */
export function emergencyReply(turn: Turn, subjects: readonly Announced[], told: EmergencyNumber | null): Decision {
  const [first] = subjects
  const number = emergencyNumber(told, first?.category ?? 'other')
  const alerted = subjects.flatMap((subject) => alertedTitles(turn.facts, subject))
  const codes = subjects.map(codeOf)
  return say(turn, emergencyAnswer(number, codes, [...new Set(alerted)]), {
    part: 'emergency',
    lane: 'emergency',
    about: first ? aboutOf(first) : null,
  })
}

function alertedTitles(facts: Facts, subject: Announced): string[] {
  const zone = zoneOf(facts, subject.zoneCode)
  const reached = (person: PersonFacts) => person.addresses.length > 0
  return alarmed(facts, subject).flatMap(([, person]) => (reached(person) ? [roleTitle(person, zone)] : []))
}
