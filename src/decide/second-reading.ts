import type { SuggestedChange, Suggestion } from '../understanding/second-reader/suggest.ts'
import type { UnderstoodRecord } from '../understanding/understanding.ts'
import { checkInChanges, type Edit, editCase, emergencies } from './correct.ts'
import type { Decision, RecordRef } from './decision.ts'
import { caseItem, checkInItem, type DraftItem, nextVersion } from './draft.ts'
import { alert, emergencyReply } from './emergency.ts'
import type { CaseFacts, CheckInFacts, OpenDraft } from './facts.ts'
import type { SecondReading } from './happening.ts'
import { mustForget, type OpenedRecord, openingOf, recordsOf, settled } from './open-records.ts'
import { draftQuestionOver } from './pending.ts'
import { draftCard } from './replies/draft-card.ts'
import { readAgainRemark } from './replies/second-reading.ts'
import { emergenciesOf } from './report.ts'
import { show } from './tell.ts'
import type { Turn } from './turn.ts'

const REASON = '复核识别'

/**
 * A second reader would have the open card otherwise: it is changed and shown again, for its sender to say 对 or 改.
 *
 * Only a card that nobody has touched: what its sender confirmed, corrected or answered is theirs. Urgency rises only;
 * nothing is confirmed, closed, withdrawn or assigned by hand.
 */
export function readAgain(turn: Turn, { taskId, text, kinds, suggestions }: SecondReading): Decision[] {
  const { draft, question } = turn.facts.conversation
  if (!draft || draft.taskId !== taskId || !isUntouched(draft, kinds)) return []
  // It shows another card, and its answer is on the way.
  if (question?.about === 'which_zone') return []
  const changes = suggestions.flatMap((s) => (s.do === 'change' ? [s] : []))
  const cases = editCases(turn, draft, changes)
  const checkIns = editCheckIns(draft, changes)
  const added = suggestions.flatMap((s) => (s.do === 'add' ? [s.record] : []))
  const opened = added.flatMap((record, index) => openedOf(turn, { record, text, index }))
  if (cases.length + checkIns.length + opened.length === 0) return []
  return [
    ...cases.flatMap((edit) => edit.decisions),
    ...checkIns.flatMap((edit) => edit.decisions),
    ...openingOf(opened),
    ...dangers(turn, draft, { cases, opened }),
    ...(isKeptWithoutWords(cases, opened) ? [{ do: 'forget_original' } as const] : []),
    ...showAgain(turn, draft, { cases, checkIns, opened }),
  ]
}

/** Shown once, with the very records of the first reading, and none of them taken up meanwhile. */
function isUntouched({ version, cases, checkIns }: OpenDraft, kinds: SecondReading['kinds']): boolean {
  const incidentCount = kinds.filter((kind) => kind === 'incident').length
  if (cases.length !== incidentCount || checkIns.length !== kinds.length - incidentCount) return false
  return version === 1 && cases.every((c) => c.state === 'draft') && checkIns.every((c) => c.state === 'draft')
}

type Changed = Extract<Suggestion, { do: 'change' }>

function editCases(turn: Turn, draft: OpenDraft, changes: readonly Changed[]): (Edit & { labels: string[] })[] {
  return changes.flatMap(({ kind, index, change }) => {
    const record = kind === 'incident' ? draft.cases[index] : undefined
    if (!record) return []
    const { urgency, ...rest } = change
    const graver = urgency !== undefined && GRAVITY[urgency] > GRAVITY[record.urgency]
    const allowed = graver ? { ...rest, urgency } : rest
    const edit = editOf(turn, record, allowed)
    return edit.decisions.length > 0 ? [{ ...edit, labels: labelsOf(record, edit.record) }] : []
  })
}

/** The fuller place stands in for the old one; where it would raise the question of the zone, it is left. */
function editOf(turn: Turn, record: CaseFacts, change: SuggestedChange): Edit {
  const { place, ...rest } = change
  const known = place ? { ...record, place: null } : record
  const edit = editCase(turn, known, { from: null, ...change }, REASON)
  return edit.question ? editCase(turn, record, { from: null, ...rest }, REASON) : edit
}

const GRAVITY = { normal: 0, urgent: 1, emergency: 2 } as const

interface CheckInEdit {
  record: CheckInFacts
  decisions: Decision[]
  labels: string[]
}

