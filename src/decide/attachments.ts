import type { InboundMessage, MessagePart } from '../channels/channel.ts'
import { outsideStatus } from '../domain/case.ts'
import type { Place } from '../domain/place.ts'
import type { Decision, NewAttachment, RecordRef } from './decision.ts'
import { nextVersion } from './draft.ts'
import type { Facts, OpenDraft } from './facts.ts'
import { joined, unsupported, voiceWithoutWords } from './replies/attachments.ts'
import { say } from './tell.ts'
import { inboxOf, type Turn } from './turn.ts'

/** How long before or after a sentence a photo belongs to it. */
const TOGETHER_MS = 5 * 60_000

/** What a message brought besides words. A voice whose words are known is kept too. */
function attachmentsOf(message: InboundMessage): NewAttachment[] {
  return message.parts.flatMap((part) => attachmentOf(part) ?? [])
}

function attachmentOf(part: MessagePart): NewAttachment | null {
  switch (part.type) {
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return { kind: part.type, mediaId: part.mediaId, location: null }
    case 'location': {
      const { latitude, longitude, datum, label } = part
      return { kind: 'location', mediaId: null, location: { latitude, longitude, datum, label } }
    }
    default:
      return null
  }
}

/** The place that was sent along, in the words of the map. */
export function placeSent(message: InboundMessage): Place | null {
  const labels = message.parts.flatMap((part) => (part.type === 'location' && part.label ? [part.label] : []))
  const [text] = labels
  return text === undefined ? null : { text, building: null, unit: null, floor: null, room: null }
}

/** Attach what came with the sentence, and join what came alone shortly before it. */
export function attachTo({ facts, message }: Turn & { message: InboundMessage }, to: RecordRef): Decision[] {
  return [...attachmentsOf(message).map((attachment) => attach(to, attachment)), ...joinLoose(facts, to)]
}

/** What comes with an answer to the open card belongs to it. */
export function attachToDraft(turn: Turn & { message: InboundMessage }, draft: OpenDraft): Decision[] {
  const [first] = nextVersion(draft).records
  return first ? attachmentsOf(turn.message).map((attachment) => attach(first, attachment)) : []
}

/** Join what came alone shortly before. */
export function joinLoose({ conversation }: Facts, to: RecordRef): Decision[] {
  const attachmentIds = conversation.loose.map((a) => a.id)
  return attachmentIds.length > 0 ? [{ do: 'join', to, attachmentIds }] : []
}

/** Keep what came with words that are no report: it may belong to what is said next. */
export function keepLoose(message: InboundMessage): Decision[] {
  return attachmentsOf(message).map((attachment) => attach(null, attachment))
}

function attach(to: RecordRef | null, attachment: NewAttachment): Decision {
  return { do: 'attach', to, attachment }
}

/**
 * A message without words.
 *
 * A photo, voice or place belongs to the sentence told just before; alone it waits for the next one, and the clock asks
 * if none comes.
 */
export function withoutWords(turn: Turn, message: InboundMessage): Decision[] {
  const attachments = attachmentsOf(message)
  if (attachments.length === 0) return [say(turn, unsupported(message.parts))]
  const belongs = recentRecord(turn)
  if (belongs) return [...attachTo({ ...turn, message }, belongs.to), ...acknowledge(turn, belongs)]
  const loose = keepLoose(message)
  return attachments.some((a) => a.kind === 'voice') ? [...loose, say(turn, voiceWithoutWords())] : loose
}

interface Recent {
  to: RecordRef
  code: string | null
  /** Names the record in a key. */
  name: string
}

/** The record that a photo belongs to: that of the open card, else the last matter of these five minutes still open. */
function recentRecord(turn: Turn): Recent | null {
  const { conversation, reported } = turn.facts
  const { sentAt } = inboxOf(turn)
  const recent = (at: Date) => Math.abs(sentAt.getTime() - at.getTime()) <= TOGETHER_MS
  const { draft } = conversation
  // The open card is what is being talked about, however long it stands there.
  if (draft) {
    const [first] = draft.cases
    if (first) return { to: { caseId: first.id }, code: first.code, name: first.id }
    const [checkIn] = draft.checkIns
    if (checkIn) return { to: { checkInId: checkIn.id }, code: null, name: checkIn.id }
  }
  const last = reported.find((c) => recent(c.createdAt) && outsideStatus(c.state) !== 'closed')
  return last ? { to: { caseId: last.id }, code: last.code, name: last.id } : null
}

/** Said once per record, however many photos follow. */
function acknowledge(turn: Turn, { to, code, name }: Recent): Decision[] {
  const told = say(turn, joined(code), { about: to })
  return told.do === 'tell' ? [{ ...told, tell: { ...told.tell, key: `attached/${name}` } }] : []
}
