import type { InboundMessage, MessagePart } from '../channels/channel.ts'
import type { AttachmentPhase } from '../domain/case.ts'
import type { Place } from '../domain/place.ts'
import type { Decision, NewAttachment, RecordRef } from './decision.ts'
import { nextVersion } from './draft.ts'
import type { Facts, OpenDraft } from './facts.ts'
import type { Turn } from './turn.ts'

type Attaching = Extract<Decision, { do: 'attach' | 'join' }>

/** What a message brought besides words. A voice whose words are known is kept too. */
export function attachmentsOf(message: InboundMessage): NewAttachment[] {
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
export function attachTo(
  { facts, message }: Turn & { message: InboundMessage },
  to: RecordRef,
  phase: AttachmentPhase = 'before',
): Decision[] {
  const decisions = [...attachmentsOf(message).map((attachment) => attach(to, attachment)), ...joinLoose(facts, to)]
  return phase === 'before' ? decisions : decisions.map((decision) => ({ ...decision, phase }))
}

/** What comes with an answer to the open card belongs to it. */
export function attachToDraft(turn: Turn & { message: InboundMessage }, draft: OpenDraft): Decision[] {
  const [first] = nextVersion(draft).records
  return first ? attachmentsOf(turn.message).map((attachment) => attach(first, attachment)) : []
}

/** Join what came alone shortly before. */
export function joinLoose({ conversation }: Facts, to: RecordRef): Attaching[] {
  const attachmentIds = conversation.loose.map((a) => a.id)
  return attachmentIds.length > 0 ? [{ do: 'join', to, attachmentIds }] : []
}

/** Keep what came with words that are no report: it may belong to what is said next. */
export function keepLoose(message: InboundMessage): Decision[] {
  return attachmentsOf(message).map((attachment) => attach(null, attachment))
}

function attach(to: RecordRef | null, attachment: NewAttachment): Attaching {
  return { do: 'attach', to, attachment }
}
