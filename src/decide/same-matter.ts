/** Somebody told it before: the sender is asked, and what is the same goes on as one matter. Never without a yes. */
import { publicPlace } from '../domain/places.ts'
import { caseNamed } from './commands/case-named.ts'
import type { Decision } from './decision.ts'
import { confirmInWords } from './draft-reply.ts'
import type { CaseFacts, Facts, OpenDraft, PendingQuestion } from './facts.ts'
import { zoneOf } from './find.ts'
import { draftQuestionOver, pending } from './pending.ts'
import { mayDo } from './permit.ts'
import { type EarlierShown, joinedText } from './replies/same-matter.ts'
import { step } from './step.ts'
import { say } from './tell.ts'
import { type SpokenTurn, senderActor, type Turn } from './turn.ts'

/** Is it the same as this case? The draft is open and waits for it. */
export function pendingSame({ code }: CaseFacts, now: Date): PendingQuestion {
  return pending('same_matter', now, { options: [{ id: code, label: code }] })
}

/** Whether the open card asks about this case. */
export function offers({ conversation }: Facts, code: string): boolean {
  const { question } = conversation
  return question?.about === 'same_matter' && question.options.some((o) => o.id === code)
}

/** Of an earlier case what everybody may see of it: no words, and of the place the building. */
export function earlierCase(facts: Facts, { code, category, place, state, zoneCode }: CaseFacts): EarlierShown {
  return { code, category, building: publicPlace(place), state, zoneKind: zoneOf(facts, zoneCode)?.kind ?? null }
}

/** 是 or 不是 to the question of the card. `null`: the words are about something else. */
export function answerSameMatter(turn: SpokenTurn, draft: OpenDraft, question: PendingQuestion): Decision[] | null {
  const [earlier] = question.options
  if (turn.reading.answer === 'no') return confirmInWords(turn, draft)
  if (turn.reading.answer !== 'yes' || !earlier) return null
  const joined = joinEarlier(turn, draft, earlier.id)
  return joined ? [...joined, say(turn, joinedText(earlier.id))] : confirmInWords(turn, draft)
}

/**
 * What the draft tells goes on in the earlier case: nobody is told of it a second time, and its reporter follows the
 * earlier one. `null`: it cannot, as the draft was taken on meanwhile or the sender may not follow that case.
 */
export function joinEarlier(turn: Turn, draft: OpenDraft, earlierCode: string): Decision[] | null {
  const [record, ...more] = draft.cases
  const earlier = caseNamed(turn.facts, earlierCode)
  if (!record || more.length > 0 || draft.checkIns.length > 0) return null
  if (!earlier || earlier.id === record.id || !mayDo(turn, 'follow', earlier)) return null
  const reason = `与 ${earlier.code} 是同一件事`
  const by = senderActor(turn)
  const ended = step(turn, record, { event: 'close_as', taker: 'reporter', to: 'duplicate', by, reason })
  if (!ended) return null
  return [
    { do: 'link_case', caseId: record.id, earlierId: earlier.id },
    ended.decision,
    { do: 'follow', caseId: earlier.id, identityId: turn.facts.sender.identityId },
    { do: 'remember', draft: null, ...draftQuestionOver(turn.facts) },
  ]
}
