import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { AttachmentKind } from '../decide/facts.ts'
import { type AttachmentPhase, type CaseState, type Extension, outsideStatus } from '../domain/case.ts'
import { parseCaseCode } from '../domain/case-code.ts'
import { groupBy } from '../domain/group.ts'
import { type Actor, may } from '../domain/permission.ts'
import type { OccurredAt, Place } from '../domain/place.ts'
import type { CaseKind, CaseSource, Category, ReporterRole, Urgency } from '../domain/vocabulary.ts'
import type { Page } from './cursor.ts'
import type { Db } from './database.ts'
import { among, inZones, type ListQuery, newestIds } from './newest.ts'
import { inScope, type Scope } from './organisations.ts'
import { attachments, caseHistory, cases } from './schema/cases.ts'
import { branches, people, zones } from './schema/organisation.ts'

export interface CaseFilter {
  zone?: string[] | undefined
  state?: string[] | undefined
  category?: string[] | undefined
  kind?: string[] | undefined
  urgency?: string[] | undefined
  channel?: string[] | undefined
}

interface By {
  role: ReporterRole | 'system'
  personId: string | null
}
interface Clock {
  dueAt: Date | null
  pausedAt: Date | null
  doneAt: Date | null
}

/** A case as the API and the exports show it. Of what is sensitive: no text, no reasons, no persons, no room. */
export interface ListedCase {
  code: string
  zone: string | null
  branch: string | null
  kind: CaseKind
  category: Category
  urgency: Urgency
  state: CaseState
  status: 'open' | 'closed' | null
  place: Place | null
  occurredAt: OccurredAt | null
  text: string | null
  channel: CaseSource
  reportedBy: By
  handledBy: string | null
  /** For exports, which are read by people. */
  handlerName: string | null
  /** Whom outside it was given to. */
  external: { body: string; number: string | null; askAgainOn: string | null } | null
  scheduledOn: string | null
  extension: Extension
  /** 0 nobody, 1 handler and backup, 2 secretary, 3 organisation above. */
  escalation: number
  /** Code of the case that goes on instead. */
  duplicateOf: string | null
  createdAt: Date
  updatedAt: Date
  /** When the reporter first heard a word about it. */
  respondedAt: Date | null
  closedAt: Date | null
  reopenedAt: Date | null
  /** Somebody else than the handler saw that it is done; null: nobody was asked yet. */
  verified: boolean | null
  /** What the reporter said of the outcome; null: nothing. */
  satisfied: boolean | null
  clocks: { accept: Clock; resolve: Clock; verify: Clock }
  attachments: { kind: AttachmentKind; phase: AttachmentPhase; at: Date }[]
  history: {
    at: Date
    by: By
    event: HistoryRow['event']
    from: CaseState | null
    to: CaseState
    reason: string | null
  }[]
}

/** Cases of the scope, drafts too, the newest first. */
export async function listCases(db: Db, query: ListQuery & CaseFilter): Promise<Page<ListedCase>> {
  const where = [
    inZones(sql`r.zone_id`, query.zone),
    among(sql`r.state`, query.state),
    among(sql`r.category`, query.category),
    among(sql`r.kind`, query.kind),
    among(sql`r.urgency`, query.urgency),
    among(sql`r.channel`, query.channel),
  ]
  const page = await newestIds(db, 'cases', { ...query, where })
  return { items: await readCases(db, page.items), next: page.next }
}

/** The case of this code, as anybody types it; `null` when there is none in the scope. */
export async function findCase(db: Db, scope: Scope, code: string): Promise<ListedCase | null> {
  const tidy = parseCaseCode(code)
  if (tidy === null) return null
  const [row] = await db
    .select({ id: cases.id })
    .from(cases)
    .where(and(eq(cases.code, tidy), inScope(cases.organisationId, scope)))
    .limit(1)
  const [found] = row ? await readCases(db, [row.id]) : []
  return found ?? null
}

const parents = alias(cases, 'parents')

/** The case of this id; `null` when there is none in the scope. */
export async function findCaseById(db: Db, scope: Scope, id: string): Promise<ListedCase | null> {
  const [row] = await db
    .select({ id: cases.id })
    .from(cases)
    .where(and(eq(cases.id, id), inScope(cases.organisationId, scope)))
    .limit(1)
  const [found] = row ? await readCases(db, [row.id]) : []
  return found ?? null
}

