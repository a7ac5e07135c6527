import type { OccurredAt, Place } from '../domain/place.ts'
import type { Activity, Category, Urgency, ZoneKind } from '../domain/vocabulary.ts'
import { caseCode, type DraftRefs } from './decision.ts'
import type { CaseFacts, CheckInFacts, Facts, OpenDraft } from './facts.ts'
import { branchOf, zoneOf } from './find.ts'
import { handlerOf, zoneTitle } from './replies/people.ts'
import { speaksOfSecretary } from './route.ts'

/** One record as its draft card shows it: just opened, or from the database. */
export type DraftItem = DraftCase | DraftCheckIn

interface Shown {
  place: Place | null
  occurredAt: OccurredAt | null
  zone: string | null
}
export interface DraftCase extends Shown {
  kind: 'case'
  /** Or what stands for it until it is given. */
  code: string
  category: Category
  urgency: Urgency
  toldAsHandled: boolean
  text: string
  handler: string | null
  zoneKind: ZoneKind | null
  /** It speaks of a secretary of the branch, who then does not see it. */
  keptFromSecretary: boolean
}
export interface DraftCheckIn extends Shown {
  kind: 'check_in'
  activity: Activity
}

/** The name that all cards of one draft share; each version is a card of its own. */
export function draftTaskId(receipt: string): string {
  return `draft-${receipt}`
}

export function cardTaskId({ taskId, version }: Pick<DraftRefs, 'taskId' | 'version'>): string {
  return `${taskId}-v${version}`
}

/** The draft as it is remembered after a change: a version further, with the same records. */
export function nextVersion(draft: OpenDraft): DraftRefs {
  return {
    taskId: draft.taskId,
    version: draft.version + 1,
    records: [...draft.cases.map((c) => ({ caseId: c.id })), ...draft.checkIns.map((c) => ({ checkInId: c.id }))],
  }
}

/** The records of a draft in the order of their numbers on the card: matters first. */
export function draftItems(draft: Pick<OpenDraft, 'cases' | 'checkIns'>, facts: Facts): DraftItem[] {
  return [...draft.cases.map((c) => caseItem(c, facts)), ...draft.checkIns.map((c) => checkInItem(c, facts))]
}

type CaseLike = Pick<
  CaseFacts,
  'category' | 'urgency' | 'place' | 'occurredAt' | 'toldAsHandled' | 'text' | 'zoneCode' | 'branchId' | 'handlerId'
>

export function caseItem(record: CaseLike & ({ code: string } | { ref: string }), facts: Facts): DraftCase {
  const zone = zoneOf(facts, record.zoneCode)
  return {
    kind: 'case',
    code: 'ref' in record ? caseCode(record.ref) : record.code,
    category: record.category,
    urgency: record.urgency,
    place: record.place,
    occurredAt: record.occurredAt,
    toldAsHandled: record.toldAsHandled,
    text: record.text,
    zone: zone && zoneTitle(zone),
    handler: handlerOf(facts, record),
    zoneKind: zone?.kind ?? null,
    keptFromSecretary: speaksOfSecretary(branchOf(facts, record.branchId), record, facts),
  }
}

export function checkInItem(
  record: Pick<CheckInFacts, 'activity' | 'place' | 'occurredAt' | 'zoneCode'>,
  facts: Facts,
): DraftCheckIn {
  const zone = zoneOf(facts, record.zoneCode)
  const { activity, place, occurredAt } = record
  return { kind: 'check_in', activity, place, occurredAt, zone: zone && zoneTitle(zone) }
}

/** What a sentence calls a draft: `A3-0017`, `A3-0017 等3条` with all that is on its card, `这次工作` without a case. */
export function draftName(items: readonly DraftItem[]): string {
  const [code] = codesOf(items)
  if (code === undefined) return '这次工作'
  return items.length === 1 ? code : `${code} 等${items.length}条`
}

/** The codes of a draft's cases. */
export function codesOf(items: readonly DraftItem[]): string[] {
  return items.flatMap((item) => (item.kind === 'case' ? [item.code] : []))
}
