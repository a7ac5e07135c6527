import type { Place } from '../domain/place.ts'
import { correctPlace, foldPlace } from '../domain/places.ts'
import type { Correction } from '../understanding/understanding.ts'
import { announce } from './announce.ts'
import { isEmergency } from './danger.ts'
import type { CaseChanges, Decision, NewCheckIn } from './decision.ts'
import { draftItems, nextVersion } from './draft.ts'
import { alert, emergencyReply } from './emergency.ts'
import { tellEmergencyChange, tellFormerHandler } from './emergency-news.ts'
import type { BranchFacts, CaseFacts, CheckInFacts, Facts, OpenDraft, PersonFacts, ZoneFacts } from './facts.ts'
import { zoneOf } from './find.ts'
import { joinedText } from './message-text.ts'
import { storable } from './open-records.ts'
import { draftQuestionOver, pendingZone } from './pending.ts'
import { tooLateToChange } from './replies/commands.ts'
import { draftCard } from './replies/draft-card.ts'
import { askAgainWhichRecord, zoneQuestionCard } from './replies/questions.ts'
import { type Matter, type Route, route, routeIn } from './route.ts'
import { clocksAtOpening } from './step.ts'
import { redraw, say } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'

const REASON = '上报人更正'

export type Change = Correction & {
  /** Words that belong to the text from now on. */
  addedWords?: string
  /** The card that the correction was tapped on; absent or `null`: it was said. */
  tappedCard?: string | null
}

/** A place of the map corrects without words. */
type Correcting = Turn & Partial<Pick<SpokenTurn, 'reading'>>

/** "不是3号楼，是5号楼": change the draft, show it again as its next version. */
export function correctDraft(turn: Correcting, draft: OpenDraft, correction: Change): Decision[] {
  const meant = recordsMeant(draft, correction)
  if (meant === null) return [say(turn, askAgainWhichRecord(draft.cases.length + draft.checkIns.length))]
  const late = meant.cases.find((c) => !correctable(c))
  if (late) return [say(turn, tooLateToChange(late.code, late.state))]
  const edits = meant.cases.map((record) => editCase(turn, record, correction))
  const changed = {
    cases: draft.cases.map((c) => edits.find((e) => e.record.id === c.id)?.record ?? c),
    checkIns: draft.checkIns.map((c) => (meant.checkIns.includes(c) ? { ...c, ...checkInChanges(c, correction) } : c)),
  }
  const next = nextVersion(draft)
  const shown = { taskId: next.taskId, version: next.version, items: draftItems(changed, turn.facts) }
  const question = edits.flatMap((e) => (e.question?.about === 'which_zone' ? [e.question] : []))[0] ?? null
  return [
    ...edits.flatMap((e) => e.decisions),
    ...meant.checkIns.map(
      (c): Decision => ({
        do: 'edit_check_in',
        checkInId: c.id,
        changes: checkInChanges(c, correction),
      }),
    ),
    ...emergencies(turn, meant.cases, edits),
    {
      do: 'remember',
      draft: next,
      ...(question ? { question: pendingZone(question.zones, turn.now) } : draftQuestionOver(turn.facts)),
    },
    redraw(turn, question ? zoneQuestionCard(shown, question.zones) : draftCard(shown), {
      tappedCard: correction.tappedCard ?? null,
      about: next.records[0] ?? null,
    }),
  ]
}

/** Until somebody works on it, its reporter may still correct a case. */
export function correctable({ state }: CaseFacts): boolean {
  return state === 'draft' || state === 'new'
}

/** A case that is no draft any more: its new handler hears of it, the old one finds it gone from the list. */
export function correctCase(turn: Correcting, record: CaseFacts, correction: Change): Decision[] {
  const edit = editCase(turn, record, correction)
  const moved = record.state !== 'draft' && edit.record.handlerId !== record.handlerId && !isEmergency(record)
  const news = moved ? [...announce(turn, edit.record), ...tellFormerHandler(turn, record)] : []
  return [...edit.decisions, ...emergencies(turn, [record], [edit]), ...news]
}

/** What is no emergency before and is one after the correction is alerted at once; of others those alarmed hear. */
export function emergencies(turn: Correcting, before: readonly CaseFacts[], edits: readonly Edit[]): Decision[] {
  const number = turn.reading?.emergencyNumber ?? null
  const news = edits.flatMap(({ record: after }) => {
    const known = before.find((b) => b.id === after.id)
    return known ? tellEmergencyChange(turn, { before: known, after, number }) : []
  })
  const risen = edits
    .map((e) => e.record)
    .filter((r) => isEmergency(r) && !before.some((b) => b.id === r.id && isEmergency(b)))
  if (risen.length === 0) return news
  return [...news, ...risen.flatMap((r) => alert(turn, r, number)), emergencyReply(turn, risen, number)]
}

/** A case as it is after a change, and what makes it so. */
export interface Edit {
  record: CaseFacts
  decisions: Decision[]
  /** Where it lies now has to be asked. */
  question: Way['question']
}

/** @param reason what stands in the history of the case */
export function editCase(turn: Turn, record: CaseFacts, correction: Change, reason: string = REASON): Edit {
  const { changes, question } = caseChanges(turn, record, correction)
  const decisions: Decision[] =
    Object.keys(changes).length > 0 ? [{ do: 'edit_case', caseId: record.id, changes, reason }] : []
  const { clocks: _, ...fields } = changes
  return { record: { ...record, ...fields }, decisions, question }
}

