/** What is known of the zones of the sender's branches and of who answers for them; only orders about that ask for it. */
import type { CivilDate } from '../domain/calendar.ts'
import type { ZonePost } from '../domain/coverage.ts'
import type { CaseFacts, PersonFacts } from './facts.ts'

export interface ZoningFacts {
  /** Everybody of the branches, with a zone or without. */
  people: PersonFacts[]
  zones: ZoneRecord[]
  /** Offers that nobody has decided on, the oldest first. */
  offers: OfferFacts[]
  /** Open matters of the branches that somebody handles, the oldest first, at most 500; read for whoever leads. */
  handled: CaseFacts[]
}

export interface ZoneRecord {
  code: string
  /** The branch decided on it. */
  approved: boolean
  /** How often residents opened its notice, scanned its code or joined its group in the last 90 days. */
  visitCount: number
  /** It is there for 90 days. */
  longThere: boolean
  /** Matters told in it in the last 90 days. */
  caseCount: number
  /** Those of today and those to come, in the order of the roster. */
  posts: ZonePost[]
}

/** "我报3号楼": a member offers to answer for a zone. */
export interface OfferFacts {
  id: string
  personId: string
  zoneCode: string
  on: CivilDate
}
