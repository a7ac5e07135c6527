/** Carries out decisions in the transaction of the caller: all of them, or none. Nothing else changes records. */
import { type Decision, fillCaseCodes, type RecordRef } from '../decide/decision.ts'
import { attach, type Holder, joinAttachments } from './attachments.ts'
import { auditDecisions, detailHash } from './audit.ts'
import { assignCase, editCase, followCase, moveCase, type Origin, openCase, unfollowCase } from './cases.ts'
import { editCheckIn, moveCheckIn, openCheckIn } from './check-ins.ts'
import { remember } from './conversations.ts'
import { askLookUp, bind, countInviteTry, placeResident } from './identities.ts'
import { owe } from './outbox.ts'
import type { Sql } from './sql.ts'

/** What the caller has to do once the transaction is committed. */
export interface Applied {
  /** Outbox rows to ring for. */
  owed: bigint[]
  /** Codes of the cases opened, by `ref`. */
  codes: ReadonlyMap<string, string>
  /** Handle the message again then. */
  waitUntil: Date | null
  /** Media to be fetched from the platform. */
  mediaCount: number
  forgetOriginal: boolean
}

interface Work {
  sql: Sql
  origin: Origin
  now: Date
  codes: Map<string, string>
  holders: Map<string, Holder>
  applied: Applied & { codes: Map<string, string> }
  recordCount: number
  partCount: number
}

/**
 * Apply `decisions` in their order.
 *
 * @throws Conflict when somebody else decided on the same record first; the caller takes a new snapshot and asks again
 */
export async function apply(sql: Sql, origin: Origin, decisions: readonly Decision[], now: Date): Promise<Applied> {
  const codes = new Map<string, string>()
  const applied = { owed: [], codes, waitUntil: null, mediaCount: 0, forgetOriginal: false }
  const work: Work = { sql, origin, now, codes, holders: new Map(), applied, recordCount: 0, partCount: 0 }
  for (const decision of decisions) await carryOut(work, decision)
  const recorded = decisions.filter((d) => !UNAUDITED.has(d.do))
  await auditDecisions(
    sql,
    recorded.map((d) => ({
      organisationId: origin.organisationId,
      at: now,
      actor: origin.personId
        ? `person:${origin.personId}`
        : origin.identityId
          ? `identity:${origin.identityId}`
          : 'system',
      action: d.do,
      subject: subjectOf(work, d),
      detailHash: detailHash(d),
    })),
  )
  return applied
}

/** Telling and remembering leave rows of their own; everything that changes a record is audited. */
const UNAUDITED: ReadonlySet<Decision['do']> = new Set([
  'tell',
  'remember',
  'wait',
  'count_invite_try',
  'forget_original',
])

async function carryOut(work: Work, decision: Decision): Promise<void> {
  const { sql, origin, now, applied } = work
  switch (decision.do) {
    case 'open_case':
    case 'open_check_in':
      return open(work, decision)
    case 'edit_case':
      return editCase(sql, { ...decision, by: { role: origin.role, personId: origin.personId } }, now)
    case 'edit_check_in':
      return editCheckIn(sql, decision, now)
    case 'move_case':
      return moveCase(sql, { ...decision, caseId: caseIdOf(work, decision.caseId) }, now)
    case 'move_check_in':
      return moveCheckIn(sql, decision, now)
    case 'assign_case':
      return assignCase(sql, decision, now)
    case 'attach': {
      const holder = decision.to ? holderOf(work, decision.to) : NOTHING
      if (decision.attachment.mediaId !== null) applied.mediaCount += 1
      return attach(sql, origin, { attachment: decision.attachment, holder, part: work.partCount++, now })
    }
    case 'join': {
      const { caseId, checkInId } = holderOf(work, decision.to)
      await joinAttachments(sql, decision.attachmentIds, caseId, checkInId)
      return
    }
    case 'follow':
      await followCase(sql, decision.caseId, decision.identityId)
      return
    case 'unfollow':
      await unfollowCase(sql, decision.caseId, decision.identityId)
      return
    case 'remember':
      return rememberAbout(work, decision)
    case 'tell':
      return tell(work, decision)
    case 'bind':
      await bind(sql, decision, now)
      return
    case 'count_invite_try':
      await countInviteTry(sql, decision.identityId, now)
      return
    case 'place_resident':
      await placeResident(sql, decision.identityId, decision.zoneCode)
      return
    case 'look_up':
      await askLookUp(sql, decision.identityId, now)
      return
    case 'wait':
      applied.waitUntil = decision.until
      return
    case 'forget_original':
      applied.forgetOriginal = true
      return
  }
}

async function open(work: Work, decision: Extract<Decision, { do: 'open_case' | 'open_check_in' }>): Promise<void> {
  const { sql, origin, now } = work
  const recordNumber = ++work.recordCount
  if (decision.do === 'open_check_in') {
    const checkInId = await openCheckIn(sql, origin, { checkIn: decision.checkIn, recordNumber, now })
    work.holders.set(decision.ref, { caseId: null, checkInId })
    return
  }
  const { id, code } = await openCase(sql, origin, { case: decision.case, recordNumber, now })
  work.holders.set(decision.ref, { caseId: id, checkInId: null })
  work.codes.set(decision.ref, code)
}

async function rememberAbout(work: Work, decision: Extract<Decision, { do: 'remember' }>): Promise<void> {
  const { sql, origin, now } = work
  if (origin.identityId === null) return
  const { draft, question } = decision
  const records = draft ? draft.records.map((r) => holderOf(work, r)) : []
  await remember(
    sql,
    { identityId: origin.identityId, organisationId: origin.organisationId },
    {
      now,
      ...(question === undefined ? {} : { question: fillCaseCodes(question, work.codes) }),
      ...(draft === undefined
        ? {}
        : {
            draft: draft && {
              taskId: fillCaseCodes(draft.taskId, work.codes),
              version: draft.version,
              caseIds: records.flatMap((h) => h.caseId ?? []),
              checkInIds: records.flatMap((h) => h.checkInId ?? []),
            },
          }),
    },
  )
}

async function tell(work: Work, decision: Extract<Decision, { do: 'tell' }>): Promise<void> {
  const { about, ...told } = fillCaseCodes(decision.tell, work.codes)
  const holder = about ? holderOf(work, about) : NOTHING
  work.applied.owed.push(...(await owe(work.sql, work.origin.organisationId, { ...told, ...holder }, work.now)))
}

const NOTHING: Holder = { caseId: null, checkInId: null }

function holderOf(work: Work, ref: RecordRef): Holder {
  if ('caseId' in ref) return { caseId: ref.caseId, checkInId: null }
  if ('checkInId' in ref) return { caseId: null, checkInId: ref.checkInId }
  const holder = work.holders.get(ref.ref)
  if (!holder) throw new Error(`no record was opened as ${ref.ref}`)
  return holder
}

/** A case of this very list may be moved by its ref, as one that exists is by its id. */
function caseIdOf(work: Work, caseId: string): string {
  return work.holders.get(caseId)?.caseId ?? caseId
}

function subjectOf(work: Work, decision: Decision): string {
  if ('caseId' in decision) return `case:${caseIdOf(work, decision.caseId)}`
  if ('checkInId' in decision) return `check-in:${decision.checkInId}`
  if ('identityId' in decision) return `identity:${decision.identityId}`
  if ('ref' in decision) {
    const holder = work.holders.get(decision.ref)
    return holder?.caseId ? `case:${holder.caseId}` : `check-in:${holder?.checkInId ?? ''}`
  }
  return `inbox:${work.origin.inboxId ?? ''}`
}