function caseChanges(
  { facts, now }: Turn,
  record: CaseFacts,
  correction: Change,
): { changes: CaseChanges; question: Way['question'] } {
  const category = correction.category ?? record.category
  const place = correction.place ? correctPlace(record.place, correction.place) : record.place
  const words = correction.addedWords === undefined ? record.text : joinedText(record.text, correction.addedWords)
  const kept = storable(category, words, place)
  const changes: CaseChanges = {}
  if (category !== record.category) changes.category = category
  if (correction.urgency && correction.urgency !== record.urgency) changes.urgency = correction.urgency
  if (correction.occurredAt) changes.occurredAt = correction.occurredAt
  if (correction.state) changes.toldAsHandled = correction.state === 'handled'
  if (correction.place) changes.place = kept.place
  if (kept.text !== record.text) changes.text = kept.text
  const way = wayAfter(record, correction, { matter: { category, place, text: kept.text }, facts })
  if (correction.place || changes.category) Object.assign(changes, wayChanges(record, way))
  const after = { ...record, ...changes }
  if (isEmergency(after) && !isEmergency(record)) changes.clocks = clocksAtOpening({ facts, now }, after)
  return { changes, question: way.question }
}

interface Way {
  zone: ZoneFacts | null
  branch: BranchFacts | null
  handler: PersonFacts | null
  question: Route['question']
}

/** Where it goes now. Only another place leads to another zone, and only where the zone that it is in does not fit too. */
function wayAfter(record: CaseFacts, correction: Change, { matter, facts }: { matter: Matter; facts: Facts }): Way {
  const present = zoneOf(facts, record.zoneCode)
  const stay = { zone: present, question: null, ...routeIn(present, matter, facts) }
  if (!correction.place) return stay
  const way = route(matter, facts)
  const { question } = way
  if (question?.about === 'which_zone' && question.zones.some((z) => z.code === record.zoneCode)) return stay
  // Asked once: a resident who cannot name the place is not asked again, nor is anybody in an emergency.
  return question?.about === 'place' || isEmergency(record) ? { ...way, question: null } : way
}

function wayChanges(record: CaseFacts, { zone, branch, handler }: Way): CaseChanges {
  const changes: CaseChanges = {}
  if ((zone?.code ?? null) !== record.zoneCode) changes.zoneCode = zone?.code ?? null
  if ((branch?.id ?? null) !== record.branchId) changes.branchId = branch?.id ?? null
  // Whoever a grievance named was taken out of its text: who got it then keeps it.
  const fixed = record.category === 'grievance' && record.handlerId !== null
  if (!fixed && (handler?.id ?? null) !== record.handlerId) changes.handlerId = handler?.id ?? null
  return changes
}

export function checkInChanges(record: CheckInFacts, correction: Change): Partial<NewCheckIn> {
  const changes: Partial<NewCheckIn> = {}
  if (correction.activity) changes.activity = correction.activity
  if (correction.occurredAt) changes.occurredAt = correction.occurredAt
  if (correction.place) changes.place = storable('other', '', correctPlace(record.place, correction.place)).place
  return changes
}

interface Meant {
  cases: CaseFacts[]
  checkIns: CheckInFacts[]
}

/**
 * Which records of the draft a correction means: by its number, by what it denies, by what only one kind has.
 *
 * `null`: it may mean several that are not alike.
 */
function recordsMeant(draft: OpenDraft, correction: Change): Meant | null {
  const { recordNumber, from } = correction
  const all: Meant = { cases: draft.cases, checkIns: draft.checkIns }
  if (recordNumber !== undefined) {
    const numbered = [...draft.cases.map((c) => c.id), ...draft.checkIns.map((c) => c.id)][recordNumber - 1]
    return numbered === undefined ? null : only(all, (r) => r.id === numbered)
  }
  const fitting = fittingKind(all, correction)
  const denied = from === null ? fitting : only(fitting, (r) => has(r.place, from))
  const candidates = count(denied) > 0 ? denied : fitting
  return count(candidates) === 1 || alike(candidates) ? candidates : null
}

function fittingKind(all: Meant, { activity, category, urgency, state }: Correction): Meant {
  if (activity && all.checkIns.length > 0) return { cases: [], checkIns: all.checkIns }
  if ((category || urgency || state) && all.cases.length > 0) return { cases: all.cases, checkIns: [] }
  return all
}

function only({ cases, checkIns }: Meant, fits: (record: { id: string; place: Place | null }) => boolean): Meant {
  return { cases: cases.filter(fits), checkIns: checkIns.filter(fits) }
}

function count({ cases, checkIns }: Meant): number {
  return cases.length + checkIns.length
}

/** Several matters at one place: the place of all of them was wrong. */
function alike({ cases, checkIns }: Meant): boolean {
  const places = [...cases, ...checkIns].map((r) => foldPlace(r.place?.text ?? ''))
  return places.length > 0 && places[0] !== '' && places.every((p) => p === places[0])
}

function has(place: Place | null, denied: Partial<Place>): boolean {
  const { text, ...parts } = denied
  const named = Object.entries(parts).filter(([, value]) => value !== null && value !== undefined)
  if (place === null) return false
  if (named.length === 0) return text !== undefined && foldPlace(place.text).includes(foldPlace(text))
  return named.every(([part, value]) => place[part as keyof Place] === value)
}
