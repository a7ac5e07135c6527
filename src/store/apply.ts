/** Carries out decisions in the transaction of the caller: all of them, or none. Nothing else changes records. */
import { randomUUID } from 'node:crypto'
import { type Decision, fillCaseCodes, type ZoneDrawing } from '../decide/decision.ts'
import { civilDate } from '../domain/calendar.ts'
import { type Attached, attach } from './attachments.ts'
import { type AuditEntry, auditDecisions, detailHash } from './audit.ts'
import { type Opening, openCases } from './cases.ts'
import { changeRecords } from './change-records.ts'
import { type CheckInOpening, openCheckIns } from './check-ins.ts'
import { type Memory, remember } from './conversations.ts'
import { seeDutiesDoneBy } from './duty-evidence.ts'
import { addExportLink } from './export-links.ts'
import { actorOf, caseIdOf, holderOf, NOTHING, type Order, type Work } from './orders.ts'
import { type Debt, isCapped, owe } from './outbox.ts'
import { newToken } from './secret-tokens.ts'
import { addPersonLinks, type PersonLink } from './sign-in-links.ts'
import { drizzleOn, type Sql } from './sql.ts'
import { oweWebhooks } from './webhook-deliveries.ts'
import { lineOf, oweWithinCap } from './weekly-cap.ts'

/** What the caller still has to do for one order. */
export interface Applied {
  /** Handle the message again then. */
  waitUntil: Date | null
  forgetOriginal: boolean
  /** Ids of the cases that were opened. */
  openedCases: string[]
}

/**
 * Apply the decisions of several orders, each about another conversation, with one statement for all of a kind.
 *
 * Records are opened first, for what is told names them; then what exists is changed, in the order decided; then what
 * was sent along, what the conversations are about, what is owed to people, and the audit rows.
 *
 * @returns ids of outbox rows to ring for, and what is left to do for each order
 * @throws Conflict when somebody else decided on the same record first; the caller takes new snapshots and asks again
 */
export async function apply(
  sql: Sql,
  orders: readonly Order[],
  { now, timezone }: { now: Date; timezone: string },
): Promise<{ owed: bigint[]; applied: Applied[] }> {
  const works = orders.map((order): Work => ({ ...order, holders: new Map(), codes: new Map() }))
  await openRecords(sql, works, now)
  await openSignIns(sql, works)
  await openExports(sql, works, now)
  await changeRecords(sql, works, now)
  await attach(sql, works.flatMap(attachedBy), now)
  await remember(sql, works.flatMap(memoryOf), now)
  const debts = works.flatMap(debtsOf)
  const owed = await owe(
    sql,
    debts.filter((debt) => !isCapped(debt)),
    now,
  )
  const capped = debts.filter(isCapped).map((debt) => ({ ...debt, line: lineOf(debt.content) }))
  if (capped.length > 0) owed.push(...(await oweWithinCap(drizzleOn(sql), capped, { now, timezone })))
  await auditDecisions(
    sql,
    works.flatMap((work) => deedsOf(work, now)),
  )
  const changed = recordsChanged(works)
  await oweWebhooks(sql, changed.caseIds, now)
  await seeDutiesDoneBy(sql, changed, { today: civilDate(now, timezone), timezone })
  return { owed, applied: works.map(leftToDo) }
}

/** Open what the orders open. Ids are made here, so that all cases go in by one statement and are known afterwards. */
async function openRecords(sql: Sql, works: readonly Work[], now: Date): Promise<void> {
  const cases: Opening[] = []
  const checkIns: CheckInOpening[] = []
  for (const { origin, decisions, holders } of works) {
    let recordNumber = 0
    for (const decision of decisions) {
      if (decision.do !== 'open_case' && decision.do !== 'open_check_in') continue
      const opening = { id: randomUUID(), origin, recordNumber: ++recordNumber }
      if (decision.do === 'open_case') cases.push({ ...opening, case: decision.case })
      else checkIns.push({ ...opening, checkIn: decision.checkIn })
      const isCase = decision.do === 'open_case'
      holders.set(decision.ref, { caseId: isCase ? opening.id : null, checkInId: isCase ? null : opening.id })
    }
  }
  const codes = await openCases(sql, cases, now)
  await openCheckIns(sql, checkIns, now)
  for (const work of works) {
    for (const [ref, { caseId }] of work.holders) if (caseId) work.codes.set(ref, codes.get(caseId) ?? '')
  }
}

/** The secrets are made here and stand in what is told only; the database keeps their hashes. */
async function openSignIns(sql: Sql, works: readonly Work[]): Promise<void> {
  const links: PersonLink[] = []
  for (const { origin, decisions, codes } of works) {
    for (const decision of decisions) {
      if (decision.do !== 'open_sign_in') continue
      const { token, tokenHash } = newToken()
      codes.set(decision.ref, token)
      const { personId, expiresAt } = decision
      links.push({ organisationId: origin.organisationId, personId, tokenHash, expiresAt })
    }
  }
  await addPersonLinks(sql, links)
}

