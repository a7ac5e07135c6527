import { mask } from '../domain/privacy.ts'
import type { Decision } from './decision.ts'
import type { Facts, PendingQuestion, ZoneFacts } from './facts.ts'
import { joinedText } from './message-text.ts'
import type { SpokenTurn } from './turn.ts'

/** Which of these zones: the draft is open and waits for it. */
export function pendingZone(zones: readonly ZoneFacts[], now: Date): PendingQuestion {
  return pending('which_zone', now, { options: zones.map((z) => ({ id: z.code, label: z.name })) })
}

export function pending(
  about: PendingQuestion['about'],
  now: Date,
  { options = [], text = null }: Partial<Pick<PendingQuestion, 'options' | 'text'>> = {},
): PendingQuestion {
  return { about, askedAt: now, options, text }
}

/** What is meant: these words wait for the answer, after those that wait already. */
export function pendingWhat({ facts, now, text }: SpokenTurn): PendingQuestion {
  const kept = keptText(facts)
  return pending('what', now, { text: kept === null ? mask(text) : joinedText(kept, mask(text)) })
}

/** The words that wait for an answer to 在哪里、什么事. */
export function keptText({ conversation }: Facts): string | null {
  return conversation.question?.about === 'what' ? conversation.question.text : null
}

/** The question about a draft is over; words that wait for an answer of their own go on waiting. */
export function draftQuestionOver(facts: Facts): Pick<Extract<Decision, { do: 'remember' }>, 'question'> {
  return keptText(facts) === null ? { question: null } : {}
}
