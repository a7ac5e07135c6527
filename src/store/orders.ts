/** An order, and what the names in it stand for while it is carried out. */
import type { Decision, RecordRef } from '../decide/decision.ts'
import type { Holder } from './attachments.ts'
import type { Origin } from './cases.ts'

/** What was decided about one message, or by the clock about one conversation. */
export interface Order {
  origin: Origin
  decisions: readonly Decision[]
}

/** An order being carried out: the records that it opened, by their `ref`. */
export interface Work extends Order {
  holders: Map<string, Holder>
  codes: Map<string, string>
}

export const NOTHING: Holder = { caseId: null, checkInId: null }

export function holderOf(work: Work, ref: RecordRef): Holder {
  if ('caseId' in ref) return { caseId: ref.caseId, checkInId: null }
  if ('checkInId' in ref) return { caseId: null, checkInId: ref.checkInId }
  const holder = work.holders.get(ref.ref)
  if (!holder) throw new Error(`no record was opened as ${ref.ref}`)
  return holder
}

/** A case of this very list may be moved by its ref, as one that exists is by its id. */
export function caseIdOf(work: Work, caseId: string): string {
  return work.holders.get(caseId)?.caseId ?? caseId
}

/** Who ordered it, as the audit log names them. */
export function actorOf({ personId, identityId, actor: program = 'system' }: Origin): string {
  return personId ? `person:${personId}` : identityId ? `identity:${identityId}` : program
}
