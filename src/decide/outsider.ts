import type { InboundMessage } from '../channels/channel.ts'
import { attachmentsOf, attachTo, keepLoose } from './attachments.ts'
import type { Decision } from './decision.ts'
import { alert } from './emergency.ts'
import { isWhoQuestion } from './enquiry.ts'
import type { LooseAttachment } from './facts.ts'
import { mustForget, type OpenedCase, openingOf, recordsOf, settled, type Told, toldBy } from './open-records.ts'
import { isTelling, isUnclear, lifeAtStake } from './reading.ts'
import { unsupported, WITHOUT_WORDS } from './replies/attachments.ts'
import { isSocial } from './replies/chat.ts'
import { emergencyInGroup, emergencyNumber } from './replies/emergency.ts'
import { onlyTold, pictureOfOutsider, recordedForOutsider } from './replies/outsider.ts'
import { announceOpened, asNew, emergenciesOf, keptForPerson, refCodes } from './report.ts'
import { say } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'

/**
 * Somebody who is not of the organisation tells something: recorded at once as a resident's report, for nobody can show
 * them a card or ask them back. They give no orders, and are never bound to a person.
 */
export function heardFromOutsider(turn: SpokenTurn): Decision[] {
  const { reading, text, message } = turn
  const { intent } = reading.understanding
  const emergency = lifeAtStake(turn)
  if (emergency) return record(turn, emergency)
  const orders = intent === 'command' || reading.answer !== null || reading.inviteCode !== null
  if (orders || asksForAnswer(turn)) return [...keepLoose(message), say(turn, onlyTold())]
  if (intent === 'chat' && !isUnclear(reading)) {
    return [...keepLoose(message), ...(isSocial(text) ? [] : [say(turn, onlyTold())])]
  }
  if (intent === 'report' && !isUnclear(reading)) return record(turn, toldBy(turn))
  if (isTelling(text) || attachmentsOf(message).length > 0) return open(turn, keptForPerson(turn, text))
  return [say(turn, onlyTold())]
}

/** How a recorded matter stands, and who is in charge: not for a whole group, but told by the member and the QR code. */
function asksForAnswer({ reading, facts, text }: SpokenTurn): boolean {
  if (reading.understanding.intent !== 'enquiry') return false
  return reading.codes.length > 0 || facts.quotedCodes.length > 0 || isWhoQuestion(text)
}

/** A picture waits a minute for its sentence; the clock keeps it for a person if none comes. */
export function heardFromOutsiderWithoutWords(turn: Turn, message: InboundMessage): Decision[] {
  if (attachmentsOf(message).length === 0) return [say(turn, unsupported(message.parts))]
  return [...keepLoose(message), say(turn, pictureOfOutsider())]
}

/** What came alone from somebody who cannot be asked: kept for a person. */
export function keepPictures(turn: Turn, loose: readonly LooseAttachment[]): Decision[] {
  const records = keptForPerson(turn, WITHOUT_WORDS)
  const attachmentIds = loose.map((a) => a.id)
  return [
    ...openingOf(records),
    ...records.map((r): Decision => ({ do: 'join', to: { ref: r.ref }, attachmentIds })),
    ...announceOpened(turn, records),
  ]
}

function record(turn: SpokenTurn, told: Told): Decision[] {
  const records = recordsOf(turn, told).flatMap((r) => (r.kind === 'case' ? [asNew(turn, settled(r, turn.facts))] : []))
  return open(turn, records.length > 0 ? records : keptForPerson(turn, turn.text))
}

function open(turn: SpokenTurn, records: readonly OpenedCase[]): Decision[] {
  const { emergencyNumber: number } = turn.reading
  const emergencies = emergenciesOf(records)
  const calm = records.filter((r) => emergencies.every((e) => e.ref !== r.ref))
  const codes = refCodes(records)
  const [first] = records
  const [gravest] = emergencies
  return [
    gravest
      ? say(turn, emergencyInGroup(emergencyNumber(number, gravest.category), codes), { lane: 'emergency' })
      : say(turn, recordedForOutsider(codes)),
    ...openingOf(records),
    ...(first ? attachTo(turn, { ref: first.ref }) : []),
    ...(mustForget(records) ? [{ do: 'forget_original' } as const] : []),
    ...emergencies.flatMap((subject) => alert(turn, subject, number)),
    ...announceOpened(turn, calm),
  ]
}
