import { placeKey } from '../domain/places.ts'
import { type Announced, aboutOf, caseShown, codeOf, listeners, mayReadText } from './announce.ts'
import type { Decision, NewCase } from './decision.ts'
import type { Facts, PersonFacts } from './facts.ts'
import { zoneOf } from './find.ts'
import { type EmergencyNumber, emergencyAlert, emergencyAnswer, emergencyNumber } from './replies/emergency.ts'
import { roleTitle } from './replies/people.ts'
import { withReceipt } from './replies/words.ts'
import { say, tellPerson } from './tell.ts'
import { receiptOf, type Turn } from './turn.ts'

/** One alert per place in this time. */
const SLOT_MS = 10 * 60_000

/** Whether life, limb or a house is at stake now: what is told as over is not. */
export function isEmergency(record: Pick<NewCase, 'urgency' | 'toldAsHandled'>): boolean {
  return record.urgency === 'emergency' && !record.toldAsHandled
}

/** Tell the zone's member and the secretary at once, before anything is confirmed; once per place and ten minutes. */
export function alert(turn: Turn, subject: Announced, told: EmergencyNumber | null): Decision[] {
  const { facts, now } = turn
  const slot = Math.floor(now.getTime() / SLOT_MS)
  const number = emergencyNumber(told, subject.category)
  return listeners(facts, subject).flatMap(([part, person]) => {
    const text = emergencyAlert(caseShown(facts, subject, 'new'), number, mayReadText(person, part, subject))
    return tellPerson(turn, person, {
      key: `emergency/${spotOf(facts, subject)}/${slot}/${part}`,
      lane: 'emergency',
      purpose: 'emergency',
      content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
      about: aboutOf(subject),
    })
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
  return listeners(facts, subject).flatMap(([, person]) => (reached(person) ? [roleTitle(person, zone)] : []))
}
