import type { Place } from '../domain/place.ts'
import { mask } from '../domain/privacy.ts'
import { correctDraft } from './correct.ts'
import type { Decision } from './decision.ts'
import { answerDoubtInWords } from './doubt-answer.ts'
import { draftItems, nextVersion } from './draft.ts'
import type { OpenDraft, PendingQuestion, ZoneFacts } from './facts.ts'
import { zoneOf } from './find.ts'
import { optionSaid } from './options.ts'
import { draftQuestionOver } from './pending.ts'
import { isUnclear } from './reading.ts'
import { draftCard } from './replies/draft-card.ts'
import { routeIn } from './route.ts'
import { answerSameMatter } from './same-matter.ts'
import { redraw } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'

/** The zone was chosen: those matters that had none go there, else all, and the card is shown for a yes. */
export function chooseZone(
  turn: Turn,
  draft: OpenDraft,
  { zone, tappedCard }: { zone: ZoneFacts; tappedCard: string | null },
): Decision[] {
  const { facts } = turn
  const anyOpen = draft.cases.some((c) => c.zoneCode === null)
  const edits: Decision[] = []
  const cases = draft.cases.map((record) => {
    if (anyOpen && record.zoneCode !== null) return record
    const { branch, handler } = routeIn(zone, record, facts)
    const changes = { zoneCode: zone.code, branchId: branch?.id ?? null, handlerId: handler?.id ?? null }
    edits.push({ do: 'edit_case', caseId: record.id, changes, reason: '上报人选了责任区' })
    return { ...record, ...changes }
  })
  const next = nextVersion(draft)
  const items = draftItems({ cases, checkIns: draft.checkIns }, facts)
  const card = draftCard({ taskId: next.taskId, version: next.version, items })
  const about = next.records[0] ?? null
  return [
    ...edits,
    { do: 'remember', draft: next, ...draftQuestionOver(facts) },
    redraw(turn, card, { tappedCard, about }),
  ]
}

/** Words that answer the question of the open card. `null`: they are about something else. */
export function answerAboutDraft(turn: SpokenTurn, draft: OpenDraft, question: PendingQuestion): Decision[] | null {
  if (question.about === 'which_zone') {
    const zone = zoneOf(turn.facts, optionSaid(turn, question.options))
    if (zone) return chooseZone(turn, draft, { zone, tappedCard: null })
  }
  if (question.about === 'same_matter') return answerSameMatter(turn, draft, question)
  if (question.about === 'doubt') return answerDoubtInWords(turn, draft, question)
  if (question.about === 'what' || question.about === 'invite' || question.order) return null
  return answerAsPlace(turn, draft, question)
}

/** Longest answer that still only fills in what was asked. */
export const SHORT_ANSWER_MAX = 24

/** "5号楼" after 这件事在哪里 or 改: the words are no report of their own, they fill in the draft. */
function answerAsPlace(turn: SpokenTurn, draft: OpenDraft, question: PendingQuestion): Decision[] | null {
  const { text, reading } = turn
  const [record, ...more] = reading.understanding.records
  if (text.length > SHORT_ANSWER_MAX || more.length > 0) return null
  // Words that are no place that the grammar knows are one all the same where a place was asked for.
  const asPlace = question.about !== 'which_record' && (reading.understanding.intent === 'report' || isUnclear(reading))
  const words = asPlace ? { text, building: null, unit: null, floor: null, room: null } : null
  const place = record?.place ?? words
  const aboutSomethingElse = record?.kind === 'incident' && record.category !== 'other' && question.about !== 'place'
  if (!place || aboutSomethingElse) return null
  return addPlace(turn, draft, place)
}

/** The place goes to the draft, and the words to its text: nothing said is lost. */
export function addPlace(turn: SpokenTurn, draft: OpenDraft, place: Place): Decision[] {
  return correctDraft(turn, draft, { from: null, place, addedWords: mask(turn.text) })
}
