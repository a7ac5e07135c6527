import type { InboundMessage } from '../channels/channel.ts'
import { outsideStatus } from '../domain/case.ts'
import { answerWithPicture } from './asked.ts'
import { attachmentsOf, attachTo, keepLoose, placeSent } from './attachments.ts'
import { correctDraft } from './correct.ts'
import type { Decision, RecordRef } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import { pending } from './pending.ts'
import { attachToCase, quotedToAttach } from './quoted.ts'
import { joined, pictureInGroup, unsupported, voiceWithoutWords } from './replies/attachments.ts'
import { notFoundText } from './replies/commands.ts'
import { showWhatIsWrong } from './still-wrong.ts'
import { say } from './tell.ts'
import { inboxOf, type Turn } from './turn.ts'

/** How long before or after a sentence a photo belongs to it. */
const TOGETHER_MS = 5 * 60_000

/**
 * A message without words.
 *
 * A photo, voice or place belongs to the case that it quotes, or to the sentence told just before; alone it waits for
 * the next one, and the clock asks if none comes. In a group it was addressed to the bot, so it is answered there.
 */
export function withoutWords(turn: Turn, message: InboundMessage): Decision[] {
  const attachments = attachmentsOf(message)
  if (attachments.length === 0) return [say(turn, unsupported(message.parts))]
  const here = { ...turn, message }
  const answered = turn.facts.sender.inGroup ? null : (showWhatIsWrong(here) ?? answerWithPicture(here))
  if (answered) return answered
  const [quoted] = turn.facts.quotedCodes
  const belongs = quoted === undefined ? recentRecord(turn) : quotedRecord(turn)
  if (belongs) {
    const attached = belongs.record ? attachToCase(here, belongs.record) : attachTo(here, belongs.to)
    return [...attached, ...((quoted === undefined ? placeOnCard(turn, message) : null) ?? acknowledge(turn, belongs))]
  }
  const loose = keepLoose(message)
  if (quoted !== undefined) return [...loose, say(turn, notFoundText(quoted))]
  if (turn.facts.sender.inGroup) return [...loose, ...askInGroup(turn)]
  return attachments.some((a) => a.kind === 'voice') ? [...loose, say(turn, voiceWithoutWords())] : loose
}

/** Asked at once where everybody saw the picture, so that the clock does not ask again. */
function askInGroup(turn: Turn): Decision[] {
  const { question } = turn.facts.conversation
  const asked: Decision[] = question ? [] : [{ do: 'remember', question: pending('what', turn.now) }]
  return [...asked, say(turn, pictureInGroup())]
}

/** A place of the map is the place of the one matter on the open card that has none; the card shows it. */
function placeOnCard(turn: Turn, message: InboundMessage): Decision[] | null {
  const { draft } = turn.facts.conversation
  const place = placeSent(message)
  const [record, ...more] = [...(draft?.cases ?? []), ...(draft?.checkIns ?? [])]
  if (!draft || !place || !record || more.length > 0 || record.place !== null) return null
  return turn.facts.sender.inGroup ? null : correctDraft(turn, draft, { from: null, place })
}

interface Recent {
  /** The case, where it was told before. */
  record: CaseFacts | null
  to: RecordRef
  code: string | null
  /** Names the record in a key. */
  name: string
}

function quotedRecord(turn: Turn): Recent | null {
  const record = quotedToAttach(turn)
  return record && { record, to: { caseId: record.id }, code: record.code, name: record.id }
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
    if (first) return { record: null, to: { caseId: first.id }, code: first.code, name: first.id }
    const [checkIn] = draft.checkIns
    if (checkIn) return { record: null, to: { checkInId: checkIn.id }, code: null, name: checkIn.id }
  }
  const last = reported.find((c) => recent(c.createdAt) && outsideStatus(c.state) !== 'closed')
  return last ? { record: last, to: { caseId: last.id }, code: last.code, name: last.id } : null
}

/** Said once per record and chat, however many photos follow. */
function acknowledge(turn: Turn, { to, code, name }: Recent): Decision[] {
  const told = say(turn, joined(code), { about: to })
  return told.do === 'tell' ? [{ ...told, tell: { ...told.tell, key: `attached/${name}` } }] : []
}
