import { foldPlace } from '../domain/places.ts'
import { correctDraft } from './correct.ts'
import type { Decision } from './decision.ts'
import { draftItems, nextVersion } from './draft.ts'
import { presentCard } from './draft-reply.ts'
import type { OpenDraft, PendingQuestion } from './facts.ts'
import { zoneOf } from './find.ts'
import { draftCard } from './replies/draft-card.ts'
import { routeIn } from './route.ts'
import { show, update } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'

/** The zone was chosen: those matters that had none go there, and the card is shown for a yes. */
export function chooseZone(
  turn: Turn,
  draft: OpenDraft,
  { zoneCode, tappedCard }: { zoneCode: string; tappedCard: string | null },
): Decision[] {
  const { facts } = turn
  const zone = zoneOf(facts, zoneCode)
  if (!zone) return [show(turn, presentCard(turn, draft))]
  const edits: Decision[] = []
  const cases = draft.cases.map((record) => {
    if (record.zoneCode !== null) return record
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
    { do: 'remember', draft: next, question: null },
    tappedCard === null ? show(turn, card, { about }) : update(turn, { ...card, taskId: tappedCard }, { about }),
  ]
}

/** Words that answer the question of the open card. `null`: they are about something else. */
export function answerAboutDraft(turn: SpokenTurn, draft: OpenDraft, question: PendingQuestion): Decision[] | null {
  if (question.about === 'which_zone') {
    const chosen = optionMeant(question, turn.text)
    if (chosen !== null) return chooseZone(turn, draft, { zoneCode: chosen, tappedCard: null })
  }
  if (question.about === 'what' || question.about === 'invite') return null
  return answerAsPlace(turn, draft, question)
}

/** Longest answer that still only fills in what was asked. */
const SHORT_ANSWER_MAX = 24

/** "5号楼" after 这件事在哪里 or 改: the words are no report of their own, they fill in the draft. */
function answerAsPlace(turn: SpokenTurn, draft: OpenDraft, question: PendingQuestion): Decision[] | null {
  const { text, reading } = turn
  const [record, ...more] = reading.understanding.records
  if (text.length > SHORT_ANSWER_MAX || more.length > 0) return null
  const words = { text, building: null, unit: null, floor: null, room: null }
  const place =
    record?.place ?? (question.about === 'which_record' || reading.understanding.intent === 'chat' ? null : words)
  const aboutSomethingElse = record?.kind === 'incident' && record.category !== 'other' && question.about !== 'place'
  if (!place || aboutSomethingElse) return null
  return correctDraft(turn, draft, { from: null, place })
}

/** The option that the words name: by its code, its name, or its place in the list. */
function optionMeant({ options }: PendingQuestion, text: string): string | null {
  const words = foldPlace(text)
  const exact = options.find(({ id, label }) => words === foldPlace(id) || words === foldPlace(label))
  if (exact) return exact.id
  const named = options.filter(({ id, label }) => words.includes(foldPlace(label)) || words.includes(foldPlace(id)))
  if (named.length === 1) return named[0]?.id ?? null
  const ordinal = /^第?([1-9一二三四五])个?$/.exec(words)?.[1]
  const index = ordinal ? '12345'.indexOf(ordinal) + '一二三四五'.indexOf(ordinal) + 1 : -1
  return options[index]?.id ?? null
}
