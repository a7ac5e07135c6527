import type { Place } from '../domain/place.ts'
import { foldPlace, isPartOfBuilding } from '../domain/places.ts'
import { mask } from '../domain/privacy.ts'
import type { Reading } from '../understanding/understanding.ts'
import { attachTo } from './attachments.ts'
import { type Change, correctable, correctCase } from './correct.ts'
import { isEmergency } from './danger.ts'
import type { Decision } from './decision.ts'
import { tellEmergencyChange } from './emergency-news.ts'
import type { CaseFacts } from './facts.ts'
import { joinedText } from './message-text.ts'
import { storable } from './open-records.ts'
import { isUnsure } from './reading.ts'
import { type EmergencyNumber, emergencyNumber, passedToAlarmed } from './replies/emergency.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'

/** How long after an emergency its sender still speaks of it. */
const FOLLOWS_MS = 10 * 60_000

/**
 * 在广场北边, 火已经灭了: what the sender of an emergency adds to it in these minutes belongs to it, and is passed to
 * those alarmed. `null`: it is a matter of its own.
 */
export function addDetail(turn: SpokenTurn): Decision[] | null {
  const record = underWay(turn)
  const detail = record && detailOf(turn.reading, record)
  if (!record || !detail) return null
  const attached = attachTo(turn, { caseId: record.id })
  return [...attached, ...changed(turn, record, { ...detail, addedWords: mask(turn.text) })]
}

/** The sender's emergency of the last ten minutes that is not over: on the open card, or kept meanwhile. */
function underWay({ facts, now }: SpokenTurn): CaseFacts | null {
  const { conversation, reported } = facts
  const recent = (c: CaseFacts) => isEmergency(c) && now.getTime() - c.createdAt.getTime() < FOLLOWS_MS
  const open = ['draft', 'new', 'accepted', 'in_progress']
  return [...(conversation.draft?.cases ?? []), ...reported].find((c) => recent(c) && open.includes(c.state)) ?? null
}

/** What the words add: one matter at most, of the same kind or of none, and at no other building. */
function detailOf(reading: Reading, record: CaseFacts): Change | null {
  const { intent, records } = reading.understanding
  const [told, ...more] = records
  if (intent !== 'report' || more.length > 0) return null
  if (!told) return { from: null }
  const { place } = told
  if (told.kind !== 'incident') return null
  // 里面还有两个老人: another danger without a place of its own is in the same place.
  const here = told.urgency === 'emergency' && place === null
  if (told.category !== record.category && !here && !isFragment(reading)) return null
  const building = record.place?.building ?? null
  if (place?.building && building !== null && place.building !== building) return null
  if (place && record.place && !isFragment(reading) && !isWithin(place, record.place)) return null
  return {
    from: null,
    ...(place && (building === null || place.building === building) ? { place } : {}),
    // 在小广场北边 says where, and nothing of how it stands.
    ...(told.state === 'handled' && (place === null || told.category === record.category)
      ? { state: 'handled' as const }
      : {}),
  }
}

/** The same spot in other words, or a unit, floor or room of the building. */
function isWithin(place: Place, spot: Place): boolean {
  const [one, other] = [foldPlace(place.text), foldPlace(spot.text)]
  return isPartOfBuilding(place) || one.includes(other) || other.includes(one)
}

/** Nothing that would stand as a matter of its own. */
function isFragment(reading: Reading): boolean {
  const [told] = reading.understanding.records
  return isUnsure(reading) || (told?.kind === 'incident' && told.category === 'other')
}

function changed(turn: SpokenTurn, record: CaseFacts, change: Change): Decision[] {
  const number = newNumber(turn, record)
  const answer = say(turn, passedToAlarmed(record.code, number), {
    lane: number === null ? 'reply' : 'emergency',
    about: { caseId: record.id },
  })
  if (!correctable(record)) return [...passedOn(turn, record, change), answer]
  return [...correctCase(turn, record, change), answer]
}

/** Whom to call besides, where the words tell of a danger of another kind; the first number was told at once. */
function newNumber({ reading }: SpokenTurn, { category }: CaseFacts): EmergencyNumber | null {
  const { emergencyNumber: told } = reading
  return told === emergencyNumber(null, category) ? null : told
}

/** Somebody works on it already: the words go to them, the record keeps its place. */
function passedOn(turn: SpokenTurn, record: CaseFacts, { addedWords = '' }: Change): Decision[] {
  const { text } = storable(record.category, joinedText(record.text, addedWords), null)
  const after = { ...record, text }
  return [
    { do: 'edit_case', caseId: record.id, changes: { text }, reason: '上报人补充' },
    ...tellEmergencyChange(turn, { before: record, after, number: turn.reading.emergencyNumber }),
  ]
}
