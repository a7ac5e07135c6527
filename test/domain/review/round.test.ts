import { describe, expect, test } from 'vitest'
import { answerRefusal, firstState, type RoundStep, stateAfter, stepDue } from '../../../src/domain/review/round.ts'
import { ROUND_STATES, type RoundState } from '../../../src/domain/review/vocabulary.ts'

const states = Object.keys(ROUND_STATES) as RoundState[]
const dates = { opensOn: '2026-06-01', closesOn: '2026-06-20' }

describe('a round', () => {
  test('waits for its seed only where zones are drawn', () => {
    expect(firstState('spot_check')).toBe('awaiting_seed')
    expect(firstState('opinion_round')).toBe('open')
  })

  test('takes legal steps only', () => {
    const steps: RoundStep[] = ['draw', 'close', 'finish', 'cancel']
    const table = states.map((state) => [state, ...steps.map((step) => stateAfter(state, step))])
    expect(table).toEqual([
      ['awaiting_seed', 'open', null, null, 'cancelled'],
      ['open', null, 'closed', null, 'cancelled'],
      ['closed', null, null, 'final', 'cancelled'],
      ['final', null, null, null, null],
      ['cancelled', null, null, null, null],
    ])
  })

  test.each([
    ['open', '2026-06-20', null],
    ['open', '2026-06-21', 'close'],
    ['awaiting_seed', '2026-06-21', 'cancel'],
    ['closed', '2026-06-21', null],
    ['cancelled', '2026-06-21', null],
  ] as const)('that is %s has on %s to %s', (state, today, step) => {
    expect(stepDue({ state, ...dates }, today)).toBe(step)
  })

  test.each([
    ['open', '2026-05-31', 'not_yet'],
    ['awaiting_seed', '2026-06-02', 'not_yet'],
    ['open', '2026-06-01', null],
    ['open', '2026-06-20', null],
    // Nobody closed it yet; the day counts.
    ['open', '2026-06-21', 'over'],
    ['closed', '2026-06-10', 'over'],
    ['final', '2026-06-30', 'over'],
    ['cancelled', '2026-06-10', 'cancelled'],
  ] as const)('that is %s answers whoever answers on %s: %s', (state, today, refusal) => {
    expect(answerRefusal({ state, ...dates }, today)).toBe(refusal)
  })
})
