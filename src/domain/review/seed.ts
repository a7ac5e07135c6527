/** The seed of a spot check: made of two people's phrases, neither of whom knows the other's, and of the frozen list. */
import { addWorkingDays, type WorkTime } from '../calendar.ts'
import { jsonHash } from '../canonical-json.ts'

export const PHRASE_ROLES = ['secretary', 'second'] as const
export type PhraseRole = (typeof PHRASE_ROLES)[number]

export interface SeedPhrase {
  role: PhraseRole
  personId: string
  /** As `phraseText` gives it. */
  phrase: string
  saidAt: Date
}

const PHRASE_LENGTH_MIN = 4
const PHRASE_LENGTH_MAX = 100
/** If nobody of the branch gives the second phrase by then, somebody of the organisation above may. */
const ABOVE_AFTER_WORKING_DAYS = 3

/** A phrase as it goes into the seed, so that it can be typed again from a printed page; `null`: too short or too long. */
export function phraseText(told: string): string | null {
  const phrase = told.normalize('NFKC').replace(/\p{C}/gu, ' ').replace(/\s+/gu, ' ').trim()
  const length = [...phrase].length
  return length < PHRASE_LENGTH_MIN || length > PHRASE_LENGTH_MAX ? null : phrase
}

export type PhraseRefusal = 'drawn' | 'said_already' | 'same_person' | 'too_early'

export interface PhraseOffer {
  role: PhraseRole
  personId: string
  /** They speak for the organisation above. */
  fromAbove: boolean
}

/** Why a phrase is not taken. Whether the person may speak for the role is for their posts to say. */
export function phraseRefusal(
  { frozenAt, given }: { frozenAt: Date; given: readonly Pick<SeedPhrase, 'role' | 'personId'>[] },
  { role, personId, fromAbove }: PhraseOffer,
  { now, time }: { now: Date; time: WorkTime },
): PhraseRefusal | null {
  if (given.length >= PHRASE_ROLES.length) return 'drawn'
  if (given.some((one) => one.role === role)) return 'said_already'
  if (given.some((one) => one.personId === personId)) return 'same_person'
  return fromAbove && now < aboveMaySpeakFrom(frozenAt, time) ? 'too_early' : null
}

export function aboveMaySpeakFrom(frozenAt: Date, time: WorkTime): Date {
  return addWorkingDays(frozenAt, ABOVE_AFTER_WORKING_DAYS, time)
}

/**
 * sha256 (hex) of the canonical JSON of `["zone-review/1", listHash, secretary's phrase, second phrase]`.
 *
 * The list is in it, so that the same two phrases draw other zones from another list.
 */
export function seedOf(listHash: string, phrases: readonly Pick<SeedPhrase, 'role' | 'phrase'>[]): string {
  const words = PHRASE_ROLES.map((role) => phrases.find((one) => one.role === role)?.phrase ?? null)
  return jsonHash(['zone-review/1', listHash, ...words])
}
