import { aboutOf, alarmed, mayReadText } from './announce.ts'
import { isEmergency } from './danger.ts'
import type { Decision } from './decision.ts'
import { alert } from './emergency.ts'
import type { CaseFacts } from './facts.ts'
import { personOf, zoneOf } from './find.ts'
import type { EmergencyNumber } from './replies/emergency.ts'
import { emergencyNews, takenOnNews } from './replies/emergency.ts'
import { movedNews } from './replies/outcome.ts'
import { roleTitle } from './replies/people.ts'
import { withReceipt } from './replies/words.ts'
import { tellPerson } from './tell.ts'
import { receiptOf, type Turn } from './turn.ts'

/** A correction of an emergency that was alerted. */
export interface EmergencyChange {
  before: CaseFacts
  after: CaseFacts
  /** The number told for it, if its alert has to go out anew. */
  number: EmergencyNumber | null
}

/** What is told of an emergency after its alert goes to those alarmed at once; where it lies elsewhere, to those there. */
export function tellEmergencyChange(turn: Turn, { before, after, number }: EmergencyChange): Decision[] {
  if (!isEmergency(before) || !differs(before, after)) return []
  if (isEmergency(after) && after.handlerId !== before.handlerId) {
    return [...alert(turn, after, number), ...tellFormerHandler(turn, before)]
  }
  return alarmed(turn.facts, after).flatMap(([part, person]) =>
    tellPerson(turn, person, {
      key: `emergency-news/${after.code}/${receiptOf(turn)}/${part}`,
      lane: 'emergency',
      purpose: 'emergency',
      content: {
        type: 'text',
        text: withReceipt(emergencyNews(before, after, mayReadText(person, part, after)), receiptOf(turn)),
      },
      about: aboutOf(after),
    }),
  )
}

function differs(before: CaseFacts, after: CaseFacts): boolean {
  return (
    before.text !== after.text ||
    before.place?.text !== after.place?.text ||
    before.toldAsHandled !== after.toldAsHandled ||
    before.handlerId !== after.handlerId
  )
}

/** Somebody took an emergency on: all others who were alarmed hear who. */
export function tellTakenOn(turn: Turn, record: CaseFacts): Decision[] {
  const { person } = turn.facts.sender
  if (!isEmergency(record) || !person) return []
  const who = `${roleTitle(person, zoneOf(turn.facts, record.zoneCode))} ${person.name}`
  return alarmed(turn.facts, record).flatMap(([part, other]) =>
    tellPerson(turn, other, {
      key: `taken-on/${record.code}/${record.version}/${part}`,
      lane: 'emergency',
      purpose: 'emergency',
      content: {
        type: 'text',
        text: withReceipt(takenOnNews(record, { who, withText: mayReadText(other, part, record) }), receiptOf(turn)),
      },
      about: aboutOf(record),
    }),
  )
}

/** Whoever was to handle a case that lies elsewhere now. */
export function tellFormerHandler(turn: Turn, record: CaseFacts): Decision[] {
  const former = personOf(turn.facts, record.handlerId)
  if (former?.id === turn.facts.sender.person?.id) return []
  const emergency = isEmergency(record)
  return tellPerson(turn, former, {
    key: `moved/${record.code}/${record.version}`,
    lane: emergency ? 'emergency' : 'reminder',
    purpose: emergency ? 'emergency' : 'assignment',
    content: { type: 'text', text: withReceipt(movedNews(record.code), receiptOf(turn)) },
    about: { caseId: record.id },
  })
}