function editCheckIns(draft: OpenDraft, changes: readonly Changed[]): CheckInEdit[] {
  return changes.flatMap(({ kind, index, change }): CheckInEdit[] => {
    const record = kind === 'checkin' ? draft.checkIns[index] : undefined
    if (!record) return []
    const fields = checkInChanges({ ...record, place: null }, { from: null, ...change })
    if (Object.keys(fields).length === 0) return []
    const decision: Decision = { do: 'edit_check_in', checkInId: record.id, changes: fields }
    const { activity, place, occurredAt } = { ...record, ...fields }
    const after = { ...record, activity, place, occurredAt }
    return [{ record: after, decisions: [decision], labels: labelsOf(record, after) }]
  })
}

/** What each field is called on the card. */
const LABELS: Readonly<Record<keyof SuggestedChange, string>> = {
  category: '类别',
  activity: '工作',
  place: '位置',
  occurredAt: '时间',
  urgency: '紧急度',
}

function labelsOf<T extends CaseFacts | CheckInFacts>(before: T, after: T): string[] {
  const differs = (field: string) => Reflect.get(before, field) !== Reflect.get(after, field)
  return Object.entries(LABELS).flatMap(([field, label]) => (differs(field) ? [label] : []))
}

/** A matter that was overlooked, told in its own words of the message. Where it lies is not asked: the card shows it. */
function openedOf(
  turn: Turn,
  { record, text, index }: { record: UnderstoodRecord; text: string; index: number },
): OpenedRecord[] {
  const words = text.slice(...record.source)
  const told = { text: words, records: [record], confidence: 0, onBehalfOf: null }
  const ref = `a${index + 1}`
  return recordsOf(turn, told).map((opened) =>
    opened.kind === 'case' ? { ...settled(opened, turn.facts), ref } : { ...opened, ref },
  )
}

/** Whoever must hear of an emergency hears of it at once, as if the first reading had seen it. */
function dangers(
  turn: Turn,
  { cases: before }: OpenDraft,
  { cases, opened }: { cases: readonly Edit[]; opened: readonly OpenedRecord[] },
): Decision[] {
  const overlooked = emergenciesOf(opened)
  return [
    ...emergencies(turn, before, cases),
    ...overlooked.flatMap((subject) => alert(turn, subject, null)),
    ...(overlooked.length > 0 ? [emergencyReply(turn, overlooked, null)] : []),
  ]
}

function isKeptWithoutWords(cases: readonly Edit[], opened: readonly OpenedRecord[]): boolean {
  return mustForget(opened) || cases.some((edit) => edit.record.category === 'grievance')
}

function showAgain(
  turn: Turn,
  draft: OpenDraft,
  {
    cases,
    checkIns,
    opened,
  }: {
    cases: readonly (Edit & { labels: string[] })[]
    checkIns: readonly CheckInEdit[]
    opened: readonly OpenedRecord[]
  },
): Decision[] {
  const { taskId, version, records } = nextVersion(draft)
  const refs: RecordRef[] = [...records, ...opened.map(({ ref }) => ({ ref }))]
  const after = {
    cases: draft.cases.map((c): CaseFacts => cases.find((e) => e.record.id === c.id)?.record ?? c),
    checkIns: draft.checkIns.map((c) => checkIns.find((e) => e.record.id === c.id)?.record ?? c),
  }
  const remark = readAgainRemark([...new Set([...cases, ...checkIns].flatMap((e) => e.labels))], opened.length)
  const card = draftCard({ taskId, version, items: itemsOf(turn, after, opened), remark })
  return [
    { do: 'remember', draft: { taskId, version, records: refs }, ...draftQuestionOver(turn.facts) },
    show(turn, card, { about: refs[0] ?? null }),
  ]
}

/** In the order in which the card will number them from now on: matters first, of each kind those known first. */
function itemsOf(
  { facts }: Turn,
  { cases, checkIns }: Pick<OpenDraft, 'cases' | 'checkIns'>,
  opened: readonly OpenedRecord[],
): DraftItem[] {
  return [
    ...cases.map((c) => caseItem(c, facts)),
    ...opened.flatMap((o) => (o.kind === 'case' ? [caseItem({ ...o.case, ref: o.ref }, facts)] : [])),
    ...checkIns.map((c) => checkInItem(c, facts)),
    ...opened.flatMap((o) => (o.kind === 'check_in' ? [checkInItem(o.checkIn, facts)] : [])),
  ]
}
