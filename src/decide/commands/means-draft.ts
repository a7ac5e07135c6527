import type { OpenDraft } from '../facts.ts'
import type { SpokenTurn } from '../turn.ts'
import { codeNamed } from './case-named.ts'

/** `A3-0017 等3条`: all that is on the card. */
const ALL_OF_CARD = /^等[0-9]+[条件]$/

/** Whether an order speaks of the open draft: by the code of a case of it, or as 这次工作 where it has none. */
export function meansDraft(turn: SpokenTurn, draft: OpenDraft): boolean {
  const code = codeNamed(turn)
  return code === null ? draft.cases.length === 0 : draft.cases.some((c) => c.code === code)
}

/** Whether an order speaks of all that is on the open card: a bare one does, and `A3-0017 等3条`. */
export function meansWholeDraft(turn: SpokenTurn, draft: OpenDraft): boolean {
  if (codeNamed(turn) === null) return !meansWork(turn) || draft.cases.length === 0
  return meansAllOfCard(turn) && meansDraft(turn, draft)
}

/** Whether an order names more than the one case: `A3-0017 等3条`. */
export function meansAllOfCard({ reading }: SpokenTurn): boolean {
  return ALL_OF_CARD.test(reading.understanding.command?.args.text ?? '')
}

/** Whether an order speaks of the work that was told without a case. */
export function meansWork({ reading }: SpokenTurn): boolean {
  return reading.understanding.command?.args.text === '这次工作'
}
