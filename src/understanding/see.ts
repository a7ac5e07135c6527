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
  /** Its text has the sender's own zone in ordinary words; what has a form of its own is read from `normalised`. */
  told: Omit<Told, 'letters'>
}

/** Longer than any message that a platform lets through; of what comes behind only words of danger are seen. */
const MOST_LETTERS = 4_000

/** 我的责任区 tells where, as 我们小区 does. Few messages call it so, and the word says much of duties and orders. */
const OWN_ZONE = /(?<=(?:我|们|本|自己)的?)责任区(?<inside>(?=[里内中的]))?/gu

/** The same text, letter for letter, with the sender's own zone as people call the place that they live in. */
function withOrdinaryPlaces(text: string): string {
  return text.replace(OWN_ZONE, (_, inside: string | undefined) => (inside === undefined ? '小区里' : '这小区'))
}

/** Reads the words of a message by rules alone. Never throws for any text. */
export function see({ text: message, sentAt, role }: MessageToRead, timezone = 'Asia/Shanghai'): Seen {
  const normalised = normalise(message)
  const { text } = normalised
  const concepts = findConcepts(text)
  const emergency = findEmergency(text, concepts)
  // The dot in a name is for orders alone: elsewhere it parts words.
  const weighed = text.slice(0, MOST_LETTERS).replaceAll('·', ' ')
  const places = findPlaces(weighed)
  const ordinary = withOrdinaryPlaces(weighed)
  const clauses = gatherEvidence(ordinary, concepts)
  const buildings = clauses.map((clause) => {
    return places.find((p) => p.building !== null && p.from >= clause.from && p.from < clause.to)?.building ?? null
  })
  const now = localMoment(sentAt, timezone)
  const told = { text: ordinary, role, clauses, buildings }
  return { normalised, now, emergency, places, told }
}
