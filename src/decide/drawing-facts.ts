/** Spot checks that wait for their phrases; only an order about that asks for them. */
import type { CivilDate } from '../domain/calendar.ts'
import type { FrozenList } from '../domain/review/frozen-list.ts'
import type { SampledZone } from '../domain/review/sample.ts'
import type { PhraseRole, SeedPhrase } from '../domain/review/seed.ts'
import type { RoundState } from '../domain/review/vocabulary.ts'
import type { Address } from './facts.ts'

export interface DrawingFacts {
  /** Of the branches that the sender belongs to, leads or stands above, of the last quarter, the latest first. */
  rounds: readonly RoundToDraw[]
  /** The phrase of this turn, masked and encrypted, base64; `null`: too short, too long, or none. */
  phrase: { text: string; sealed: string } | null
}

export interface RoundToDraw {
  id: string
  branchId: string
  branchName: string
  period: string
  state: RoundState
  closesOn: CivilDate
  /** Since then everybody can read the list and its hash. */
  frozenAt: Date
  list: FrozenList
  listHash: string
  given: readonly GivenPhrase[]
}

export interface GivenPhrase extends SeedPhrase {
  /** Where who said it is reached; `null`: nowhere. */
  address: Address | null
}

/** A phrase to be kept, and what is drawn by it where it is the second one. */
export interface SaidPhrase {
  roundId: string
  role: PhraseRole
  personId: string
  /** Base64. */
  sealed: string
  saidAt: Date
  today: CivilDate
  /** How many phrases there were before it. */
  after: number
  draw: Draw | null
}

export interface Draw {
  /** Hex. */
  seed: string
  sample: readonly SampledZone[]
}
