/** How reviews of a branch go, and what is asked of the sender in them; only orders about reviews ask for it. */
import type { CivilDate } from '../domain/calendar.ts'
import type { RectificationState, RequestKind, ReviewKind, RoundState } from '../domain/review/vocabulary.ts'

export interface ReviewFacts {
  /** Whether the sender leads a branch, has one below them, or stands in for who does. */
  leads: boolean
  /** Of the branches that the sender leads, those under way first. */
  rounds: RoundFacts[]
  /** What is or was asked of the sender, what is open first, the nearest day first. */
  requests: OwnRequestFacts[]
  /** Appraisals that take the sender's ballots today. */
  ballots: BallotFacts[]
  /** What the sender has still to put right, helps with, or was asked to look at again: the nearest day first. */
  rectifications: RectificationFacts[]
  /** The sender's own, the newest first. */
  commendations: CommendationFacts[]
}

export const NO_REVIEWS: ReviewFacts = {
  ...{ leads: false, rounds: [], requests: [], ballots: [] },
  ...{ rectifications: [], commendations: [] },
}

export function reviewsOf({ facts }: { facts: { reviews?: ReviewFacts } }): ReviewFacts {
  return facts.reviews ?? NO_REVIEWS
}

export interface RoundFacts {
  id: string
  kind: ReviewKind
  /** `2026-H1`, `2026-Q3` or `2026`. */
  period: string
  state: RoundState
  closesOn: CivilDate
  branchId: string
  branchName: string
  /** How many are asked for each kind of thing, and how many have answered: never who. */
  asked: readonly { kind: RequestKind; askedCount: number; doneCount: number }[]
  /** That a spot check looks at. */
  zoneCount: number
  /** About which enough residents answered. */
  answeredZoneCount: number
}

/** Of one kind in one round. */
export interface OwnRequestFacts {
  roundId: string
  kind: RequestKind
  round: ReviewKind
  period: string
  branchName: string
  /** The nearest of those that are open, else the last. */
  dueOn: CivilDate
  openCount: number
  doneCount: number
}

export interface BallotFacts {
  roundId: string
  branchName: string
  period: string
  closesOn: CivilDate
  /** What stands behind `/b/`: whoever has it may vote as the sender. */
  token: string
}

export interface RectificationFacts {
  id: string
  /** In its branch. */
  number: number
  /** Masked. */
  what: string
  dueOn: CivilDate
  state: Extract<RectificationState, 'open' | 'reported'>
  /** `member`, `helper`: to be done; `rechecker`: somebody else's, to be looked at. */
  as: 'member' | 'helper' | 'rechecker'
  /** Whose it is. */
  person: string
}

export interface CommendationFacts {
  id: string
  /** In its branch. */
  number: number
  /** Masked. */
  reason: string
  /** What the sender said; `null`: nothing yet. */
  isPublic: boolean | null
}
