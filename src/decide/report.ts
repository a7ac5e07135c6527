import { mask } from '../domain/privacy.ts'
import type { Doubt, UnderstoodIncident } from '../understanding/understanding.ts'
import { announce } from './announce.ts'
import { attachTo, placeSent } from './attachments.ts'
import { isEmergency } from './danger.ts'
import { caseCode, type Decision, type NewCase } from './decision.ts'
import { type Asking, askWhichAnswer } from './doubt.ts'
import { caseItem, checkInItem, type DraftItem, draftTaskId } from './draft.ts'
import { alert, emergencyReply } from './emergency.ts'
import { keepEarlier } from './keep.ts'
import {
  mustForget,
  type OpenedCase,
  type OpenedRecord,
  openingOf,
  recordsOf,
  refsOf,
  settled,
  type Told,
} from './open-records.ts'
import { pending, pendingZone } from './pending.ts'
import { type DraftShown, draftCard } from './replies/draft-card.ts'
import { placeQuestionCard, zoneQuestionCard } from './replies/questions.ts'
import { sameMatterCard } from './replies/same-matter.ts'
import { heardAs } from './replies/second-reading.ts'
import type { RouteQuestion } from './route.ts'
import { earlierCase, pendingSame } from './same-matter.ts'
import { clocksAtOpening } from './step.ts'
import { show } from './tell.ts'
import { inboxOf, type SpokenTurn, type Turn } from './turn.ts'

/**
 * One sentence in: the records it tells, kept as drafts, and one card out that shows them, or one question.
 *
 * A draft alerts nobody; an emergency alerts at once, and is answered first of all with the number to call.
 *
 * @param doubt what may be asked of it, if nothing else is
 */
export function report(turn: SpokenTurn, told: Told, doubt: Doubt | null = null): Decision[] {
  const records = draftRecords(turn, told)
  const emergencies = emergenciesOf(records)
  return [
    ...keepEarlier(turn),
    ...openDrafts(turn, records),
    ...emergencies.flatMap((subject) => alert(turn, subject, turn.reading.emergencyNumber)),
    ...(emergencies.length > 0 ? [emergencyReply(turn, emergencies, turn.reading.emergencyNumber)] : []),
    ...showDraft(turn, records, { told, doubt }),
  ]
}

/** The records of what was told. A place sent along stands in where the words name none; an emergency waits for no answer. */
function draftRecords(turn: SpokenTurn, told: Told): OpenedRecord[] {
  const place = placeSent(turn.message)
  const records = told.records.map((r) => ({ ...r, place: r.place ?? place }))
  return recordsOf(turn, { ...told, records }).map((r) =>
    r.kind === 'case' && isEmergency(r.case) ? settled(r, turn.facts) : r,
  )
}

/** Open the records with what came along, and keep no original that must not be kept. */
function openDrafts(turn: SpokenTurn, records: readonly OpenedRecord[]): Decision[] {
  const first = records.find((r) => r.kind === 'case') ?? records[0]
  return [
    ...openingOf(records),
    ...(first ? attachTo(turn, { ref: first.ref }) : []),
    ...(mustForget(records) ? [{ do: 'forget_original' } as const] : []),
  ]
}

export function emergenciesOf(records: readonly OpenedRecord[]): (NewCase & { ref: string })[] {
  return records.flatMap((r) => (r.kind === 'case' && isEmergency(r.case) ? [{ ...r.case, ref: r.ref }] : []))
}

interface Reported {
  told: Told
  doubt: Doubt | null
}

function showDraft(turn: SpokenTurn, records: readonly OpenedRecord[], reported: Reported): Decision[] {
  const draft = { taskId: draftTaskId(inboxOf(turn).receipt), version: 1 }
  const shown = { ...draft, items: itemsOf(turn, records), remark: heard(turn, records) }
  const { card, asked } = askOnce(turn, records, { ...reported, shown }) ?? { card: draftCard(shown), asked: null }
  return [
    { do: 'remember', draft: { ...draft, records: refsOf(records) }, question: asked },
    show(turn, card, { about: refsOf(records)[0] ?? null }),
  ]
}

/** One question at most: where a matter belongs; else whether it was told before; else which answer is right. */
function askOnce(
  turn: SpokenTurn,
  records: readonly OpenedRecord[],
  { shown, told, doubt }: Reported & { shown: DraftShown },
): Asking | null {
  const [question] = records.flatMap((r) => (r.kind === 'case' ? (r.route.question ?? []) : []))
  if (question) return askWhere(turn, shown, question)
  return askWhetherSame(turn, shown) ?? (doubt && askWhichAnswer(turn, shown, { doubt, records: told.records }))
}

function askWhere({ now }: Turn, shown: DraftShown, question: RouteQuestion): Asking {
  return question.about === 'place'
    ? { card: placeQuestionCard(shown), asked: pending('place', now) }
    : { card: zoneQuestionCard(shown, question.zones), asked: pendingZone(question.zones, now) }
}

function askWhetherSame({ facts, now }: Turn, shown: DraftShown): Asking | null {
  const { alike } = facts
  return alike ? { card: sameMatterCard(shown, earlierCase(facts, alike)), asked: pendingSame(alike, now) } : null
}

/** What a voice was heard to say. Of what is kept without words nothing is repeated. */
function heard({ message, text }: SpokenTurn, records: readonly OpenedRecord[]): string | null {
  const spoken = message.parts.some((part) => part.type === 'voice')
  return spoken && !mustForget(records) ? heardAs(mask(text)) : null
}

function itemsOf({ facts }: SpokenTurn, records: readonly OpenedRecord[]): DraftItem[] {
  const cases = records.flatMap((r) => (r.kind === 'case' ? [caseItem({ ...r.case, ref: r.ref }, facts)] : []))
  const checkIns = records.flatMap((r) => (r.kind === 'check_in' ? [checkInItem(r.checkIn, facts)] : []))
  return [...cases, ...checkIns]
}

/** What could not be understood, kept for a person word by word: a case at once, without a card to confirm. */
export function keptForPerson(turn: Turn, text: string): OpenedCase[] {
  const matter: UnderstoodIncident = {
    kind: 'incident',
    category: 'other',
    urgency: 'normal',
    state: 'open',
    place: null,
    occurredAt: null,
    source: [0, text.length],
  }
  const records = recordsOf(turn, { text, records: [matter], confidence: 0, onBehalfOf: null })
  return records.flatMap((r) => (r.kind === 'case' ? [asNew(turn, settled(r, turn.facts))] : []))
}

/** The case as one that is no draft: taken up, with its clocks running. */
export function asNew(turn: Turn, record: OpenedCase): OpenedCase {
  return { ...record, case: { ...record.case, state: 'new', clocks: clocksAtOpening(turn, record.case) } }
}

/** What stands for the codes of records until they are given. */
export function refCodes(records: readonly OpenedRecord[]): string[] {
  return records.flatMap((r) => (r.kind === 'case' ? [caseCode(r.ref)] : []))
}

/** Tell those who handle the cases just opened as `new`. */
export function announceOpened(turn: Turn, records: readonly OpenedCase[]): Decision[] {
  return records.flatMap((r) => announce(turn, { ...r.case, ref: r.ref }))
}
