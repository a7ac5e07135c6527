import { type LocalMoment, localMoment } from './civil-date.ts'
import { findConcepts } from './danger-rules.ts'
import { type Emergency, findEmergency } from './emergency.ts'
import { gatherEvidence } from './evidence.ts'
import type { Told } from './model/questions.ts'
import { type Normalised, normalise } from './normalise.ts'
import { findPlaces, type PlaceMention } from './places.ts'
import type { MessageToRead } from './understanding.ts'

/** A message as the rules see it: what the model is then asked about. */
export interface Seen {
  normalised: Normalised
  /** The moment of sending, where it was sent. */
  now: LocalMoment
  emergency: Emergency | null
  places: PlaceMention[]
  told: Omit<Told, 'letters'>
}

/** Longer than any message that a platform lets through; of what comes behind only words of danger are seen. */
const MOST_LETTERS = 4_000

/** Reads the words of a message by rules alone. Never throws for any text. */
export function see({ text: message, sentAt, role }: MessageToRead, timezone = 'Asia/Shanghai'): Seen {
  const normalised = normalise(message)
  const { text } = normalised
  const concepts = findConcepts(text)
  const emergency = findEmergency(text, concepts)
  const weighed = text.slice(0, MOST_LETTERS)
  const places = findPlaces(weighed)
  const clauses = gatherEvidence(weighed, concepts)
  const buildings = clauses.map((clause) => {
    return places.find((p) => p.building !== null && p.from >= clause.from && p.from < clause.to)?.building ?? null
  })
  const now = localMoment(sentAt, timezone)
  const told = { text: weighed, role, clauses, buildings }
  return { normalised, now, emergency, places, told }
}
