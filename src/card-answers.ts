/** Answers a tap with the card that it changes: the platform times it, and saves a call for it. */
import { setTimeout as pause } from 'node:timers/promises'
import type { AnswerTap, TapAnswer } from './channels/dingtalk/card-answer.ts'
import type { Deps } from './deps.ts'
import { claimCardAnswer, type TapOnCard, type TapOutcome } from './store/card-answers.ts'
import { settleSends } from './store/sends.ts'

/** Between two looks at what a tap has led to. */
const LOOK_EVERY_MS = 40

const NOTHING: TapAnswer = { card: null, told: () => {} }

type Needs = Pick<Deps, 'pool' | 'channels' | 'bells' | 'log' | 'now'>

/**
 * Makes what answers taps.
 *
 * The change is taken over from the workers while it is on its way: it is sent once, by the answer or by a call. What is
 * found too late, or does not go out, is given back.
 */
export function createCardAnswers(deps: Needs): AnswerTap {
  const waitMs = deps.channels.get('dingtalk')?.tapAnswerMs ?? null
  return async ({ key, conversation, taskId }, arrivedAtMs) => {
    if (waitMs === null) return NOTHING
    const endMs = arrivedAtMs + waitMs
    const tap: TapOnCard = { channel: 'dingtalk', key, account: conversation, taskId }
    const late = pause(Math.max(0, endMs - performance.now()), NOTHING)
    return Promise.race([late, look(deps, tap, endMs)])
  }
}

/** Looks until the tap is handled or time is up. Throws nothing. */
async function look(deps: Needs, tap: TapOnCard, endMs: number): Promise<TapAnswer> {
  try {
    while (performance.now() < endMs) {
      const { decided, card, claimed } = await claimCardAnswer(deps.pool, tap, deps.now())
      const told = (delivered: boolean) => settle(deps, tap, { claimed, delivered })
      if (card !== null) {
        if (performance.now() < endMs) return { card, told }
        told(false)
      }
      if (decided) return NOTHING
      await pause(LOOK_EVERY_MS)
    }
  } catch (error) {
    deps.log.warn({ err: error }, 'a tap is answered without its card, which goes out by a call')
  }
  return NOTHING
}

/** It went out with the answer, or a worker shall send it after all. */
function settle(
  { pool, bells, log, now }: Needs,
  { account: recipient }: TapOnCard,
  { claimed, delivered }: Pick<TapOutcome, 'claimed'> & { delivered: boolean },
): void {
  if (claimed === null) return
  const state = delivered ? ('sent' as const) : ('waiting' as const)
  const outcome = { ...claimed, recipient, state, reason: null, dueAt: now(), platformId: null }
  settleSends(pool, [outcome], now())
    .then(() => delivered || bells.ring('outbound', [claimed.outboxId]))
    .catch((error: unknown) => log.warn({ err: error }, 'what became of the answer to a tap could not be written down'))
}