async function openExports(sql: Sql, works: readonly Work[], now: Date): Promise<void> {
  for (const { origin, decisions, codes } of works) {
    for (const decision of decisions) {
      if (decision.do !== 'open_export') continue
      const { ref, identityId, expiresAt } = decision
      codes.set(ref, await addExportLink(sql, { organisationId: origin.organisationId, identityId, expiresAt }, now))
    }
  }
}

/** What may show a duty done, or no more: records that were kept, moved or corrected. A draft shows nothing yet. */
function recordsChanged(works: readonly Work[]): { caseIds: string[]; checkInIds: string[] } {
  const caseIds: string[] = []
  const checkInIds: string[] = []
  for (const work of works) {
    for (const decision of work.decisions) {
      if (decision.do === 'move_case' || decision.do === 'edit_case') caseIds.push(caseIdOf(work, decision.caseId))
      if (decision.do === 'move_check_in' || decision.do === 'edit_check_in') checkInIds.push(decision.checkInId)
      if (decision.do === 'open_case' && decision.case.state === 'new') caseIds.push(caseIdOf(work, decision.ref))
    }
  }
  return { caseIds, checkInIds }
}

function attachedBy(work: Work): Attached[] {
  const { origin, decisions } = work
  return decisions
    .flatMap((d) => (d.do === 'attach' ? [d] : []))
    .map(({ attachment, to, phase = 'before' }, part) => {
      return { origin, attachment, phase, holder: to ? holderOf(work, to) : NOTHING, part }
    })
}

/** One memory of the conversation: what is told later replaces what was told before. */
function memoryOf(work: Work): Memory[] {
  const { identityId, organisationId } = work.origin
  const told = work.decisions.flatMap((d) => (d.do === 'remember' ? [d] : []))
  if (identityId === null || told.length === 0) return []
  const { draft, question } = Object.assign({}, ...told) as (typeof told)[number]
  const records = draft ? draft.records.map((ref) => holderOf(work, ref)) : []
  return [
    {
      identityId,
      organisationId,
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
  ]
}

function debtsOf(work: Work): Debt[] {
  return work.decisions.flatMap((decision) => {
    if (decision.do !== 'tell') return []
    const { about, ...told } = fillCaseCodes(decision.tell, work.codes)
    return [{ ...told, ...(about ? holderOf(work, about) : NOTHING), organisationId: work.origin.organisationId }]
  })
}

/** Telling and remembering leave rows of their own; everything that changes a record is audited. */
const UNAUDITED: ReadonlySet<Decision['do']> = new Set([
  'tell',
  'remember',
  'wait',
  'count_invite_try',
  'note_group',
  'forget_original',
])

function deedsOf(work: Work, now: Date): AuditEntry[] {
  const { organisationId } = work.origin
  const actor = actorOf(work.origin)
  return work.decisions
    .filter((d) => !UNAUDITED.has(d.do))
    .map((d) => ({
      organisationId,
      at: now,
      actor,
      action: d.do,
      subject: subjectOf(work, d),
      detailHash: detailHash(d),
    }))
}

function leftToDo({ decisions, holders }: Work): Applied {
  const wait = decisions.findLast((d) => d.do === 'wait')
  return {
    waitUntil: wait?.do === 'wait' ? wait.until : null,
    forgetOriginal: decisions.some((d) => d.do === 'forget_original'),
    openedCases: [...holders.values()].flatMap(({ caseId }) => caseId ?? []),
  }
}

function subjectOf(work: Work, decision: Decision): string {
  if ('caseId' in decision) return `case:${caseIdOf(work, decision.caseId)}`
  if ('checkInId' in decision) return `check-in:${decision.checkInId}`
  if (decision.do === 'report_rectification') return `rectification:${decision.rectificationId}`
  if (decision.do === 'say_phrase') return `review_round:${decision.roundId}`
  if ('personId' in decision && !('identityId' in decision)) return `person:${decision.personId}`
  if (decision.do === 'begin_post') return `person:${decision.post.personId}`
  if (decision.do === 'settle_offer') return `nomination:${decision.offerId}`
  if (decision.do === 'draw_zone') return `zone:${zoneDrawn(decision.drawing)}`
  if (decision.do === 'approve_zones') return `branch:${decision.branchId}`
  if ('identityId' in decision) return `identity:${decision.identityId}`
  if ('ref' in decision) {
    const holder = work.holders.get(decision.ref)
    return holder?.caseId ? `case:${holder.caseId}` : `check-in:${holder?.checkInId ?? ''}`
  }
  return `inbox:${work.origin.inboxId ?? ''}`
}

function zoneDrawn(drawing: ZoneDrawing): string {
  return 'add' in drawing ? drawing.add.code : drawing.zoneCode
}
