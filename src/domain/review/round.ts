/** The life of a round: one table of legal steps. Nothing else may change a state. */
import type { CivilDate } from '../calendar.ts'
import type { ReviewKind, RoundState } from './vocabulary.ts'

/** `draw`: the seed is there. `close`: no more answers. `finish`: results stand. `cancel`: by a person, or for want of a seed. */
export type RoundStep = 'draw' | 'close' | 'finish' | 'cancel'

const STEPS: Readonly<Record<RoundStep, { from: readonly RoundState[]; to: RoundState }>> = {
  draw: { from: ['awaiting_seed'], to: 'open' },
  close: { from: ['open'], to: 'closed' },
  finish: { from: ['closed'], to: 'final' },
  cancel: { from: ['awaiting_seed', 'open', 'closed'], to: 'cancelled' },
}

export function firstState(kind: ReviewKind): RoundState {
  return kind === 'spot_check' ? 'awaiting_seed' : 'open'
}

/** `null`: the step is not legal in this state. */
export function stateAfter(state: RoundState, step: RoundStep): RoundState | null {
  return STEPS[step].from.includes(state) ? STEPS[step].to : null
}

export interface RoundOnDay {
  state: RoundState
  opensOn: CivilDate
  closesOn: CivilDate
}

/** What a round that nobody touched has to do once its last day is over. */
export function stepDue({ state, closesOn }: RoundOnDay, today: CivilDate): RoundStep | null {
  if (today <= closesOn) return null
  if (state === 'awaiting_seed') return 'cancel'
  return state === 'open' ? 'close' : null
}

/** Why no answer is taken; the day counts, whether or not the round was closed yet. */
export type AnswerRefusal = 'not_yet' | 'over' | 'cancelled'

export function answerRefusal({ state, opensOn, closesOn }: RoundOnDay, today: CivilDate): AnswerRefusal | null {
  if (state === 'cancelled') return 'cancelled'
  if (state === 'closed' || state === 'final' || today > closesOn) return 'over'
  return state === 'awaiting_seed' || today < opensOn ? 'not_yet' : null
}
