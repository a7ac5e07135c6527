/** The answer to what a card asked: the record is put right, and the card drawn again. */
import type { Card } from '../channels/channel.ts'
import type { OtherKind, UnderstoodRecord } from '../understanding/understanding.ts'
import { correctDraft } from './correct.ts'
import type { Decision } from './decision.ts'
import { type Offered, readOffer } from './doubt.ts'
import { caseItem, checkInItem, draftItems, nextVersion } from './draft.ts'
import { change, presentCard, withdraw, withdrawalLabel, withdrawInWords, withdrawRecords } from './draft-reply.ts'
import { passOnWords } from './enquiry.ts'
import type { CaseFacts, CheckInFacts, OpenDraft, PendingQuestion } from './facts.ts'
import { openingOf, recordsOf, refsOf, settled } from './open-records.ts'
import { optionAlone } from './options.ts'
import { draftQuestionOver } from './pending.ts'
import { closed } from './replies/card.ts'
import { tooLateToChange } from './replies/commands.ts'
import { draftCard } from './replies/draft-card.ts'
import { redraw, say, update } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'

/** Longer words tell more than that. */
const SHORT = 8
/** None of the answers that were offered. */
const NONE = /^(?:都|全|一个也)(?:不|没)(?:是|对|有)/

/** Words that name one of the answers, or deny them all. `null`: they are about something else. */
export function answerDoubtInWords(turn: SpokenTurn, draft: OpenDraft, question: PendingQuestion): Decision[] | null {
  const { plain } = turn.reading
  if (NONE.test(plain.trim()) && plain.length <= SHORT) return change(turn)
  const id = optionAlone(question.options, plain)
  const offered = id === null ? null : readOffer(id)
  return offered && answerDoubt(turn, draft, { offered, tappedCard: null })
}

/** @param answer `tappedCard`: the card that it was tapped on; `null`: it was said */
export function answerDoubt(
  turn: Turn,
  draft: OpenDraft,
  { offered, tappedCard }: { offered: Offered; tappedCard: string | null },
): Decision[] {
  switch (offered.about) {
    case 'category': {
      const { number, category } = offered
      return correctDraft(turn, draft, { from: null, recordNumber: number, category, tappedCard })
    }
    case 'activity': {
      const { number, activity } = offered
      return correctDraft(turn, draft, { from: null, recordNumber: number, activity, tappedCard })
    }
    case 'kind':
      return offered.other
        ? ofOtherKind(turn, draft, { other: offered.other, tappedCard })
        : asItIs(turn, draft, tappedCard)
    case 'intent':
      if (offered.intent === 'report') return asItIs(turn, draft, tappedCard)
      return offered.intent === 'enquiry' ? asQuestion(turn, draft, tappedCard) : asTalk(turn, draft, tappedCard)
  }
}

/** What seemed likeliest is right: nothing changes but the card, which asks no more. */
function asItIs(turn: Turn, draft: OpenDraft, tappedCard: string | null): Decision[] {
  const next = nextVersion(draft)
  const card = draftCard({ ...next, items: draftItems(draft, turn.facts) })
  return [
    { do: 'remember', draft: next, ...draftQuestionOver(turn.facts) },
    redraw(turn, card, { tappedCard, about: next.records[0] ?? null }),
  ]
}

/** The only record of the draft is withdrawn, and one of the other kind opened with its words, place and time. */
function ofOtherKind(
  turn: Turn,
  draft: OpenDraft,
  { other, tappedCard }: { other: OtherKind; tappedCard: string | null },
): Decision[] {
  const { facts } = turn
  const [record] = [...draft.cases, ...draft.checkIns]
  const late = draft.cases.find((c) => c.state !== 'draft')
  if (late) return [say(turn, tooLateToChange(late.code, late.state))]
  if (!record) return []
  const told = { text: record.text, records: [understoodAs(other, record)], confidence: 0, onBehalfOf: null }
  // Where it lies is not asked once more.
  const opened = recordsOf(turn, told).map((r) => (r.kind === 'case' ? settled(r, facts) : r))
  const items = opened.map((r) =>
    r.kind === 'case' ? caseItem({ ...r.case, ref: r.ref }, facts) : checkInItem(r.checkIn, facts),
  )
  const next = { ...nextVersion(draft), records: refsOf(opened) }
  return [
    ...openingOf(opened),
    ...withdrawRecords(turn, draft),
    { do: 'remember', draft: next, ...draftQuestionOver(facts) },
    redraw(turn, draftCard({ ...next, items }), { tappedCard, about: next.records[0] ?? null }),
  ]
}

function understoodAs(other: OtherKind, { text, place, occurredAt }: CaseFacts | CheckInFacts): UnderstoodRecord {
  const told = { place, occurredAt, source: [0, text.length] as [number, number] }
  return other.kind === 'incident' ? { ...other, urgency: 'normal', state: 'open', ...told } : { ...other, ...told }
}

/** It was no report: nothing of it stays. */
function asTalk(turn: Turn, draft: OpenDraft, tappedCard: string | null): Decision[] {
  if (tappedCard === null) return withdrawInWords(turn, draft)
  return [...withdraw(turn, draft), update(turn, closedCard(turn, draft, tappedCard))]
}

/** It was a question: a person answers it. */
function asQuestion(turn: Turn, draft: OpenDraft, tappedCard: string | null): Decision[] {
  const [record] = [...draft.cases, ...draft.checkIns]
  if (!record) return []
  return [
    ...withdraw(turn, draft),
    ...passOnWords(turn, { text: record.text, confidence: 0, onBehalfOf: null }),
    ...(tappedCard === null ? [] : [update(turn, closedCard(turn, draft, tappedCard), { part: 'card' })]),
  ]
}

function closedCard(turn: Turn, draft: OpenDraft, tappedCard: string): Card {
  return closed({ ...presentCard(turn, draft), taskId: tappedCard }, withdrawalLabel(draft))
}
