/** Records as the forms of a branch name them, each with its page, so that a number can be followed to what it counts. */
import type { Statement } from '../domain/review/statements.ts'
import type { ReviewKind } from '../domain/review/vocabulary.ts'
import type { FormRecord } from './review-form.ts'

/** By its code, which whoever may read it says in chat. */
export function caseRecord(code: string): FormRecord {
  return { name: code, path: null }
}

export function zoneRecord(code: string): FormRecord {
  return { name: code, path: `/z/${encodeURIComponent(code)}` }
}

/** A zone that a spot check looks at. */
export function sampledRecord(roundId: string, code: string, name = code): FormRecord {
  return { name, path: `/review/spot/${roundId}/${encodeURIComponent(code)}` }
}

export function findingPhotoPath({ roundId, zone, id }: { roundId: string; zone: string; id: string }): string {
  return `/review/spot/${roundId}/${encodeURIComponent(zone)}/photo/${id}`
}

export function rectificationRecord({ id, number }: { id: string; number: number }): FormRecord {
  return { name: `整改${number}号`, path: `/review/rectifications/${id}` }
}

export function commendationRecord({ id, number }: { id: string; number: number }): FormRecord {
  return { name: `表彰${number}号`, path: `/review/commendations/${id}` }
}

/** Where the records behind a number of a member's year are listed. */
export function evidencePath(evaluationId: string, { about, activity }: Pick<Statement, 'about' | 'activity'>): string {
  return `/review/evidence/${evaluationId}/${about}${activity === null ? '' : `?activity=${activity}`}`
}

const ROUND_PAGES: Readonly<Record<ReviewKind, ((id: string) => string) | null>> = {
  spot_check: (id) => `/review/spot/${id}`,
  opinion_round: (id) => `/review/opinions/${id}`,
  year_end_evaluation: (id) => `/review/year/${id}/all`,
  // Ballots are counted, and there is nothing more to look at.
  democratic_appraisal: null,
}

/** `null`: a round of that kind has no page. */
export function roundPath(kind: ReviewKind, id: string): string | null {
  return ROUND_PAGES[kind]?.(id) ?? null
}