async function readCases(db: Db, ids: readonly string[]): Promise<ListedCase[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select({ case: cases, zone: zones.code, branch: branches.name, handler: people.name, parent: parents.code })
    .from(cases)
    .leftJoin(zones, eq(zones.id, cases.zoneId))
    .leftJoin(branches, eq(branches.id, cases.branchId))
    .leftJoin(people, eq(people.id, cases.handlerId))
    .leftJoin(parents, eq(parents.id, cases.parentId))
    .where(inArray(cases.id, [...ids]))
  const history = groupBy(await readHistory(db, ids), (h) => h.caseId)
  const sent = groupBy(await readAttachments(db, ids), (a) => a.caseId)
  const listed = new Map(
    rows.map((row) => [row.case.id, listedCase(row, history.get(row.case.id) ?? [], sent.get(row.case.id) ?? [])]),
  )
  return ids.flatMap((id) => listed.get(id) ?? [])
}

function readHistory(db: Db, ids: readonly string[]) {
  return db
    .select()
    .from(caseHistory)
    .where(inArray(caseHistory.caseId, [...ids]))
    .orderBy(asc(caseHistory.caseId), asc(caseHistory.step))
}

function readAttachments(db: Db, ids: readonly string[]) {
  const { caseId, kind, phase, createdAt } = attachments
  return db
    .select({ caseId, kind, phase, at: createdAt })
    .from(attachments)
    .where(inArray(caseId, [...ids]))
    .orderBy(asc(createdAt), asc(attachments.id))
}

/** Whoever holds a token or an export: it acts for a role, never for the handler of one matter. */
const OUTSIDE: Actor = { via: 'api', identityId: null, personId: null, name: null, posts: [] }

type CaseRow = typeof cases.$inferSelect
type HistoryRow = typeof caseHistory.$inferSelect

interface JoinedRow {
  case: CaseRow
  zone: string | null
  branch: string | null
  handler: string | null
  parent: string | null
}

function listedCase(
  { case: row, zone, branch, handler, parent }: JoinedRow,
  history: readonly HistoryRow[],
  sent: readonly ListedCase['attachments'][number][],
): ListedCase {
  const readable = may(OUTSIDE, 'read', {
    ...row,
    zoneCode: zone,
    reporter: { identityId: row.reporterIdentityId, personId: row.reporterPersonId },
  })
  const { code, kind, category, urgency, state, channel, scheduledOn, extension, escalation } = row
  const { createdAt, updatedAt, respondedAt, closedAt, reopenedAt, verified, satisfied } = row
  return {
    code,
    zone,
    branch,
    kind,
    category,
    urgency,
    state,
    status: outsideStatus(state),
    place: readable ? placeOf(row) : placeOfBuilding(row),
    occurredAt: occurredAtOf(row),
    text: readable ? row.text : null,
    channel,
    reportedBy: { role: row.reporterRole, personId: readable ? row.reporterPersonId : null },
    handledBy: readable ? row.handlerId : null,
    handlerName: readable ? handler : null,
    external: readable ? externalOf(row) : null,
    scheduledOn,
    extension,
    escalation,
    duplicateOf: parent,
    createdAt,
    updatedAt,
    respondedAt,
    closedAt,
    reopenedAt,
    verified,
    satisfied,
    clocks: clocksOf(row),
    attachments: readable ? sent.map(({ kind, phase, at }) => ({ kind, phase, at })) : [],
    history: history.map((h) => ({
      at: h.at,
      by: { role: h.byRole, personId: readable ? h.byPersonId : null },
      event: h.event,
      from: h.fromState,
      to: h.toState,
      reason: readable ? h.reason : null,
    })),
  }
}

interface PlaceColumns {
  placeText: string | null
  building: string | null
  unit: string | null
  floor: string | null
  room: string | null
}

export function placeOf({ placeText, building, unit, floor, room }: PlaceColumns): Place | null {
  return placeText === null ? null : { text: placeText, building, unit, floor, room }
}

/** The place cut to the building: its words may name a person or a room. */
export function placeOfBuilding({ building }: Pick<PlaceColumns, 'building'>): Place | null {
  return building === null ? null : { text: `${building}号楼`, building, unit: null, floor: null, room: null }
}

export function occurredAtOf(row: { occurredOn: string | null; occurredTime: string | null }): OccurredAt | null {
  return row.occurredOn === null ? null : { date: row.occurredOn, time: row.occurredTime }
}

function externalOf({ externalBody, externalNumber, askAgainOn }: CaseRow): ListedCase['external'] {
  return externalBody === null ? null : { body: externalBody, number: externalNumber, askAgainOn }
}

/** A pause stops every clock that still runs. */
function clocksOf(row: CaseRow): ListedCase['clocks'] {
  const clock = (dueAt: Date | null, doneAt: Date | null): Clock => ({
    dueAt,
    pausedAt: dueAt !== null && doneAt === null ? row.pausedAt : null,
    doneAt,
  })
  return {
    accept: clock(row.acceptDueAt, row.acceptDoneAt),
    resolve: clock(row.resolveDueAt, row.resolveDoneAt),
    verify: clock(row.verifyDueAt, row.verifyDoneAt),
  }
}
